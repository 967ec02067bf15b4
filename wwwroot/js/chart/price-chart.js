import {
  AreaSeries, CandlestickSeries, ColorType, createChart, HistogramSeries, LineStyle,
} from '../../lib/lightweight-charts/lightweight-charts.standalone.production.mjs';
import { formatAxisTime, formatPercent, formatPrice, formatTime } from '../shared/format.js';
import { INTERVALS } from './candles.js';
import { chartColors, faded, onColors } from './chart-colors.js';
import { ChartLegend } from './chart-legend.js';
import { ChartLines } from './chart-lines.js';
import { ChartReadout } from './chart-readout.js';

/** Fewer bars than this do not fill the whole width, because they would be too wide. */
const FEWEST = 12;

/** Width of the price scale in pixels, the same as in the server-rendered chart, so that nothing shifts. */
const SCALE = 72;

/** Space to the right of the last bar, as a share of the visible bars. */
const MARGIN = 0.04;

/** The chart of one instrument: candles or a line, volume bars, other lines over them, and a readout of the selected bar. */
export class PriceChart {
  #chart;
  #candles;
  #decimals;
  #readout;
  #empty;
  #box;
  #sticks;
  #area;
  #volume;
  #colors;
  #style = 'candles';
  #tone = '';
  #pointed = null;
  #levels = [];
  #lines;
  #legend;

  /** The newest quote, for the session's VWAP. */
  session = null;

  // The time span to which the chart is fitted as bars come in, until they fill it or the user moves the chart; 0 otherwise.
  #fitted = 0;
  #shown = 0;

