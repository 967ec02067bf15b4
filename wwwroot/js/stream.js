/** The events of the wire that carry JSON. Broadcasts of other types are asked for by `types`. */
const WIRE = ['hello', 'snapshot', 'quotes', 'market', 'heartbeat', 'shutdown'];

/** A connection that has not said a word after this many milliseconds is given up. */
const OPENING = 10_000;

/** An event of the stream, under its name on the wire. */
export class StreamEvent extends Event {
  /** @param {string} type @param {object} data what the server sent @param {string} id the cursor after it */
  constructor(type, data, id) {
    super(type);
    this.data = data;
    this.id = id;
  }
}

/**
 * A live stream that heals itself. It owns at most one EventSource and makes a new one whenever that fails, since a browser's
 * own reconnect ends for good at the first refusal (Firefox) or at the first answer that is not 200 (all of them). Each new one
 * carries the cursor in the query, so that the server sends what was missed.
 *
 * Dispatches a `StreamEvent` for each event of the wire, and `status` whenever `status` changes:
 * `connecting` (first try), `open`, `waiting` (failed; tries again), `silent` (connected, but not a word), `paused`, `closed`.
 */
export class QuoteStream extends EventTarget {
  #url;
  #types;
  #symbols;
  #interval;
  #heartbeat;
  #source = null;
  #retry = 0;
  #failures = 0;
  #lastWord = 0;
  #asleep = false;
  #status = 'closed';

  /** Id of the newest event that was received; the cursor of the next connection. */
  lastEventId = '';

  /**
   * @param {string} url address of the stream, without a query
   * @param {object} [options]
   * @param {string[]} [options.symbols] only these instruments
   * @param {number} [options.interval] least milliseconds between `quotes` events; 0 for every one
   * @param {number} [options.heartbeat] the server's heartbeat in milliseconds; `hello` corrects it
   * @param {string[]} [options.types] further event types to dispatch, for example `notice`
   */
  constructor(url, { symbols = [], interval = 0, heartbeat = 10_000, types = [] } = {}) {
    super();
    this.#url = url;
    this.#symbols = symbols;
    this.#interval = interval;
    this.#heartbeat = heartbeat;
    this.#types = [...WIRE, ...types];
  }

  get status() {
    return this.#status;
  }

  get interval() {
    return this.#interval;
  }

  /** Another rate, from now on: reopens the stream, with its cursor. */
  set interval(milliseconds) {
    this.#interval = milliseconds;
    if (this.#source || this.#retry) this.#connect();
  }

  /** Starts, and keeps the stream alive through sleep, lost networks and the back/forward cache until the page goes. */
  start() {
    addEventListener('pagehide', () => this.#sleep());
    addEventListener('pageshow', event => event.persisted && this.#wake());
    addEventListener('online', () => this.#running && this.#connect());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#hurry());
    setInterval(() => this.#look(), 1000);
    this.#connect();
  }

  /** Leaves the feed and keeps the cursor. */
  pause() {
    this.#close();
    this.#become('paused');
  }

  /** Comes back where `pause` left; what was missed is sent. */
  resume() {
    if (this.#status === 'paused') this.#connect();
  }

  get #running() {
    return this.#status !== 'paused' && this.#status !== 'closed';
  }

  #connect() {
    const silent = this.#status === 'silent';
    this.#close();
    const url = new URL(this.#url);
    if (this.#symbols.length) url.searchParams.set('symbols', this.#symbols.join(','));
    if (this.#interval) url.searchParams.set('interval', this.#interval);
    if (this.lastEventId) url.searchParams.set('lastEventId', this.lastEventId);
    else url.searchParams.set('history', 1);

    const source = (this.#source = new EventSource(url));
    this.#lastWord = Date.now();
    for (const type of this.#types) source.addEventListener(type, event => this.#receive(event));
    source.addEventListener('error', () => this.#fail());
    // A server that fell silent has not come back before it has spoken.
    if (!silent && !this.#failures) this.#become('connecting');
  }

  #receive({ type, data, lastEventId }) {
    this.#lastWord = Date.now();
    if (lastEventId) this.lastEventId = lastEventId;
    const body = JSON.parse(data);
    if (type === 'hello') {
      this.#failures = 0;
      this.#heartbeat = body.heartbeat ?? this.#heartbeat;
    }
    this.#become('open');
    this.dispatchEvent(new StreamEvent(type, body, this.lastEventId));
    // The server asks its readers to come back at different times.
    if (type === 'shutdown') this.#wait(Math.min(body.retry ?? 1000, 4000));
  }

  #fail() {
    // Half a second at first, then doubling up to 4 s, of which a random half is waited.
    const longest = Math.min(600 * 2 ** this.#failures++, 4000);
    this.#wait(longest * (0.5 + Math.random() / 2));
  }

  #wait(milliseconds) {
    this.#close();
    this.#become('waiting');
    this.#retry = setTimeout(() => this.#connect(), milliseconds);
  }

  /** Whether the connection still lives: timers are slow in hidden tabs and stand still in sleep. */
  #look() {
    if (!this.#source) return;
    const silence = Date.now() - this.#lastWord;
    const opening = this.#status !== 'open';
    if (silence > (opening ? OPENING : 2 * this.#heartbeat)) {
      this.#become('silent');
      this.#connect();
    }
  }

  /** Somebody looks: what waits, waits no longer. */
  #hurry() {
    if (this.#retry) this.#connect();
    else this.#look();
  }

  #sleep() {
    this.#asleep = this.#running;
    if (this.#asleep) this.#close();
  }

  #wake() {
    if (this.#asleep) this.#connect();
    this.#asleep = false;
  }

  #close() {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#retry);
    this.#retry = 0;
  }

  #become(status) {
    if (status === this.#status) return;
    this.#status = status;
    this.dispatchEvent(new Event('status'));
  }
}
