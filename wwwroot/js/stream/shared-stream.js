import { holdLivenessLock, uniqueId } from '../shared/liveness-lock.js';
import { Conflation } from './conflation.js';
import { onPageLifecycle } from './page-lifecycle.js';
import { EVENT_TYPES, StreamEvent } from './stream-event.js';
import { LeaderLink, OwnLink, WorkerLink } from './stream-links.js';

/** Interval between requests to the server while the browser reports no network, in milliseconds. */
const PROBE_INTERVAL = 5000;

/** Allowance for the delay through the multiplexer, in milliseconds. */
const GRACE = 2000;

/**
 * This page's view of the stream that all tabs of the browser share, with its own rate, instruments and pause; see
 * `StreamMultiplexer`.
 *
 * Dispatches a `StreamEvent` for each event of this page, `through` when the cursor moves past an event without quotes for it,
 * and `status` whenever `status` changes: the statuses of `QuoteStream`, and `paused` (by the user), `offline` (no network)
 * and `behind` (instruments dropped while hidden; a snapshot follows). `expired` means that the sign-in has ended: the stream
 * continues without `me`.
 *
 * It can start while the modules that listen to it are still loading: then it holds back what arrives until `release`, and
 * broadcasts until `releaseBroadcasts`.
 */
export class SharedStream extends EventTarget {
  #wants;
  #manual;
  #heartbeat;
  #probe;
  #probedAt = 0;
  #inspected = () => {};
  #links = [WorkerLink, LeaderLink, OwnLink].filter(link => link.isPossible);
  #link = null;
  #name = '';
  #releaseLock = null;
  #answered = false;
  #conflation = null;
  #lastMessage = 0;
  #held = null;
  #heldBroadcasts = null;
  #streamStatus = 'closed';
  #status = 'closed';

  /** Id of the newest event of this page. */
  lastEventId = '';

  /** Data of the newest `hello`, and when it arrived, by this device's clock. */
  hello = null;
  helloAt = NaN;

  /**
   * @param {object} options
   * @param {string[]} options.channels
   * @param {string[]} [options.symbols] only these instruments
   * @param {number} [options.interval] minimum milliseconds between `quotes` events; 0 for every one
   * @param {number} [options.heartbeat] the server's heartbeat in milliseconds; `hello` updates it
   * @param {boolean} [options.manual] whether the market clock is manual
   * @param {string} options.probe URL of this site that always answers HEAD requests
   */
  constructor({ channels, symbols = null, interval = 0, heartbeat = 10_000, manual = false, probe }) {
    super();
    this.#wants = { channels, symbols, interval };
    this.#heartbeat = heartbeat;
    this.#manual = manual;
    this.#probe = probe;
  }

  get status() {
    return this.#status;
  }

  /** How the stream is shared: `worker`, `leader` (one of the tabs) or `own`. */
  get transport() {
    return this.#links[0].transport;
  }

  /** Whether it has the signed-in user's channel. */
  get hasUser() {
    return this.#wants.channels.includes('me');
  }

  /** The page's instruments; null for all. */
  get symbols() {
    return this.#wants.symbols;
  }

