/** The events of the wire that carry JSON. Broadcasts of other types are asked for by `types`. */
export const WIRE = ['hello', 'snapshot', 'quotes', 'market', 'heartbeat', 'shutdown'];

/** A connection that has not said a word after this many milliseconds is given up. */
const OPENING = 10_000;

/** An event of the stream, under its name on the wire. */
export class StreamEvent extends Event {
  /**
   * @param {string} type
   * @param {object} data what the server sent
   * @param {string} id the cursor after it
   * @param {number} [size] its bytes on the wire, before compression
   */
  constructor(type, data, id, size = 0) {
    super(type);
    this.data = data;
    this.id = id;
    this.size = size;
  }
}

/**
 * What a reader wants of the stream.
 * @typedef {object} Wants
 * @property {string[]} channels for example `quotes`
 * @property {string[] | null} symbols only these instruments; null for all
 * @property {number} interval least milliseconds between `quotes` events; 0 for every one
 */

/**
 * A live stream that heals itself. It owns at most one EventSource and makes a new one whenever that fails, since a browser's
 * own reconnect ends for good at the first refusal (Firefox) or at the first answer that is not 200 (all of them). Each new one
 * carries the cursor in the query, so that the server sends what was missed.
 *
 * It needs EventSource and timers, nothing of a page: it runs in a worker as it does in a page. Who owns it tells it about the
 * page's life by `open`, `close`, `hurry` and `doubt`.
 *
 * Dispatches a `StreamEvent` for each event of the wire, and `status` whenever `status` changes:
 * `connecting` (first try), `open`, `waiting` (failed; tries again), `silent` (connected, but not a word), `closed`.
 */
export class QuoteStream extends EventTarget {
  #url;
  #types;
  #wants = null;
  #heartbeat = 10_000;
  #source = null;
  #opened = 0;
  #retry = 0;
  #watch = 0;
  #failures = 0;
  #lastWord = 0;
  #awaitsSnapshot = false;
  #status = 'closed';

  /** Address of the newest connection. */
  address = '';

  /** How many times a connection was lost. */
  reconnects = 0;

  /** Id of the newest event that was received; the cursor of the next connection. */
  lastEventId = '';

  /** How many of the newest broadcasts a start without a cursor asks for, up to 100. */
  history = 1;

  /**
   * @param {string} url address of the stream, without channels and query
   * @param {string[]} [types] further event types to dispatch, for example `notice`
   */
  constructor(url, types = []) {
    super();
    this.#url = url;
    this.#types = [...WIRE, ...types];
  }

  get status() {
    return this.#status;
  }

  /** What is asked for; null before the first `open`. @returns {Wants | null} */
  get wants() {
    return this.#wants;
  }

  /** Opens the stream, or opens it anew where it asked for something else. @param {Wants} wants */
  open(wants) {
    // Who asks for more lacks the base that the cursor stands for, and starts afresh.
    if (this.#wants && !includes(this.#wants, wants)) this.lastEventId = '';
    this.#wants = wants;
    this.#watch ||= setInterval(() => this.#look(), 1000);
    this.#connect();
  }

  /** Leaves the stream and keeps the cursor. */
  close() {
    this.#drop();
    clearInterval(this.#watch);
    this.#watch = 0;
    this.#failures = 0;
    this.#become('closed');
  }

  /** Forgets the cursor and starts afresh, for example as somebody else. */
  renew() {
    this.lastEventId = '';
    if (this.#status !== 'closed') this.#connect();
  }

  /** Somebody looks: what waits, waits no longer. */
  hurry() {
    if (this.#retry) this.#connect();
    else this.#look();
  }

  /** The network is another: what is connected may be so no longer, without a word of it. */
  doubt() {
    if (this.#status !== 'closed' && Date.now() - this.#opened > 1000) this.#connect();
  }

  #connect() {
    const silent = this.#status === 'silent';
    this.#drop();
    const { channels, symbols, interval } = this.#wants;
    const url = new URL(`${this.#url}/${channels.join(',')}`);
    if (symbols) url.searchParams.set('symbols', symbols.join(','));
    if (interval) url.searchParams.set('interval', interval);
    if (this.lastEventId) url.searchParams.set('lastEventId', this.lastEventId);
    else url.searchParams.set('history', this.history);

    this.address = url.href;
    const source = (this.#source = new EventSource(url));
    this.#opened = this.#lastWord = Date.now();
    for (const type of this.#types) source.addEventListener(type, event => this.#receive(event));
    source.addEventListener('error', () => this.#fail());
    // A server that fell silent has not come back before it has spoken.
    if (!silent && !this.#failures) this.#become('connecting');
  }

  #receive({ type, data, lastEventId }) {
    this.#lastWord = Date.now();
    const body = JSON.parse(data);
    if (type === 'hello') {
      this.#failures = 0;
      this.#awaitsSnapshot = body.mode === 'snapshot';
      this.#heartbeat = body.heartbeat ?? this.#heartbeat;
    }
    if (type === 'snapshot') this.#awaitsSnapshot = false;
    // Broadcasts may come before the snapshot; their ids are no cursor as long as the prices that it stands for are not here.
    if (this.#awaitsSnapshot) this.lastEventId = '';
    else if (lastEventId) this.lastEventId = lastEventId;
    this.#become('open');
    // The server writes ASCII alone, so a character is a byte.
    const size = `event: ${type}\nid: ${lastEventId}\ndata: \n\n`.length + data.length;
    this.dispatchEvent(new StreamEvent(type, body, lastEventId || this.lastEventId, size));
    // The server asks its readers to come back at different times.
    if (type === 'shutdown') this.#wait(Math.min(body.retry ?? 1000, 4000));
  }

  #fail() {
    // Half a second at first, then doubling up to 4 s, of which a random half is waited.
    const longest = Math.min(600 * 2 ** this.#failures++, 4000);
    this.#wait(longest * (0.5 + Math.random() / 2));
  }

  #wait(milliseconds) {
    this.reconnects++;
    this.#drop();
    this.#become('waiting');
    this.#retry = setTimeout(() => this.#connect(), milliseconds);
  }

  /** Whether the connection still lives: timers are slow in hidden tabs and stand still in sleep. */
  #look() {
    if (!this.#source) return;
    const silence = Date.now() - this.#lastWord;
    const opening = this.#status !== 'open';
    if (silence > (opening ? OPENING : 2 * this.#heartbeat)) {
      this.reconnects++;
      this.#become('silent');
      this.#connect();
    }
  }

  #drop() {
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

/**
 * Whether a stream that was opened with `wide` brings all instruments and channels of `narrow`.
 * @param {Wants} wide @param {Wants} narrow
 */
export function includes(wide, narrow) {
  return narrow.channels.every(channel => wide.channels.includes(channel))
    && (!wide.symbols || (narrow.symbols !== null && narrow.symbols.every(symbol => wide.symbols.includes(symbol))));
}
