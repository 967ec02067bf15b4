/** Milliseconds per candle, by the API's interval name. */
export const INTERVALS = { '1s': 1000, '5s': 5000, '1m': 60_000 };

/** The server keeps as many per interval. */
const MAX_CANDLES = 1000;

/**
 * The candles of one interval. The server builds them from every trade; until the next fetch the last one follows the stream's
 * quotes.
 */
export class Candles {
  #volume = null;
  #changed = true;

  /** Oldest first: `{ time, open, high, low, close, volume }`, time in Unix milliseconds. */
  bars = [];

  /** `1s`, `5s` or `1m`. */
  interval = '1s';

  /** Whether more than the last bar changed since the previous call. */
  takeChanged() {
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  /** Replaces all candles by the server's. */
  replace(bars, interval) {
    this.bars = bars;
    this.interval = interval;
    this.#changed = true;
  }

  /** Replaces the newest candles, built from quotes, by the server's. */
  renew(bars) {
    if (!bars.length) return;
    const kept = this.bars.filter(bar => bar.time < bars[0].time);
    const newer = this.bars.filter(bar => bar.time > bars.at(-1).time);
    this.bars = [...kept, ...bars, ...newer].slice(-MAX_CANDLES);
    this.#changed = true;
  }

  /** Adds a quote to its candle. */
  add({ time, price, volume }) {
    if (price === undefined) return;
    const traded = this.#volume === null ? 0 : Math.max(0, volume - this.#volume);
    this.#volume = volume;
    const length = INTERVALS[this.interval];
    const begin = Math.floor(time / length) * length;
    const last = this.bars.at(-1);
    if (last && begin < last.time) return;
    if (last?.time === begin) {
      last.close = price;
      last.high = Math.max(last.high, price);
      last.low = Math.min(last.low, price);
      last.volume += traded;
      return;
    }
    this.bars.push({ time: begin, open: price, high: price, low: price, close: price, volume: traded });
    if (this.bars.length > MAX_CANDLES) this.#changed = Boolean(this.bars.shift());
  }
}
