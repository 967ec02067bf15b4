/** What a stream has brought so far: enough to make a `snapshot` for whoever comes later, as of the newest event. */
export class QuoteBook {
  #quotes = new Map();
  #market = null;
  #time = 0;

  /** Id of the newest `snapshot` or `quotes` event in it. */
  id = '';

  /** Whether it stands on a snapshot. Until then there is nothing to show. */
  get ready() {
    return this.#market !== null;
  }

  /** A snapshot is on its way: what was known is not current any more. */
  clear() {
    this.#quotes.clear();
    this.#market = null;
  }

  /** Takes the data of a `snapshot`. */
  replace({ time, market, quotes }, id) {
    this.#quotes = new Map(quotes.map(quote => [quote.symbol, { ...quote }]));
    this.#market = market;
    this.#time = time;
    this.id = id;
  }

  /** Takes the data of `quotes`. */
  merge({ time, quotes }, id) {
    for (const quote of quotes) {
      const known = this.#quotes.get(quote.symbol);
      if (known) Object.assign(known, quote);
    }
    this.#time = time;
    this.id = id;
  }

  /** Takes the data of `market`. */
  turn({ state, symbol }) {
    if (!this.#market) return;
    if (!symbol) this.#market = { ...this.#market, state };
    else {
      const halted = this.#market.halted.filter(other => other !== symbol);
      this.#market = { ...this.#market, halted: state === 'open' ? halted : [...halted, symbol] };
    }
  }

  /** The data of a `snapshot` of these instruments, or of all. @param {string[] | null} symbols */
  snapshot(symbols) {
    const known = symbols ? symbols.map(symbol => this.#quotes.get(symbol)).filter(Boolean) : [...this.#quotes.values()];
    return { time: this.#time, market: this.#market, quotes: known.map(quote => ({ ...quote })) };
  }
}
