import { make } from '../shared/elements.js';
import { ADVICE, testBuffering } from './buffer-test.js';

/** The part of the inspector that says whether something on the way holds the stream back, and what to set. */
export class BufferCheck {
  #button = make('button', { type: 'button', className: 'button', onclick: () => this.#run() }, 'Test for buffering');
  #verdict = make('p', { className: 'verdict', role: 'status' });
  #advice = make('dl', { className: 'advice', hidden: true });

  constructor() {
    this.element = make('section', {}, make('h3', {}, 'Does anything hold it back?'),
      make('p', {}, 'Listens to the clock for five seconds, and judges by when its events come.'),
      this.#button, this.#verdict, this.#advice);
  }

  async #run() {
    // It keeps the focus, so it is not disabled but deaf.
    if (this.#button.getAttribute('aria-disabled') === 'true') return;
    this.#button.setAttribute('aria-disabled', 'true');
    this.#advice.hidden = true;
    this.#verdict.className = 'verdict';
    this.#verdict.textContent = 'Listening';
    const { held, words } = await testBuffering(progress => (this.#verdict.textContent = progress));
    const verdict = held === null ? 'Not known.' : held ? 'Something holds the stream back.' : 'Nothing holds the stream back.';
    this.#verdict.textContent = `${verdict} ${words}`;
    this.#verdict.classList.add(held === null ? 'unknown' : held ? 'bad' : 'good');
    if (held) {
      this.#advice.replaceChildren(...Object.entries(ADVICE).flatMap(([name, what]) => [make('dt', {}, name), make('dd', {}, what)]));
      this.#advice.hidden = false;
    }
    this.#button.removeAttribute('aria-disabled');
  }
}
