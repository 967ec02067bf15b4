import { EVENT_TYPES, StreamEvent } from './stream-event.js';

/** A connection without an event for this many milliseconds is replaced. */
const OPEN_TIMEOUT = 10_000;

/**
 * What a reader subscribes to.
 * @typedef {object} Wants
 * @property {string[]} channels for example `quotes`
 * @property {string[] | null} symbols only these instruments; null for all
 * @property {number} interval minimum milliseconds between `quotes` events; 0 for every one
 */

/**
 * A self-healing stream. It owns at most one EventSource and replaces it after a failure, because browsers stop reconnecting
 * after a refused connection (Firefox) or a response other than 200 (all). The new one has the cursor in its query, so that
 * the server sends the missed events.
 *
 * It needs only EventSource and timers, so it runs in a worker, too. Its owner reports page lifecycle events through `open`,
 * `close`, `retryNow` and `reconnect`.
 *
 * Dispatches a `StreamEvent` for each event, and `status` whenever `status` changes: `connecting` (first attempt), `open`,
 * `waiting` (failed, will retry), `silent` (connected, but no events), `closed`.
 */
export class QuoteStream extends EventTarget {
  #url;
  #types;
  #wants = null;
  #heartbeat = 10_000;
  #source = null;
  #attempt = null;
  #opened = 0;
  #retryTimer = 0;
  #silenceTimer = 0;
  #failures = 0;
  #lastMessage = 0;
  #awaitsSnapshot = false;
  #status = 'closed';

  /** URL of the newest connection. */
  address = '';

  /** Number of lost connections. */
  reconnects = 0;

  /** Id of the newest event: the cursor of the next connection. */
  lastEventId = '';

  /** How many recent broadcasts a connection without a cursor requests, up to 100. */
  history = 1;

  /**
   * Gets a ticket for each connection, on a page of another site that streams as a user: the `ticket` in the response to
   * `POST /stream/ticket` with the user's token. Without it, the browser's cookie is used. A ticket opens one stream, so the
   * browser's own reconnection would be refused. If the function throws, the stream calls it again later; it has to end by itself.
   * @type {(() => Promise<string>) | null}
   */
  ticket = null;

  /**
   * @param {string} url stream URL without channels and query
   * @param {string[]} [types] further event types to dispatch, for example `notice`
   */
  constructor(url, types = []) {
    super();
    this.#url = url;
    this.#types = [...EVENT_TYPES, ...types];
  }

  get status() {
    return this.#status;
  }

  /** The current subscription; null before the first `open`. @returns {Wants | null} */
  get wants() {
    return this.#wants;
  }

  /** Opens the stream, or replaces the subscription. @param {Wants} wants */
  open(wants) {
    // A wider subscription lacks the state before the cursor, so it starts over.
    if (this.#wants && !covers(this.#wants, wants)) this.lastEventId = '';
    this.#wants = wants;
    this.#silenceTimer ||= setInterval(() => this.#checkSilence(), 1000);
    this.#connect();
  }

  /** Closes the stream and keeps the cursor. */
  close() {
    this.#disconnect();
    clearInterval(this.#silenceTimer);
    this.#silenceTimer = 0;
    this.#failures = 0;
    this.#setStatus('closed');
  }

  /** Starts over without a cursor, for example as another user. */
  renew() {
    this.lastEventId = '';
    if (this.#status !== 'closed') this.#connect();
  }

  /** Ends a wait for the next attempt, for example when the page becomes visible. */
  retryNow() {
    if (this.#retryTimer) this.#connect();
    else this.#checkSilence();
  }

  /** Replaces the connection: after a network change it may be dead without an error. */
  reconnect() {
    if (this.#status !== 'closed' && Date.now() - this.#opened > 1000) this.#connect();
  }

  #connect() {
    const silent = this.#status === 'silent';
    this.#disconnect();
    const { channels, symbols, interval } = this.#wants;
    const url = new URL(`${this.#url}/${channels.join(',')}`);
    if (symbols) url.searchParams.set('symbols', symbols.join(','));
    if (interval) url.searchParams.set('interval', interval);
    if (this.lastEventId) url.searchParams.set('lastEventId', this.lastEventId);
    else url.searchParams.set('history', this.history);

    this.#opened = Date.now();
    // A silent server counts as back only after an event.
    if (!silent && !this.#failures) this.#setStatus('connecting');
    if (this.ticket) this.#authorize(url);
    else this.#listen(url);
  }

  async #authorize(url) {
    const attempt = (this.#attempt = {});
    const ticket = await this.ticket().catch(() => null);
    // Closed or opened again in the meantime.
    if (attempt !== this.#attempt) return;
    if (!ticket) return void this.#fail();
    url.searchParams.set('ticket', ticket);
    this.#listen(url);
  }

  #listen(url) {
    this.address = url.href;
    this.#opened = this.#lastMessage = Date.now();
    const source = (this.#source = new EventSource(url));
    for (const type of this.#types) source.addEventListener(type, event => this.#receive(event));
    source.addEventListener('error', () => this.#fail());
  }

  #receive({ type, data, lastEventId }) {
    this.#lastMessage = Date.now();
    const body = JSON.parse(data);
    if (type === 'hello') {
      this.#failures = 0;
      this.#awaitsSnapshot = body.mode === 'snapshot';
      this.#heartbeat = body.heartbeat ?? this.#heartbeat;
    }
    if (type === 'snapshot') this.#awaitsSnapshot = false;
    // Broadcasts may precede the snapshot. Their ids are no cursor until the prices are here.
    if (this.#awaitsSnapshot) this.lastEventId = '';
    else if (lastEventId) this.lastEventId = lastEventId;
    this.#setStatus('open');
    // The server sends ASCII, so characters are bytes.
    const size = `event: ${type}\nid: ${lastEventId}\ndata: \n\n`.length + data.length;
    this.dispatchEvent(new StreamEvent(type, body, lastEventId || this.lastEventId, size));
    // The server spreads reconnects over time.
    if (type === 'shutdown') this.#wait(Math.min(body.retry ?? 1000, 4000));
  }

  #fail() {
    // Exponential backoff from 0.5 s to 4 s, half of it random.
    const longest = Math.min(600 * 2 ** this.#failures++, 4000);
    this.#wait(longest * (0.5 + Math.random() / 2));
  }

  #wait(milliseconds) {
    this.reconnects++;
    this.#disconnect();
    this.#setStatus('waiting');
    this.#retryTimer = setTimeout(() => this.#connect(), milliseconds);
  }

  /** Detects a dead connection. Timers are throttled in hidden tabs and stop during sleep. */
  #checkSilence() {
    if (!this.#source) return;
    const silence = Date.now() - this.#lastMessage;
    const opening = this.#status !== 'open';
    if (silence > (opening ? OPEN_TIMEOUT : 2 * this.#heartbeat)) {
      this.reconnects++;
      this.#setStatus('silent');
      this.#connect();
    }
  }

  #disconnect() {
    this.#source?.close();
    this.#source = null;
    this.#attempt = null;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = 0;
  }

  #setStatus(status) {
    if (status === this.#status) return;
    this.#status = status;
    this.dispatchEvent(new Event('status'));
  }
}

/**
 * Whether subscription `wide` covers all instruments and channels of `narrow`.
 * @param {Wants} wide @param {Wants} narrow
 */
export function covers(wide, narrow) {
  return narrow.channels.every(channel => wide.channels.includes(channel))
    && (!wide.symbols || (narrow.symbols !== null && narrow.symbols.every(symbol => wide.symbols.includes(symbol))));
}
