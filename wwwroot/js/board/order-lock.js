import { formatWhole } from '../shared/format.js';

/**
 * Holds the row order while the mouse is over the rows or the keyboard focus is in them: a row that moves under the pointer
 * means a wrong click. A chip shows how many rows would move.
 */
export class OrderLock {
  #body;
  #chip;
  #pointed = false;

  /** @param {HTMLElement} body the rows @param {HTMLElement} chip @param {() => void} released */
  constructor(body, chip, released) {
    this.#body = body;
    this.#chip = chip;
    // The pointer may have been there before this module.
    this.#pointed = body.matches(':hover') && matchMedia('(hover: hover)').matches;
    body.addEventListener('pointerenter', event => (this.#pointed = event.pointerType === 'mouse'));
    body.addEventListener('pointerleave', () => (this.#pointed = false));
    // Deferred until the focus has reached its new element, if any.
    for (const type of ['pointerleave', 'focusout']) body.addEventListener(type, () => setTimeout(released));
  }

  get held() {
    return this.#pointed || this.#body.querySelector(':focus-visible') !== null;
  }

  /** Shows how many rows would move; `null` hides the chip. */
  show(rows) {
    this.#chip.hidden = rows === null;
    if (rows !== null) this.#chip.textContent = rows === 1 ? 'Order held: 1 row would move' : `Order held: ${formatWhole(rows)} rows would move`;
  }

  /** How many symbols have another position in the wanted order. */
  static moved(shown, wanted) {
    let moved = 0;
    for (let index = 0; index < shown.length; index++) if (shown[index] !== wanted[index]) moved++;
    return moved;
  }
}
