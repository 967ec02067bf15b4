/** Maximum number of frames and of delays. */
const FRAMES = 50;
const DELAYS = 500;

/**
 * Statistics of recent events: id, size and delay. Delays compare the event's time with its arrival; the fastest event of the
 * connection defines zero, since the clocks may differ.
 */
export class FrameLog {
  #frames = [];
  #delays = [];
  #behind = Infinity;
  #since = 0;

  /** Number of events, their uncompressed bytes, and the updates merged by conflation. */
  events = 0;
  bytes = 0;
  merged = 0;

  /** Data of the newest `hello`: how and why the connection started. */
  hello = null;

  /** Adds an event on arrival. */
  add({ type, data, id, size }) {
    const received = Date.now();
    this.events++;
    this.bytes += size;
    this.merged += data.merged ?? 0;
    if (type === 'hello') {
      this.hello = data;
      this.#since = data.time;
      // The new connection may lead to another server with its own clock.
      this.#behind = Infinity;
    }
    this.#behind = Math.min(this.#behind, received - data.time || Infinity);
    // Snapshots and replayed events have no meaningful delay.
    const current = type !== 'snapshot' && type !== 'hello' && data.time >= this.#since;
    const delay = current ? received - data.time - this.#behind : null;
    if (delay !== null) keep(this.#delays, delay, DELAYS);
    keep(this.#frames, { type, id, size, received, delay, merged: data.merged ?? null }, FRAMES);
  }

  /** All statistics as plain data, newest frame first. */
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

/** Nearest-rank percentile. */
const quantile = (sorted, share) => sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)] ?? null;
