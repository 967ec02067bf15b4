import { setText } from '../shared/elements.js';
import { formatChange, formatCompact, formatPercent, formatPrice, formatTime, toneOf } from '../shared/format.js';

/** The values of one bar as text above the chart. */
export class ChartReadout {
  #element;
  #decimals;

  constructor(element, decimals) {
    this.#element = element;
    this.#decimals = decimals;
  }

  get words() {
    return this.#element.textContent;
  }

  show({ time, open, high, low, close, volume }) {
    const price = value => formatPrice(value, this.#decimals);
    const change = close - open;
    const values = {
      '': formatTime(time), O: price(open), H: price(high), L: price(low), C: price(close),
      '\u00a0': `${formatChange(change, this.#decimals)} (${formatPercent(open ? (100 * change) / Math.abs(open) : undefined)})`, Vol: formatCompact(volume),
    };
    while (this.#element.children.length < Object.keys(values).length) {
      const item = document.createElement('span');
      item.append(document.createElement('i'), document.createElement('b'));
      this.#element.append(item, ' ');
    }
    Object.entries(values).forEach(([name, value], i) => {
      const [label, number] = this.#element.children[i].children;
      setText(label, name.trim());
      setText(number, value);
    });
    this.#element.className = `readout ${toneOf(change)}`;
  }
}
