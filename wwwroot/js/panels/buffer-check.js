import { make } from '../shared/elements.js';
import { ADVICE, testBuffering } from './buffer-test.js';

/** The inspector's test for buffering between server and browser, with advice. */
export class BufferCheck {
  #button = make('button', { type: 'button', className: 'button', onclick: () => this.#run() }, 'Test for buffering');
  #verdict = make('p', { className: 'verdict', role: 'status' });
  #advice = make('dl', { className: 'advice', hidden: true });

  constructor() {
    this.element = make('section', {}, make('h3', {}, 'Buffering'),
      make('p', {}, 'Listens to the clock channel for five seconds and checks when its events arrive.'),
      this.#button, this.#verdict, this.#advice);
  }

  async #run() {
    // A disabled button would lose the focus.
    if (this.#button.getAttribute('aria-disabled') === 'true') return;
    this.#button.setAttribute('aria-disabled', 'true');
    this.#advice.hidden = true;
    this.#verdict.className = 'verdict';
    this.#verdict.textContent = 'Listening';
    const { held, words } = await testBuffering(progress => (this.#verdict.textContent = progress));
    const verdict = held === null ? 'Inconclusive.' : held ? 'The stream is buffered.' : 'The stream is not buffered.';
    this.#verdict.textContent = `${verdict} ${words}`;
    this.#verdict.classList.add(held === null ? 'unknown' : held ? 'bad' : 'good');
    if (held) {
      this.#advice.replaceChildren(...Object.entries(ADVICE).flatMap(([name, what]) => [make('dt', {}, name), make('dd', {}, what)]));
      this.#advice.hidden = false;
    }
    this.#button.removeAttribute('aria-disabled');
  }
}
