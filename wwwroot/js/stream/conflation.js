/**
 * Thins the shared stream for one reader, by the rules that the server keeps for a stream of one's own: only the reader's
 * instruments, and at least `interval` between two `quotes` events, each with the newest value of whatever changed. `prev`
 * names the event that this reader had before; `merged` counts the updates that were left out. What the server had left out of
 * an event before it came here is counted in full, whichever instruments it was about.
 */
export class Conflation {
  #pass;
  #manual;
  #symbols;
  #interval;
  #given = 0;
  #held = null;
  #previous = null;
  #due = -Infinity;
  #timer = 0;

  /**
   * @param {object} options
   * @param {string[] | null} options.symbols the reader's instruments; null for all
   * @param {number} options.interval in milliseconds of the market's time; 0 for every event
   * @param {boolean} options.manual whether the market's clock stands still between steps: then nothing is due by itself
   * @param {(type: string, data: object, id: string | null) => void} options.pass takes what is due; without an id where the
   *   reader is not served through one; `through` is no event, but tells that the reader is served through one of others
   */
  constructor({ symbols, interval, manual, pass }) {
    this.#symbols = symbols && new Set(symbols);
    this.#interval = interval;
    this.#manual = manual;
    this.#pass = pass;
  }

  set interval(milliseconds) {
    this.#interval = milliseconds;
    this.#flush();
  }

  /** Other instruments, from now on. */
  set symbols(symbols) {
    this.#symbols = symbols && new Set(symbols);
  }

  /** Takes an event of the shared stream. */
  take({ type, data, id }) {
    if (type === 'quotes') this.#takeQuotes(data, id);
    else if (type === 'heartbeat') this.#pass(type, data, this.#held ? null : id);
    else {
      // After any event each price is the newest as of that event, so what is held back goes first.
      this.#flush();
      if (type === 'hello') this.#begin(data);
      else if (type === 'snapshot') this.#takeSnapshot(data, id);
      else if (type !== 'market' || this.#wants(data)) this.#pass(type, data, id);
    }
  }

  /** Forgets what is held back: the reader leaves. */
  close() {
    this.#held = null;
    this.#flush();
  }

  #begin(hello) {
    this.#given = hello.interval ?? 0;
    this.#previous = null;
    this.#due = -Infinity;
    this.#pass('hello', hello, null);
  }

  #takeSnapshot(data, id) {
    this.#previous = id;
    this.#pass('snapshot', { ...data, quotes: data.quotes.filter(quote => this.#wants(quote)) }, id);
  }

  #takeQuotes({ prev, time, merged, quotes }, id) {
    const wanted = this.#symbols ? quotes.filter(quote => this.#wants(quote)) : quotes;
    // Nothing in it is for this reader, who is served through it as soon as nothing older is held back.
    if (!wanted.length) {
      if (!this.#held) this.#pass('through', null, id);
      return;
    }
    const held = (this.#held ??= { prev, merged: 0, quotes: new Map() });
    held.id = id;
    held.time = time;
    held.merged += merged;
    for (const quote of wanted) {
      if (held.quotes.has(quote.symbol)) held.merged++;
      held.quotes.set(quote.symbol, quote);
    }
    // A stream that comes no faster than it should is not slowed down once more.
    if (this.#interval <= this.#given || time >= this.#due) this.#flush();
    else if (!this.#manual) this.#timer ||= setTimeout(() => this.#flush(), this.#due - time);
  }

  #flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (!this.#held) return;
    const { id, prev, time, merged, quotes } = this.#held;
    this.#held = null;
    this.#due = time + this.#interval;
    this.#pass('quotes', { prev: this.#previous ?? prev, time, merged, quotes: [...quotes.values()] }, id);
    this.#previous = id;
  }

  #wants({ symbol }) {
    return !symbol || !this.#symbols || this.#symbols.has(symbol);
  }
}
