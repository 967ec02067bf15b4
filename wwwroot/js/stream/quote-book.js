import { isWhole, updateQuote } from '../shared/quote-update.js';

/** The state of the stream: enough to create a `snapshot` for a tab that joins later. */
export class QuoteBook {
  #quotes = new Map();
  #market = null;
  #time = 0;

  /** Id of the newest `snapshot` or `quotes` event. */
  id = '';

  /** Whether a snapshot has arrived. */
  get ready() {
    return this.#market !== null;
  }

  /** Discards everything before a new snapshot. */
  clear() {
    this.#quotes.clear();
    this.#market = null;
  }

  /** Applies the data of a `snapshot` event. */
  replace({ time, market, quotes }, id) {
    this.#quotes = new Map(quotes.map(quote => [quote.symbol, { ...quote }]));
    this.#market = market;
    this.#time = time;
    this.id = id;
  }

  /** Applies the data of a `quotes` event. */
  merge({ time, quotes }, id) {
    for (const quote of quotes) {
      const known = this.#quotes.get(quote.symbol);
      if (isWhole(quote)) this.#quotes.set(quote.symbol, { ...quote });
      else if (known) updateQuote(known, quote);
    }
    this.#time = time;
    this.id = id;
  }

  /** Applies the data of a `market` event. */
  turn({ state, symbol }) {
    if (!this.#market) return;
    if (!symbol) this.#market = { ...this.#market, state };
    else {
      const halted = this.#market.halted.filter(other => other !== symbol);
      this.#market = { ...this.#market, halted: state === 'open' ? halted : [...halted, symbol] };
    }
  }

  /** Creates the data of a `snapshot` event for these instruments, or for all. @param {string[] | null} symbols */
  snapshot(symbols) {
    const known = symbols ? symbols.map(symbol => this.#quotes.get(symbol)).filter(Boolean) : [...this.#quotes.values()];
    return { time: this.#time, market: this.#market, quotes: known.map(quote => ({ ...quote })) };
  }
}
