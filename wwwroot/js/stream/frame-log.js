/** How many of the newest frames are kept, and how many delays. */
const FRAMES = 50;
const DELAYS = 500;

/**
 * What has come over the stream lately: each event's id, size and delay. A delay is counted from the event's own time to its
 * arrival, by the server's clock as it was told by whatever came fastest; so it says how much slower than the fastest.
 */
export class FrameLog {
  #frames = [];
  #delays = [];
  #behind = Infinity;
  #since = 0;

  /** How many events came, their bytes before compression, and the updates that conflation left out. */
  events = 0;
  bytes = 0;
  merged = 0;

  /** Why the newest connection began as it did: the data of its `hello`. */
  hello = null;

  /** Takes an event as it comes. */
  add({ type, data, id, size }) {
    const received = Date.now();
    this.events++;
    this.bytes += size;
    this.merged += data.merged ?? 0;
    if (type === 'hello') {
      this.hello = data;
      this.#since = data.time;
      // It may be another server, with a clock of its own.
      this.#behind = Infinity;
    }
    this.#behind = Math.min(this.#behind, received - data.time || Infinity);
    // A snapshot and what is sent again were not new when they came.
    const current = type !== 'snapshot' && type !== 'hello' && data.time >= this.#since;
    const delay = current ? received - data.time - this.#behind : null;
    if (delay !== null) keep(this.#delays, delay, DELAYS);
    keep(this.#frames, { type, id, size, received, delay, merged: data.merged ?? null }, FRAMES);
  }

  /** All of it as plain data, the newest frame first. */
  get facts() {
    const { events, bytes, merged, hello } = this;
    const sorted = [...this.#delays].sort((a, b) => a - b);
    const delays = { count: sorted.length, p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
    return { events, bytes, merged, hello, delays, frames: [...this.#frames].reverse() };
  }
}

function keep(list, item, most) {
  list.push(item);
  if (list.length > most) list.shift();
}

/** The nearest rank. */
const quantile = (sorted, share) => sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)] ?? null;
