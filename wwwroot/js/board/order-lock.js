import { formatWhole } from '../shared/format.js';

/**
 * Keeps rows where they are while somebody reads or works in them: with the mouse over the rows, or the keyboard's focus in
 * them. A row that jumps away under the pointer is a wrong click. A chip says what waits.
 */
export class OrderLock {
  #body;
  #chip;
  #pointed = false;

  /** @param {HTMLElement} body the rows @param {HTMLElement} chip @param {() => void} released */
  constructor(body, chip, released) {
    this.#body = body;
    this.#chip = chip;
    body.addEventListener('pointerenter', event => (this.#pointed = event.pointerType === 'mouse'));
    body.addEventListener('pointerleave', () => (this.#pointed = false));
    // Once the focus has arrived where it goes, if anywhere.
    for (const type of ['pointerleave', 'focusout']) body.addEventListener(type, () => setTimeout(released));
  }

  get held() {
    return this.#pointed || this.#body.querySelector(':focus-visible') !== null;
  }

  /** Says how many rows would move; `null` when nothing is held. */
  show(rows) {
    this.#chip.hidden = rows === null;
    if (rows !== null) this.#chip.textContent = rows === 1 ? 'Order held: 1 row would move' : `Order held: ${formatWhole(rows)} rows would move`;
  }

  /** How many of these stand elsewhere in that order. */
  static moved(shown, wanted) {
    let moved = 0;
    for (let index = 0; index < shown.length; index++) if (shown[index] !== wanted[index]) moved++;
    return moved;
  }
}
