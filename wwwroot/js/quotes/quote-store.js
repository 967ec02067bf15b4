import { decimalsOf } from '../shared/format.js';

/**
 * The newest quote of every instrument, in the market's order, and which have changed since somebody last asked.
 * A quote here has all fields of the wire, and `decimals` and `searchText` besides.
 */
export class QuoteStore {
  #quotes = new Map();
  #dirty = new Map();
  #symbols = [];

  /** All symbols, in the market's order. A new array whenever they change. */
  get symbols() {
    return this.#symbols;
  }

  get size() {
    return this.#quotes.size;
  }

  get(symbol) {
    return this.#quotes.get(symbol);
  }

  values() {
    return this.#quotes.values();
  }

  /** Takes a snapshot: what was known before is forgotten. */
  replace(quotes) {
    this.#quotes = new Map(quotes.map(quote => [quote.symbol, {
      ...quote,
      decimals: decimalsOf(quote.previousClose),
      searchText: `${quote.symbol}\n${quote.name}`.toLowerCase(),
    }]));
    this.#symbols = [...this.#quotes.keys()];
    this.#dirty = new Map(this.#symbols.map(symbol => [symbol, -Infinity]));
  }

  /**
   * Takes what changed. An instrument that no snapshot named is left out: half a quote helps nobody.
   * @param {object[]} quotes
   * @param {number} now when they came, by `performance.now()`
   */
  merge(quotes, now) {
    for (const quote of quotes) {
      const known = this.#quotes.get(quote.symbol);
      if (!known) continue;
      Object.assign(known, quote);
      this.#dirty.set(quote.symbol, now);
    }
  }

  /** The symbols that have changed since the last call, and when; long ago for those that came in a snapshot. */
  takeDirty() {
    const dirty = this.#dirty;
    this.#dirty = new Map();
    return dirty;
  }
}

/** A quote with the fields of the wire alone. */
export const toWireQuote = ({ decimals, searchText, ...quote }) => quote;
