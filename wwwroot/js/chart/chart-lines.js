import { LineSeries, PriceScaleMode } from '../../lib/lightweight-charts/lightweight-charts.standalone.production.mjs';
import { formatPercent, formatPrice } from '../shared/format.js';
import { AVERAGE_PERIOD, movingAverage, percentChange, sessionVwap } from './overlays.js';

/** The lines computed from the candles: their names in the legend, their colours, and their values. */
const OVERLAYS = {
  ma: { name: `MA ${AVERAGE_PERIOD}`, color: 'average', values: bars => movingAverage(bars, AVERAGE_PERIOD) },
  vwap: { name: 'VWAP', color: 'vwap', values: sessionVwap },
};

/** The lines over the candles: overlays, and other instruments, with which the scale is in percent since the first visible bar. */
export class ChartLines {
  #chart;
  #symbol;
  #decimals;
  #overlays = new Map();
  #comparisons = new Map();
  #isOutdated = false;

  /** Values of each line at the bars, by name or comparison. */
  #values = new Map();

  constructor(chart, symbol, decimals) {
    this.#chart = chart;
    this.#symbol = symbol;
    this.#decimals = decimals;
  }

  /** The overlays to show: `ma`, `vwap`. @param {string[]} names */
  set overlays(names) {
    this.#match(this.#overlays, names, 1);
  }

  /** The other instruments to show. @param {import('./comparison.js').Comparison[]} comparisons */
  set comparisons(comparisons) {
    this.#match(this.#comparisons, comparisons, 2);
    this.#chart.priceScale('right').applyOptions({ mode: comparisons.length ? PriceScaleMode.Percentage : PriceScaleMode.Normal });
  }

  /** @param {Record<string, string>} colors by name */
  paintColors(colors) {
    for (const [name, series] of this.#overlays) series.applyOptions({ color: colors[OVERLAYS[name].color] });
    for (const [{ color }, series] of this.#comparisons) series.applyOptions({ color: colors[`series${color}`] });
  }

  /**
   * Draws the changes.
   * @param {object[]} bars of the chart @param {object | null} session the newest quote @param {boolean} areNew whether more than
   *   the last bar has changed
   */
  paint(bars, session, areNew) {
    const compared = [...this.#comparisons.keys()].filter(comparison => comparison.takeChanged()).length > 0;
    const all = areNew || compared || this.#isOutdated;
    this.#isOutdated = false;
    const draw = (key, series, values) => {
      this.#values.set(key, values);
      if (all) series.setData(bars.map((bar, i) => point(bar, values[i])));
      else series.update(point(bars.at(-1), values.at(-1)));
    };
    for (const [name, series] of this.#overlays) draw(name, series, OVERLAYS[name].values(bars, session));
    for (const [comparison, series] of this.#comparisons) draw(comparison, series, comparison.closesAt(bars));
  }

  /**
   * The lines of the legend; changes in percent are those of the visible bars.
   * @param {object[]} bars @param {number} from index of the first visible bar @param {number} to index after the last
   */
  legend(bars, from, to) {
    const percent = closes => {
      const change = percentChange(closes.slice(from, to));
      return change === null ? '' : formatPercent(change);
    };
    const price = value => (value === null || value === undefined ? '' : formatPrice(value, this.#decimals));
    const others = [...this.#comparisons.keys()].map(comparison => ({
      name: comparison.symbol, className: `series-${comparison.color}`, value: percent(this.#values.get(comparison) ?? []), isRemovable: true,
    }));
    const own = others.length ? [{ name: this.#symbol, className: 'series-0', value: percent(bars.map(bar => bar.close)) }] : [];
    const overlays = [...this.#overlays.keys()].map(name => ({
      name: OVERLAYS[name].name, className: OVERLAYS[name].color, value: price(this.#values.get(name)?.at(-1)),
    }));
    return [...own, ...others, ...overlays];
  }

  /** Removes and adds series, so that there is one for each key. */
  #match(map, keys, lineWidth) {
    for (const [key, series] of map) {
      if (keys.includes(key)) continue;
      map.delete(key);
      this.#values.delete(key);
      this.#chart.removeSeries(series);
    }
    const priceFormat = { type: 'price', precision: this.#decimals, minMove: 10 ** -this.#decimals };
    for (const key of keys) {
      if (map.has(key)) continue;
      map.set(key, this.#chart.addSeries(LineSeries, {
        priceFormat, lineWidth, crosshairMarkerVisible: false, lastValueVisible: false, priceLineVisible: false,
      }));
    }
    this.#isOutdated = true;
  }
}

/** A point of a line; without a value, a gap. */
const point = ({ time }, value) => (value === null || value === undefined ? { time: time / 1000 } : { time: time / 1000, value });
