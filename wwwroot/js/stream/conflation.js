import { isWhole, updateQuote } from '../shared/quote-update.js';

/**
 * Conflates the shared stream for one page, by the same rules as the server: only the page's instruments, and at least
 * `interval` between two `quotes` events, each with the newest values. `prev` names the page's previous event; `merged` counts
 * the updates left out. Updates merged by the server count in full, whatever their instruments.
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
   * @param {string[] | null} options.symbols the page's instruments; null for all
   * @param {number} options.interval milliseconds of market time; 0 for every event
   * @param {boolean} options.manual whether the market clock is manual: then no timer releases events
   * @param {(type: string, data: object, id: string | null) => void} options.pass receives the events; the id is null while older
   *   quotes are held back; `through` moves the cursor past an event without quotes for the page
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

  /** Changes the instruments. */
  set symbols(symbols) {
    this.#symbols = symbols && new Set(symbols);
  }

  /** Takes an event of the shared stream. */
  take({ type, data, id }) {
    if (type === 'quotes') this.#takeQuotes(data, id);
    else if (type === 'heartbeat') this.#pass(type, data, this.#held ? null : id);
    else {
      // Other events must not overtake quotes that are held back.
      this.#flush();
      if (type === 'hello') this.#begin(data);
      else if (type === 'snapshot') this.#takeSnapshot(data, id);
      else if (type !== 'market' || this.#wants(data)) this.#pass(type, data, id);
    }
  }

  /** Drops what is held back when the page leaves. */
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
    // Nothing for this page: its cursor moves on, unless older quotes are held back.
    if (!wanted.length) {
      if (!this.#held) this.#pass('through', null, id);
      return;
    }
    const held = (this.#held ??= { prev, merged: 0, quotes: new Map() });
    held.id = id;
    held.time = time;
    held.merged += merged;
    for (const quote of wanted) {
      const earlier = held.quotes.get(quote.symbol);
      if (earlier) held.merged++;
      if (!earlier || !isWhole(earlier) || isWhole(quote)) held.quotes.set(quote.symbol, quote);
      else {
        // The fields that only the earlier one has are still owed.
        const whole = { ...earlier };
        updateQuote(whole, quote);
        held.quotes.set(quote.symbol, whole);
      }
    }
    // A stream that is already conflated to this rate is not delayed again.
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
