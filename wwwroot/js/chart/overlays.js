// What is drawn over the candles, computed from them. Bars are { time, open, high, low, close, volume }, oldest first.

/** Bars in a moving average. */
export const AVERAGE_PERIOD = 20;

/**
 * The simple moving average of closing prices: for each bar the mean of the last `period` closes, null while there are fewer.
 * @param {{ close: number }[]} bars @param {number} period at least 1
 * @returns {(number | null)[]}
 */
export function movingAverage(bars, period) {
  return bars.map((_, end) => (end + 1 < period ? null : mean(bars.slice(end + 1 - period, end + 1))));
}

const mean = bars => bars.reduce((sum, { close }) => sum + close, 0) / bars.length;

/**
 * The volume-weighted average price of the session at each bar: the sum of price × volume over the sum of volume, with the mean
 * of high, low and close as a bar's price. The price of the first bar and of all before it is what is left of the session's
 * totals, so that the line ends at the quote's average.
 * @param {object[]} bars
 * @param {{ volume: number, vwap: number, low: number, high: number } | null} session the quote at the last bar; null for the
 *   average since the first bar
 * @returns {(number | null)[]} null until something has been traded
 */
export function sessionVwap(bars, session) {
  let { volume, turnover } = beginning(bars, session);
  return bars.map((bar, i) => {
    if (i > 0) {
      volume += bar.volume;
      turnover += typical(bar) * bar.volume;
    }
    return volume > 0 ? turnover / volume : null;
  });
}

const typical = ({ high, low, close }) => (high + low + close) / 3;

/** Volume and turnover up to and including the first bar. */
function beginning([first, ...others], session) {
  if (!first) return { volume: 0, turnover: 0 };
  const volume = session ? session.volume - others.reduce((sum, bar) => sum + bar.volume, 0) : 0;
  if (volume <= 0) return { volume: first.volume, turnover: first.volume * typical(first) };
  const price = (session.volume * session.vwap - others.reduce((sum, bar) => sum + typical(bar) * bar.volume, 0)) / volume;
  // Typical prices are not exact, but this one was within these limits.
  const { low, high } = volume > first.volume ? session : first;
  return { volume, turnover: volume * Math.min(Math.max(price, low), high) };
}

/**
 * The closes of another instrument at given times: the newest one at or before each time, null before its first bar. The last
 * time stands for now, and gets the newest close.
 * @param {number[]} times ascending @param {{ time: number, close: number }[]} bars
 * @returns {(number | null)[]}
 */
export function closesAt(times, bars) {
  let next = 0;
  let close = null;
  return times.map((time, i) => {
    const until = i === times.length - 1 ? Infinity : time;
    while (next < bars.length && bars[next].time <= until) close = bars[next++].close;
    return close;
  });
}

/** The change from the first to the last of these values in percent, ignoring nulls; null if there are none. */
export function percentChange(values) {
  const known = values.filter(value => value !== null);
  return known.length && known[0] !== 0 ? (100 * (known.at(-1) - known[0])) / Math.abs(known[0]) : null;
}
