const WORDS = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting',
  stale: 'Stale',
  paused: 'Paused',
  offline: 'Offline',
};

const LOST = {
  reconnecting: 'Connection lost. Prices are not current.',
  stale: 'No new prices. Those shown are stale.',
  offline: 'You are offline. Prices are not current.',
};

/** How late a timer or a packet may be before an age counts, in milliseconds. */
const GRACE = 750;

/** A loss that heals within this many milliseconds is not announced. */
const BLIP = 2000;

/**
 * Whether the prices shown can be trusted: `data-connection` on <html>, and the badge that says so in words.
 *
 * Stale means: no word for two heartbeats, or, while the market is open, a last tick older than
 * max(5 s, 3 × update interval, interval + heartbeat). Ages are told by the server's clock. A market whose clock is
 * cranked by hand stands still between steps, so there the age says nothing.
 */
export class ConnectionStatus {
  #root = document.documentElement;
  #stream;
  #label;
  #announce;
  #state = 'connecting';
  #painted = false;
  #manual = this.#root.dataset.clock === 'manual';
  #updateInterval = Number(this.#root.dataset.updateInterval);
  #heartbeat = Number(this.#root.dataset.heartbeat);
  #interval = 0;
  #market = this.#root.dataset.market;
  #offset = 0;
  #lastTick = 0;
  #lost = 0;
  #told = false;

  /**
   * @param {SharedStream} stream
   * @param {HTMLElement} badge holds a shape and a span for the word
   * @param {(words: string) => void} announce
   */
  constructor(stream, badge, announce) {
    this.#stream = stream;
    this.#label = badge.querySelector('span:last-child');
    this.#announce = announce;
    stream.addEventListener('status', () => this.#judge());
    for (const type of ['hello', 'snapshot', 'quotes', 'heartbeat', 'market'])
      stream.addEventListener(type, event => this.#hear(event));
    setInterval(() => this.#judge(), 500);
  }

  /** Prices of the stream stand on the page: from now on it may be live. */
  painted() {
    if (this.#painted) return;
    this.#painted = true;
    this.#judge();
  }

  #hear({ type, data }) {
    if (type === 'hello') {
      this.#updateInterval = data.updateInterval ?? this.#updateInterval;
      this.#heartbeat = data.heartbeat ?? this.#heartbeat;
      this.#interval = data.interval ?? 0;
    }
    if (type === 'hello' || type === 'heartbeat') this.#offset = data.time - Date.now();
    if (type === 'snapshot') this.#market = data.market.state;
    if (type === 'market' && !data.symbol) this.#market = data.state;
    // A replay of old ticks follows a resume, so ages count from here; a snapshot tells its own.
    if (type === 'hello' || type === 'snapshot') this.#lastTick = data.time;
    else this.#lastTick = Math.max(this.#lastTick, type === 'heartbeat' ? data.lastTick ?? 0 : data.time);
    if (this.#state !== 'live') this.#judge();
  }

  get #stale() {
    if (this.#manual || this.#market !== 'open' || !this.#lastTick) return false;
    const interval = Math.max(this.#interval, this.#stream.interval);
    const limit = Math.max(5000, 3 * this.#updateInterval, interval + this.#heartbeat);
    return Date.now() + this.#offset - this.#lastTick > limit + GRACE;
  }

  #judge() {
    const status = this.#stream.status;
    if (status === 'paused') this.#become('paused');
    else if (status === 'offline' || (status === 'waiting' && !navigator.onLine)) this.#become('offline');
    else if (status === 'silent') this.#become('stale');
    else if (status === 'waiting') this.#become('reconnecting');
    else if (status === 'open') this.#become(!this.#painted ? 'connecting' : this.#stale ? 'stale' : 'live');
    else if (status === 'behind') this.#fallBehind();
    else if (this.#state === 'paused' || !this.#painted) this.#become('connecting');
    // Otherwise it is opening again after a change of rate: the prices are as good as they were.
  }

  /** The prices are old ones, and count for nothing until a snapshot has been painted. */
  #fallBehind() {
    this.#painted = false;
    this.#become('connecting');
  }

  #become(state) {
    this.#tell(state);
    if (state === this.#state) return;
    this.#state = state;
    this.#root.dataset.connection = state;
    this.#label.textContent = WORDS[state];
  }

  /** Says a loss once, when it has lasted, and its end. */
  #tell(state) {
    const lost = LOST[state];
    if (!lost) {
      if (this.#told && state === 'live') this.#announce('Prices are live again.');
      if (state === 'live' || state === 'paused') {
        this.#lost = 0;
        this.#told = false;
      }
      return;
    }
    this.#lost ||= Date.now();
    if (this.#told || Date.now() - this.#lost < BLIP) return;
    this.#told = true;
    this.#announce(lost);
  }
}