  /**
   * @param {HTMLElement} element holds `.plot`, `.readout`, `.chart-legend` and `.chart-empty`
   * @param {string} symbol
   * @param {import('./candles.js').Candles} candles
   * @param {(symbol: string) => void} removed called when the user removes another instrument
   */
  constructor(element, symbol, candles, removed) {
    this.#candles = candles;
    this.#decimals = Number(element.dataset.decimals);
    this.#readout = new ChartReadout(element.querySelector('.readout'), this.#decimals);
    this.#empty = element.querySelector('.chart-empty');
    this.#box = element.querySelector('.plot');
    this.#chart = createChart(this.#box, {
      autoSize: true,
      layout: { attributionLogo: false, fontFamily: getComputedStyle(element).fontFamily, fontSize: 12 },
      localization: {
        timeFormatter: time => formatTime(time * 1000), priceFormatter: price => formatPrice(price, this.#decimals),
        percentageFormatter: formatPercent,
      },
      timeScale: {
        timeVisible: true, secondsVisible: true, allowBoldLabels: false,
        tickMarkFormatter: (time, type) => formatAxisTime(time * 1000, type === 4),
      },
      // Vertical wheel and touch gestures scroll the page, horizontal ones the chart.
      handleScroll: { mouseWheel: false, vertTouchDrag: false },
      handleScale: { mouseWheel: false },
    });
    this.#volume = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: '', priceFormat: { type: 'volume' }, lastValueVisible: false, priceLineVisible: false,
      autoscaleInfoProvider: () => ({ priceRange: { minValue: 0, maxValue: this.#usualVolume() } }),
    }, 1);
    this.#volume.priceScale().applyOptions({ scaleMargins: { top: 0.1, bottom: 0 } });
    const priceFormat = { type: 'price', precision: this.#decimals, minMove: 10 ** -this.#decimals };
    this.#area = this.#chart.addSeries(AreaSeries, { priceFormat, lineWidth: 2, priceLineStyle: LineStyle.Dotted, visible: false });
    this.#sticks = this.#chart.addSeries(CandlestickSeries, { priceFormat, priceLineStyle: LineStyle.Dotted });
    this.#chart.priceScale('right').applyOptions({ scaleMargins: { top: 0.08, bottom: 0.08 } });
    const [prices, volumes] = this.#chart.panes();
    prices.setStretchFactor(5);
    volumes.setStretchFactor(1);
    this.#lines = new ChartLines(this.#chart, symbol, this.#decimals);
    this.#legend = new ChartLegend(element.querySelector('.chart-legend'), removed);
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange(() => this.#paintLegend());
    this.#paintColors();
    onColors(() => this.#paintColors());
    this.#chart.subscribeCrosshairMove(({ time }) => {
      this.#pointed = time ?? null;
      this.#paintReadout();
    });
    this.#box.addEventListener('keydown', event => this.#press(event));
    for (const type of ['pointerdown', 'wheel']) this.#box.addEventListener(type, () => (this.#fitted = 0), { passive: true });
    element.classList.add('is-live');
  }

  /** `line` or `candles`. */
  set style(style) {
    this.#style = style;
    this.#area.applyOptions({ visible: style === 'line' });
    this.#sticks.applyOptions({ visible: style === 'candles' });
  }

  /** The day's direction: `gain`, `loss` or `flat`. */
  set tone(tone) {
    if (tone === this.#tone) return;
    this.#tone = tone;
    this.#paintColors();
  }

  /** Price lines with titles. @param {{ price: number, title: string }[]} levels */
  set levels(levels) {
    for (const line of this.#levels) line.series.removePriceLine(line.line);
    this.#levels = levels.flatMap(({ price, title }) => [this.#sticks, this.#area].map(series => ({
      series,
      line: series.createPriceLine({ price, title, lineStyle: LineStyle.Dashed, lineWidth: 1, color: this.#colors.accent }),
    })));
  }

  /** The lines to show over the candles: `ma`, `vwap`. @param {string[]} names */
  set overlays(names) {
    this.#lines.overlays = names;
    this.#paintColors();
    this.paint();
  }

  /** Other instruments to show. @param {import('./comparison.js').Comparison[]} comparisons */
  set comparisons(comparisons) {
    this.#lines.comparisons = comparisons;
    this.#paintColors();
    this.paint();
  }

  /** Scrolls to the newest bars of this time span; Infinity for all. */
  show(milliseconds) {
    this.#fitted = 0;
    this.paint();
    this.#fit(milliseconds);
  }

  #fit(milliseconds) {
    const { bars, interval } = this.#candles;
    const most = milliseconds / INTERVALS[interval];
    this.#fitted = bars.length < most ? milliseconds : 0;
    this.#shown = bars.length;
    const width = Math.max(Math.min(most, bars.length), FEWEST);
    this.#chart.timeScale().setVisibleLogicalRange({ from: bars.length - width - 0.5, to: bars.length - 0.5 + MARGIN * width });
  }

  /** The visible bars, oldest first. */
  get barsInSight() {
    return this.#candles.bars.slice(...this.#indicesInSight);
  }

  /** The indices of the first visible bar and of the one after the last. */
  get #indicesInSight() {
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    if (!range) return [0, this.#candles.bars.length];
    return [Math.max(Math.ceil(range.from), 0), Math.max(Math.floor(range.to) + 1, 0)];
  }

