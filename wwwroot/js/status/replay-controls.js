import { siteUrl } from '../shared/base-url.js';
import { setText } from '../shared/elements.js';
import { formatWhole } from '../shared/format.js';

/** The state of a replay and the controls of an operator, whose sign-in needs the scope `market`. */
export class ReplayControls {
  #section;
  #form;
  #isPaused = false;

  /** @param {HTMLElement | null} section null if the market is not a replay */
  constructor(section) {
    this.#section = section;
    if (!section) return;
    this.#form = section.querySelector('form');
    const { pause, speed, position } = this.#form.elements;
    pause.addEventListener('click', () => this.#send({ pause: !this.#isPaused }));
    speed.addEventListener('change', () => this.#send({ speed: speed.value === 'max' ? 'max' : Number(speed.value) }));
    this.#form.addEventListener('submit', event => {
      event.preventDefault();
      if (position.value) this.#send({ position: position.value });
    });
  }

  /** Shows the state in `/stats`. */
  show({ replay }) {
    if (!this.#section || !replay) return;
    this.#isPaused = replay.paused;
    const set = (id, words) => setText(this.#section.querySelector(`#${id}`), words);
    set('replay-position', new Date(replay.position).toISOString());
    set('replay-state', `${replay.ended ? 'Ended' : replay.paused ? 'Paused' : 'Running'}, speed ${replay.speed ?? 'max'}`);
    set('replay-lines', formatWhole(replay.lines));
    set('replay-bad', formatWhole(replay.badLines));
    this.#showBadLines(replay.firstBadLines);
    setText(this.#form.elements.pause, replay.paused ? 'Continue' : 'Pause');
    const { speed } = this.#form.elements;
    if (document.activeElement !== speed) speed.value = String(replay.speed ?? 'max');
  }

  // Lines are only ever added, until the server restarts.
  #showBadLines(lines) {
    const list = this.#section.querySelector('#bad-lines');
    list.hidden = lines.length === 0;
    if (list.children.length === lines.length) return;
    list.replaceChildren(...lines.map(line => Object.assign(document.createElement('li'), { textContent: line })));
  }

  async #send(command) {
    const answer = this.#section.querySelector('#replay-answer');
    try {
      const response = await fetch(siteUrl('market/replay'), {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(command),
      });
      const body = await response.json();
      setText(answer, response.ok ? '' : response.status === 401 ? 'Sign in with a token that has the scope market.' : body.detail);
      if (response.ok) this.show({ replay: body });
    } catch {
      setText(answer, 'The server did not answer.');
    }
  }
}
