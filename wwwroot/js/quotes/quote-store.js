import { decimalsOf } from '../shared/format.js';
import { isWhole, updateQuote } from '../shared/quote-update.js';

/**
 * The newest quote per instrument, in the market's order, and which quotes have changed. Quotes have all wire fields plus
 * `decimals` and `searchText`.
 */
export class QuoteStore {
  #quotes = new Map();
  #dirty = new Map();
  #symbols = [];

  /** All symbols in the market's order. A new array for each snapshot and listing. */
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
    this.#quotes = new Map(quotes.map(quote => [quote.symbol, stored(quote)]));
    this.#symbols = [...this.#quotes.keys()];
    this.#dirty = new Map(this.#symbols.map(symbol => [symbol, -Infinity]));
  }

  /**
   * Merges changed fields, and adds instruments that have been listed.
   * @param {object[]} quotes
   * @param {number} now time of arrival by `performance.now()`
   * @returns {boolean} whether instruments have been added
   */
  merge(quotes, now) {
    for (const quote of quotes) {
      const known = this.#quotes.get(quote.symbol);
      if (isWhole(quote)) this.#quotes.set(quote.symbol, stored(quote));
      else if (known) updateQuote(known, quote);
      else continue;
      this.#dirty.set(quote.symbol, now);
    }
    const isListing = this.#quotes.size > this.#symbols.length;
    if (isListing) this.#symbols = [...this.#quotes.keys()];
    return isListing;
  }

  /** Symbols changed since the last call, with the time of the change; -Infinity for those of a snapshot. */
  takeDirty() {
    const dirty = this.#dirty;
    this.#dirty = new Map();
    return dirty;
  }
}

const stored = quote => ({ ...quote, decimals: decimalsOf(quote), searchText: `${quote.symbol}\n${quote.name}`.toLowerCase() });

/** The wire fields of a quote. */
export const toWireQuote = ({ decimals, searchText, ...quote }) => quote;