  /** Changes the instruments. A snapshot follows if the stream has to reopen. @param {string[] | null} symbols */
  set symbols(symbols) {
    this.#wants.symbols = symbols;
    if (this.#conflation) this.#conflation.symbols = symbols;
    this.#post({ want: { symbols: this.#subscription.symbols } });
  }

  get interval() {
    return this.#wants.interval;
  }

  /** Changes the rate. */
  set interval(milliseconds) {
    this.#wants.interval = milliseconds;
    if (this.#conflation) this.#conflation.interval = milliseconds;
    this.#post({ want: { interval: milliseconds } });
  }

  /**
   * Starts the stream, and keeps it through sleep, network loss and the back/forward cache.
   * @param {object} [options]
   * @param {boolean} [options.held] whether events wait for `release`, and broadcasts for `releaseBroadcasts`
   */
  start({ held = false } = {}) {
    if (held) [this.#held, this.#heldBroadcasts] = [[], []];
    onPageLifecycle({
      suspend: () => this.#close(),
      resume: () => this.#open(),
      visibilityChange: () => this.#sendVisibility(),
      offline: () => this.#probeServer(),
      online: () => this.#reconnect(),
    });
    setInterval(() => this.#checkSilence(), 1000);
    this.#setStatus('connecting');
    this.#open();
  }

  /** Dispatches the events that have arrived since the start, except broadcasts, and those to come. */
  release() {
    const messages = this.#held ?? [];
    this.#held = null;
    for (const message of messages) this.#receive(message);
  }

  /** Dispatches the broadcasts that have arrived since the start. */
  releaseBroadcasts() {
    const broadcasts = this.#heldBroadcasts ?? [];
    this.#heldBroadcasts = null;
    for (const { type, data } of broadcasts) this.dispatchEvent(new StreamEvent(type, data, this.lastEventId));
  }

  /** Leaves the stream, for this page only. */
  pause() {
    this.#leave();
    this.#setStatus('paused');
  }

  /** Resumes after `pause`; the missed events follow. */
  resume() {
    if (this.#status !== 'paused') return;
    this.#setStatus('connecting');
    this.#join();
  }

  /** Statistics of the connection; null if there is no response. @returns {Promise<object | null>} */
  inspect() {
    if (!this.#name) return Promise.resolve(null);
    return new Promise(answer => {
      this.#inspected = answer;
      setTimeout(() => answer(null), PROBE_INTERVAL);
      this.#post({ inspect: true });
    });
  }

  /**
   * The subscription at the multiplexer. With a manual market clock, tests follow every event by id, including those without
   * quotes of these instruments.
   */
  get #subscription() {
    return this.#manual ? { ...this.#wants, symbols: null } : this.#wants;
  }

  #open() {
    if (this.#link) return;
    const link = (this.#link = new this.#links[0]());
    const current = then => value => link === this.#link && then(value);
    try {
      link.open({
        receive: current(message => this.#receive(message)),
        renewed: current(() => this.#rejoin()),
        failed: current(() => this.#useNextLink()),
      });
      this.#join();
    } catch {
      this.#useNextLink();
    }
  }

  #close() {
    this.#leave();
    this.#link?.close();
    this.#link = null;
  }

  /** This link does not work here: takes the next. */
  #useNextLink() {
    this.#close();
    this.#links.shift();
    this.#open();
  }

  /** Joins under a new name, so that late messages to the old one are not mistaken for its own. */
  async #join() {
    this.#leave();
    if (this.#status === 'paused' || !this.#link) return;
    const name = (this.#name = uniqueId());
    this.#answered = false;
    this.#lastMessage = Date.now();
    this.#conflation = new Conflation({
      symbols: this.#wants.symbols,
      interval: this.#wants.interval,
      manual: this.#manual,
      pass: (type, data, id) => this.#dispatch(type, data, id),
    });
    const end = await holdLivenessLock(name);
    if (name !== this.#name) return end();
    this.#releaseLock = end;
    this.#ask();
  }

  #ask() {
    this.#post({ join: { ...this.#subscription, visible: isVisible(), after: this.lastEventId } });
  }

  /** Another multiplexer has taken over. Before the first response it is unknown whether the join arrived. */
  #rejoin() {
    if (this.#answered || !this.#name) this.#join();
    else if (this.#releaseLock) this.#ask();
  }

  #leave() {
    if (!this.#name) return;
    this.#post({ leave: true });
    this.#name = '';
    this.#releaseLock?.();
    this.#releaseLock = null;
    this.#conflation.close();
    this.#conflation = null;
  }

  #post(message) {
    if (this.#name) this.#link?.post({ from: this.#name, ...message });
  }

  #receive(message) {
    const { to, status, inspection, type, data, id } = message;
    if (!to.includes(this.#name)) return;
    this.#lastMessage = Date.now();
    if (this.#held) return void this.#held.push(message);
    if (inspection) return this.#inspected(inspection);
    this.#answered = true;
    if (status) this.#streamStatus = status;
    else this.#conflation.take({ type, data, id });
    this.#setStatus(this.#streamStatus);
  }

  #dispatch(type, data, id) {
    if (type === 'shutdown' && data.reason === 'expired') this.#signOut();
    if (type === 'hello') {
      this.hello = data;
      this.helloAt = Date.now();
      this.#heartbeat = data.heartbeat ?? this.#heartbeat;
    }
    this.lastEventId = id ?? this.lastEventId;
    if (!this.#heldBroadcasts || EVENT_TYPES.includes(type)) this.dispatchEvent(new StreamEvent(type, data, this.lastEventId));
    else {
      if (data) this.#heldBroadcasts.push({ type, data });
      this.dispatchEvent(new StreamEvent('through', null, this.lastEventId));
    }
  }

  #signOut() {
    if (!this.hasUser) return;
    this.#wants.channels = this.#wants.channels.filter(channel => channel !== 'me');
    this.dispatchEvent(new Event('expired'));
  }

  #sendVisibility() {
    this.#post({ want: { visible: isVisible() } });
    if (isVisible()) this.#post({ retryNow: true });
  }

  /** The browser reports no network. It may be wrong, for example with a local server, so this asks the server. */
  async #probeServer() {
    if (this.#status === 'paused') return;
    this.#probedAt = Date.now();
    const found = await fetch(this.#probe, { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(PROBE_INTERVAL) })
      .then(() => true, () => false);
    if (found && this.#status === 'offline') this.#join();
    if (found || navigator.onLine || this.#status === 'paused') return;
    this.#leave();
    this.#setStatus('offline');
  }

  #reconnect() {
    if (this.#name) this.#post({ reconnect: true });
    else this.#join();
  }

  #checkSilence() {
    // A server that answered may have been reached just before the network was gone.
    const doubtful = this.#status === 'offline' || !navigator.onLine;
    if (doubtful && Date.now() - this.#probedAt > PROBE_INTERVAL) this.#probeServer();
    // The multiplexer watches the server; this watches the multiplexer.
    if (this.#name && this.#streamStatus === 'open' && Date.now() - this.#lastMessage > 2 * this.#heartbeat + GRACE) this.#setStatus('silent');
  }

  #setStatus(status) {
    if (status === this.#status) return;
    this.#status = status;
    this.dispatchEvent(new Event('status'));
  }
}

const isVisible = () => document.visibilityState === 'visible';