  /** Draws the changes. */
  paint() {
    const { bars } = this.#candles;
    this.#empty.hidden = bars.length > 0;
    const areNew = this.#candles.takeChanged();
    if (areNew) {
      this.#sticks.setData(bars.map(stick));
      this.#area.setData(bars.map(point));
      this.#volume.setData(bars.map(bar => this.#column(bar)));
    } else if (bars.length) {
      const last = bars.at(-1);
      this.#sticks.update(stick(last));
      this.#area.update(point(last));
      this.#volume.update(this.#column(last));
    }
    if (this.#fitted && bars.length !== this.#shown) this.#fit(this.#fitted);
    if (bars.length) this.#lines.paint(bars, this.session, areNew);
    this.#paintReadout();
    this.#paintLegend();
  }

  /** The chart as an image in light colours, for print. @returns {HTMLCanvasElement} */
  picture() {
    this.#paintColors('light');
    const picture = this.#chart.takeScreenshot();
    this.#paintColors();
    return picture;
  }

  #column({ time, open, close, volume }) {
    return { time: time / 1000, value: volume, color: faded(close >= open ? this.#colors.up : this.#colors.down, 0.32) };
  }

  /** The opening can trade more than the following hour: outliers are clipped, so that the other columns stay visible. */
  #usualVolume() {
    const volumes = this.barsInSight.map(bar => bar.volume).sort((a, b) => a - b);
    return 1.25 * (volumes[Math.floor(0.95 * (volumes.length - 1))] ?? 0) || 1;
  }

  #paintColors(scheme) {
    const { ink, faint, line, strong, surface, up, down, tone } = (this.#colors = chartColors(this.#box, scheme));
    // With forced colours, hollow candles mark gains and dots the grid lines.
    const hollow = matchMedia('(forced-colors: active)').matches;
    const label = { color: faint, labelBackgroundColor: ink, style: LineStyle.Dotted, width: 1 };
    this.#chart.applyOptions({
      layout: {
        background: { type: ColorType.Solid, color: surface }, textColor: faint,
        panes: { enableResize: false, separatorColor: line, separatorHoverColor: line },
      },
      grid: { vertLines: { visible: false }, horzLines: { color: line, style: hollow ? LineStyle.SparseDotted : LineStyle.Solid } },
      crosshair: { mode: 0, vertLine: label, horzLine: label },
      rightPriceScale: { borderVisible: false, minimumWidth: SCALE },
      timeScale: { borderColor: strong },
    });
    this.#sticks.applyOptions({
      upColor: hollow ? surface : up, downColor: down,
      wickUpColor: up, wickDownColor: down, borderUpColor: up, borderDownColor: down, borderVisible: hollow,
    });
    this.#area.applyOptions({ lineColor: tone, topColor: faded(tone, 0.22), bottomColor: faded(tone, 0) });
    this.#lines.paintColors(this.#colors);
    this.#volume.setData(this.#candles.bars.map(bar => this.#column(bar)));
  }

  /** Arrow keys select a bar, plus and minus zoom. */
  #press(event) {
    const { bars } = this.#candles;
    this.#fitted = 0;
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity }[event.key];
    if (event.key === 'Escape') this.#chart.clearCrosshairPosition();
    else if (event.key === '+' || event.key === '-') this.#zoom(event.key === '+' ? 0.7 : 1 / 0.7);
    else if (step && bars.length && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const at = bars.findIndex(bar => bar.time / 1000 === this.#pointed);
      const next = Math.min(Math.max((at < 0 ? bars.length - 1 - Math.sign(step) : at) + step, 0), bars.length - 1);
      this.#lookAt(next);
    } else return;
    event.preventDefault();
  }

  #lookAt(index) {
    const bar = this.#candles.bars[index];
    const scale = this.#chart.timeScale();
    const { from, to } = scale.getVisibleLogicalRange();
    const shift = index < from ? index - from : index > to ? index - to : 0;
    if (shift) scale.setVisibleLogicalRange({ from: from + shift, to: to + shift });
    this.#chart.setCrosshairPosition(bar.close, bar.time / 1000, this.#style === 'line' ? this.#area : this.#sticks);
    this.#pointed = bar.time / 1000;
    this.#paintReadout();
    this.#box.dispatchEvent(new CustomEvent('read', { detail: this.#readout.words }));
  }

  #zoom(factor) {
    const scale = this.#chart.timeScale();
    const { from, to } = scale.getVisibleLogicalRange();
    const width = Math.max((to - from) * factor, 5);
    scale.setVisibleLogicalRange({ from: to - width, to });
  }

  #paintLegend() {
    this.#legend.show(this.#lines.legend(this.#candles.bars, ...this.#indicesInSight));
  }

  /** Shows the selected bar, or the last one. */
  #paintReadout() {
    const { bars } = this.#candles;
    const at = this.#pointed === null ? -1 : bars.findIndex(bar => bar.time / 1000 === this.#pointed);
    const bar = bars.at(at);
    if (bar) this.#readout.show(bar);
  }
}

const stick = ({ time, open, high, low, close }) => ({ time: time / 1000, open, high, low, close });
const point = ({ time, close }) => ({ time: time / 1000, value: close });
