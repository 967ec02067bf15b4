import { openList } from './user-list.js';

/**
 * What the user holds, as the user has entered it: at most one position per instrument. Dispatches `change`, and `refused` (with
 * `words`) when the server rejects a change.
 *
 * @typedef {object} Position
 * @property {string} symbol
 * @property {number} quantity negative if sold short
 * @property {number} cost average price paid for one
 */
export class Positions extends EventTarget {
  #list;

  constructor() {
    super();
    this.#list = openList('positions', {
      isValid: isPosition,
      changed: () => this.dispatchEvent(new Event('change')),
      refused: words => this.dispatchEvent(Object.assign(new Event('refused'), { words })),
    });
  }

  /** @returns {Position[]} */
  get all() {
    return this.#list.items;
  }

  /** Where they are stored, for display. */
  get place() {
    return this.#list.place;
  }

  /** Reads the positions from the account. */
  load() {
    return this.#list.load();
  }

  /** @returns {Position | undefined} */
  of(symbol) {
    return this.all.find(position => position.symbol === symbol);
  }

  /** Adds a position or replaces the instrument's. @param {Position} position */
  set(position) {
    this.#change(others => [...others, position], position.symbol);
  }

  remove(symbol) {
    this.#change(others => others, symbol);
  }

  #change(change, symbol) {
    this.#list.change(all => change(all.filter(position => position.symbol !== symbol)));
    this.dispatchEvent(new Event('change'));
  }
}

const isPosition = position => typeof position?.symbol === 'string' && Number.isFinite(position.quantity) && Number.isFinite(position.cost);
