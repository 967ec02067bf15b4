import { holdLivenessLock } from '../shared/liveness-lock.js';
import { uniqueId } from '../shared/unique-id.js';
import { Conflation } from './conflation.js';
import { onPageLifecycle } from './page-lifecycle.js';
import { StreamEvent } from './quote-stream.js';
import { LeaderLink, OwnLink, WorkerLink } from './stream-links.js';

/** How often the server is asked for while the browser believes the network gone, in milliseconds. */
const PROBING = 5000;

/** How much later than the server's a word may come through the multiplexer, in milliseconds. */
const GRACE = 2000;

/**
 * This page's share of the one stream of all tabs of the browser. It reads like a stream of its own: its rate, its instruments,
 * its pause. The server is asked once for all tabs; see `StreamMultiplexer`.
 *
 * Dispatches a `StreamEvent` for each event that is due for this page, `through` without data when the page is served through
 * an event that held nothing for it, and `status` whenever `status` changes: those of
 * `QuoteStream`, and `paused` (by the reader), `offline` (there is no network) and `behind` (the page was hidden and its
 * instruments left out; a snapshot is to come). `expired` says that the sign-in has ended: the stream goes on without `me`.
 */
export class SharedStream extends EventTarget {
  #wants;
  #manual;
  #heartbeat;
  #probe;
  #probed = 0;
  #inspected = () => {};
  #links = [WorkerLink, LeaderLink, OwnLink].filter(link => link.isPossible);
  #link = null;
  #name = '';
  #end = null;
  #answered = false;
  #conflation = null;
  #lastWord = 0;
  #told = 'closed';
  #status = 'closed';

  /** Id of the newest event that this page was given. */
  lastEventId = '';

  /**
   * @param {object} options
   * @param {string[]} options.channels
   * @param {string[]} [options.symbols] only these instruments
   * @param {number} [options.interval] least milliseconds between `quotes` events; 0 for every one
   * @param {number} [options.heartbeat] the server's heartbeat in milliseconds; `hello` corrects it
   * @param {boolean} [options.manual] whether the market's clock is cranked by hand
   * @param {string} options.probe an address of this site that can always be asked for with HEAD
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

  /** How the stream is shared: `worker`, `leader` (a tab leads) or `own`. */
  get transport() {
    return this.#links[0].transport;
  }

  /** The instruments that this page is given; null for all. */
  get symbols() {
    return this.#wants.symbols;
  }

  /** Other instruments, from now on. A snapshot comes where the stream has to be opened anew for them. @param {string[] | null} symbols */
  set symbols(symbols) {
    this.#wants.symbols = symbols;
    if (this.#conflation) this.#conflation.symbols = symbols;
    this.#post({ want: { symbols: this.#asked.symbols } });
  }

  get interval() {
    return this.#wants.interval;
  }

  /** Another rate, from now on. */
  set interval(milliseconds) {
    this.#wants.interval = milliseconds;
    if (this.#conflation) this.#conflation.interval = milliseconds;
    this.#post({ want: { interval: milliseconds } });
  }

  /** Starts, and keeps this page on the stream through sleep, lost networks and the back/forward cache until it goes. */
  start() {
    onPageLifecycle({
      leave: () => this.#close(),
      come: () => this.#open(),
      see: () => this.#see(),
      lose: () => this.#check(),
      find: () => this.#find(),
    });
    setInterval(() => this.#look(), 1000);
    this.#become('connecting');
    this.#open();
  }

  /** Leaves the stream, for this page alone. */
  pause() {
    this.#leave();
    this.#become('paused');
  }

  /** Comes back after `pause`; what was missed is sent. */
  resume() {
    if (this.#status !== 'paused') return;
    this.#become('connecting');
    this.#join();
  }

  /** What the stream itself did lately; null where nobody answers. @returns {Promise<object | null>} */
  inspect() {
    if (!this.#name) return Promise.resolve(null);
    return new Promise(answer => {
      this.#inspected = answer;
      setTimeout(() => answer(null), PROBING);
      this.#post({ inspect: true });
    });
  }

  /**
   * What the multiplexer is asked for. A market whose clock is cranked by hand is followed step by step, by id: there every event must
   * come by, also those in which these instruments did not trade.
   */
  get #asked() {
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
        failed: current(() => this.#tryNext()),
      });
      this.#join();
    } catch {
      this.#tryNext();
    }
  }

  #close() {
    this.#leave();
    this.#link?.close();
    this.#link = null;
  }

  /** This way to a multiplexer is barred here: takes the next. */
  #tryNext() {
    this.#close();
    this.#links.shift();
    this.#open();
  }

