import { decimalsOf } from '../shared/format.js';
import { updateQuote } from '../shared/quote-update.js';

/**
 * The newest quote per instrument, in the market's order, and which quotes have changed. Quotes have all wire fields plus
 * `decimals` and `searchText`.
 */
export class QuoteStore {
  #quotes = new Map();
  #dirty = new Map();
  #symbols = [];

  /** All symbols in the market's order. A new array for each snapshot. */
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

  /** Replaces all quotes by a snapshot's. */
  replace(quotes) {
    this.#quotes = new Map(quotes.map(quote => [quote.symbol, {
      ...quote,
      decimals: decimalsOf(quote),
      searchText: `${quote.symbol}\n${quote.name}`.toLowerCase(),
    }]));
    this.#symbols = [...this.#quotes.keys()];
    this.#dirty = new Map(this.#symbols.map(symbol => [symbol, -Infinity]));
  }

  /**
   * Merges changed fields. Instruments that no snapshot contained are ignored, since the other fields are missing.
   * @param {object[]} quotes
   * @param {number} now time of arrival by `performance.now()`
   */
  merge(quotes, now) {
    for (const quote of quotes) {
      const known = this.#quotes.get(quote.symbol);
      if (!known) continue;
      updateQuote(known, quote);
      this.#dirty.set(quote.symbol, now);
    }
  }

  /** Sets fields that only snapshots contain. */
  complete(symbol, fields) {
    Object.assign(this.#quotes.get(symbol), fields);
    this.#dirty.set(symbol, -Infinity);
  }

  /** Symbols changed since the last call, with the time of the change; -Infinity for those of a snapshot. */
  takeDirty() {
    const dirty = this.#dirty;
    this.#dirty = new Map();
    return dirty;
  }
}

/** The wire fields of a quote. */
export const toWireQuote = ({ decimals, searchText, ...quote }) => quote;
