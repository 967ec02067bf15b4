const LABELS = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting',
  stale: 'Stale',
  paused: 'Paused',
  offline: 'Offline',
};

const LOSS_MESSAGES = {
  reconnecting: 'Connection lost. Prices are not current.',
  stale: 'No new prices. Those shown are stale.',
  offline: 'You are offline. Prices are not current.',
};

/** Allowance for late timers and packets, in milliseconds. */
const GRACE = 750;

/** Shorter losses are not announced, in milliseconds. */
const SHORT_LOSS = 2000;

/**
 * Whether the displayed prices are current: sets `data-connection` on <html> and the badge.
 *
 * Stale means: nothing received for two heartbeats, or, while the market is open, a last tick older than max(5 s, 3 × update
 * interval, interval + heartbeat) by the server's clock. Ages do not count with a manual market clock, a replay, or a feed.
 */
export class ConnectionStatus {
  #root = document.documentElement;
  #stream;
  #label;
  #announce;
  #state = 'connecting';
  #painted = false;
  // A manual clock stands still between steps, and a replay or a feed may rest.
  #ageless = this.#root.dataset.clock === 'manual' || this.#root.dataset.ticks === 'irregular';
  #updateInterval = Number(this.#root.dataset.updateInterval);
  #heartbeat = Number(this.#root.dataset.heartbeat);
  #interval = 0;
  #market = this.#root.dataset.market;
  #offset = 0;
  #lastTick = 0;
  #lostAt = 0;
  #announced = false;

  /**
   * @param {SharedStream} stream
   * @param {HTMLElement} badge contains a shape and a span for the text
   * @param {(words: string) => void} announce
   */
  constructor(stream, badge, announce) {
    this.#stream = stream;
    this.#label = badge.querySelector('span:last-child');
    this.#announce = announce;
    stream.addEventListener('status', () => this.#update());
    for (const type of ['hello', 'snapshot', 'quotes', 'heartbeat', 'market'])
      stream.addEventListener(type, event => this.#receive(event));
    setInterval(() => this.#update(), 500);
  }

  /** Call when prices of the stream have been painted: from now on the page can be live. */
  painted() {
    if (this.#painted) return;
    this.#painted = true;
    this.#update();
  }

  #receive({ type, data }) {
    if (type === 'hello') {
      this.#updateInterval = data.updateInterval ?? this.#updateInterval;
      this.#heartbeat = data.heartbeat ?? this.#heartbeat;
      this.#interval = data.interval ?? 0;
    }
    if (type === 'hello' || type === 'heartbeat') this.#offset = data.time - Date.now();
    if (type === 'snapshot') this.#market = data.market.state;
    if (type === 'market' && !data.symbol) this.#market = data.state;
    // A resume replays old ticks, so ages count from here; a snapshot has its own time.
    if (type === 'hello' || type === 'snapshot') this.#lastTick = data.time;
    else this.#lastTick = Math.max(this.#lastTick, type === 'heartbeat' ? data.lastTick ?? 0 : data.time);
    if (this.#state !== 'live') this.#update();
  }

  get #stale() {
    if (this.#ageless || this.#market !== 'open' || !this.#lastTick) return false;
    const interval = Math.max(this.#interval, this.#stream.interval);
    const limit = Math.max(5000, 3 * this.#updateInterval, interval + this.#heartbeat);
    return Date.now() + this.#offset - this.#lastTick > limit + GRACE;
  }

  #update() {
    const status = this.#stream.status;
    if (status === 'paused') this.#setState('paused');
    else if (status === 'offline' || (status === 'waiting' && !navigator.onLine)) this.#setState('offline');
    else if (status === 'silent') this.#setState('stale');
    else if (status === 'waiting') this.#setState('reconnecting');
    else if (status === 'open') this.#setState(!this.#painted ? 'connecting' : this.#stale ? 'stale' : 'live');
    else if (status === 'behind') this.#fallBehind();
    else if (this.#state === 'paused' || !this.#painted) this.#setState('connecting');
    // Otherwise the stream reopens after a change of rate: the prices are as current as before.
  }

  /** Prices are outdated until a snapshot has been painted. */
  #fallBehind() {
    this.#painted = false;
    this.#setState('connecting');
  }

  #setState(state) {
    this.#announceLoss(state);
    if (state === this.#state) return;
    this.#state = state;
    this.#root.dataset.connection = state;
    // What looks different then has an attribute of its own, so that other states do not restyle every cell.
    this.#root.toggleAttribute('data-outdated', state in LOSS_MESSAGES);
    this.#label.textContent = LABELS[state];
  }

  /** Announces a loss once, if it lasts, and its end. */
  #announceLoss(state) {
    const lost = LOSS_MESSAGES[state];
    if (!lost) {
      if (this.#announced && state === 'live') this.#announce('Prices are live again.');
      if (state === 'live' || state === 'paused') {
        this.#lostAt = 0;
        this.#announced = false;
      }
      return;
    }
    this.#lostAt ||= Date.now();
    if (this.#announced || Date.now() - this.#lostAt < SHORT_LOSS) return;
    this.#announced = true;
    this.#announce(lost);
  }
}
