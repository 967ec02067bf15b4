import { closesAt } from './overlays.js';
import { Candles } from './candles.js';

/** Another instrument in the chart. */
export class Comparison {
  #candles = new Candles();

  /** Index of its colour, from 1. */
  color;

  constructor(symbol, color) {
    this.symbol = symbol;
    this.color = color;
  }

  /** Replaces its candles by the server's. */
  replace(bars, interval) {
    this.#candles.replace(bars, interval);
  }

  /** Adds a quote. */
  add(quote) {
    this.#candles.add(quote);
  }

  /** Whether more than the last bar changed since the previous call. */
  takeChanged() {
    return this.#candles.takeChanged();
  }

  /** Its closes at the times of these bars. @returns {(number | null)[]} */
  closesAt(bars) {
    return closesAt(bars.map(bar => bar.time), this.#candles.bars);
  }

  /** The newest close, or null. */
  get close() {
    return this.#candles.bars.at(-1)?.close ?? null;
  }
}