  /** Joins the multiplexer under a new name, so that words still on their way to the one before are not mistaken for this one's. */
  async #join() {
    this.#leave();
    if (this.#status === 'paused' || !this.#link) return;
    const name = (this.#name = uniqueId());
    this.#answered = false;
    this.#lastWord = Date.now();
    this.#conflation = new Conflation({
      symbols: this.#wants.symbols,
      interval: this.#wants.interval,
      manual: this.#manual,
      pass: (type, data, id) => this.#pass(type, data, id),
    });
    const end = await holdLivenessLock(name);
    if (name !== this.#name) return end();
    this.#end = end;
    this.#ask();
  }

  #ask() {
    this.#post({ join: { ...this.#asked, visible: isVisible(), after: this.lastEventId } });
  }

  /** There is another multiplexer. Where none has answered yet, it may or may not have heard this tab. */
  #rejoin() {
    if (this.#answered || !this.#name) this.#join();
    else if (this.#end) this.#ask();
  }

  #leave() {
    if (!this.#name) return;
    this.#post({ leave: true });
    this.#name = '';
    this.#end?.();
    this.#end = null;
    this.#conflation.close();
    this.#conflation = null;
  }

  #post(message) {
    if (this.#name) this.#link?.post({ from: this.#name, ...message });
  }

  #receive({ to, status, inspection, type, data, id }) {
    if (!to.includes(this.#name)) return;
    this.#lastWord = Date.now();
    if (inspection) return this.#inspected(inspection);
    this.#answered = true;
    if (status) this.#told = status;
    else this.#conflation.take({ type, data, id });
    this.#become(this.#told);
  }

  #pass(type, data, id) {
    if (type === 'shutdown' && data.reason === 'expired') this.#signOut();
    if (type === 'hello') this.#heartbeat = data.heartbeat ?? this.#heartbeat;
    this.lastEventId = id ?? this.lastEventId;
    this.dispatchEvent(new StreamEvent(type, data, this.lastEventId));
  }

  #signOut() {
    if (!this.#wants.channels.includes('me')) return;
    this.#wants.channels = this.#wants.channels.filter(channel => channel !== 'me');
    this.dispatchEvent(new Event('expired'));
  }

  #see() {
    this.#post({ want: { visible: isVisible() } });
    if (isVisible()) this.#post({ hurry: true });
  }

  /** The browser believes the network gone. It may be wrong, for example when the server is on this machine: asks the server. */
  async #check() {
    if (this.#status === 'paused') return;
    this.#probed = Date.now();
    const found = await fetch(this.#probe, { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(PROBING) })
      .then(() => true, () => false);
    if (found && this.#status === 'offline') this.#join();
    if (found || navigator.onLine || this.#status === 'paused') return;
    this.#leave();
    this.#become('offline');
  }

  #find() {
    if (this.#name) this.#post({ doubt: true });
    else this.#join();
  }

  #look() {
    if (this.#status === 'offline' && Date.now() - this.#probed > PROBING) this.#check();
    // The multiplexer watches the server, but nobody else watches the multiplexer.
    if (this.#name && this.#told === 'open' && Date.now() - this.#lastWord > 2 * this.#heartbeat + GRACE) this.#become('silent');
  }

  #become(status) {
    if (status === this.#status) return;
    this.#status = status;
    this.dispatchEvent(new Event('status'));
  }
}

const isVisible = () => document.visibilityState === 'visible';
