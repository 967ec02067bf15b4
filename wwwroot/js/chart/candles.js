/** Milliseconds of a candle, by the interval's name in the API. */
export const INTERVALS = { '1s': 1000, '5s': 5000, '1m': 60_000 };

/** As many as the server keeps of an interval. */
const MOST = 1000;

/**
 * The candles of one interval. The server's are made of every trade; between two looks at them the last one grows with the
 * quotes of the stream.
 */
export class Candles {
  #volume = null;
  #changed = true;

  /** Oldest first: `{ time, open, high, low, close, volume }`, times in Unix milliseconds. */
  bars = [];

  /** `1s`, `5s` or `1m`. */
  interval = '1s';

  /** Whether more than the last bar is different since somebody last asked. */
  takeChanged() {
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  /** Takes the server's candles in place of all. */
  replace(bars, interval) {
    this.bars = bars;
    this.interval = interval;
    this.#changed = true;
  }

  /** Takes the server's newest candles in place of those that were made of quotes. */
  renew(bars) {
    if (!bars.length) return;
    const kept = this.bars.filter(bar => bar.time < bars[0].time);
    const newer = this.bars.filter(bar => bar.time > bars.at(-1).time);
    this.bars = [...kept, ...bars, ...newer].slice(-MOST);
    this.#changed = true;
  }

  /** Takes a quote into the candle of its time. */
  add({ time, price, volume }) {
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
    if (this.bars.length > MOST) this.#changed = Boolean(this.bars.shift());
  }
}
