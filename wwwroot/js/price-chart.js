import { formatCompact, formatPrice, formatTime } from './format.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 1000;
const HEIGHT = 300;
const STEPS = 4;
const MAX_CANDLES = 300;

/** Share of the height that the volume bars take, at the foot. */
const VOLUME = 0.16;

/** Milliseconds of a candle, by the interval's name in the API. */
const LENGTHS = { '1s': 1000, '5s': 5000, '1m': 60_000 };

/** A bottom and a step, a round number each, such that four steps just hold all prices. As on the server. */
export function axis(low, high, tick) {
  // Counted in ticks, where all numbers are whole.
  const lowest = Math.round(low / tick);
  const highest = Math.round(high / tick);
  for (let power = 1; ; power *= 10) {
    for (const factor of [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8]) {
      const step = power * factor;
      const bottom = Math.floor(lowest / step) * step;
      if (Number.isInteger(step) && bottom + STEPS * step >= highest) return { bottom: bottom * tick, step: step * tick };
    }
  }
}

/** The chart of one instrument: a line or candlesticks over volume bars, and a readout of the candle under the pointer. */
export class PriceChart {
  #decimals;
  #candles = [];
  #length = LENGTHS['1s'];
  #lastVolume = null;
  #prices;
  #times;
  #empty;
  #area;
  #line;
  #paths = {};
  #tag;
  #readout;
  #plot;
  #pointed = null;
  #range = { begin: 0, end: 1, bottom: 0, height: 1 };

  /** `line` or `candles`. */
  style = 'line';

  constructor(element) {
    this.#decimals = Number(element.dataset.decimals);
    this.#plot = element.querySelector('.plot');
    this.#prices = [...element.querySelectorAll('.prices li')];
    this.#times = element.querySelector('.times');
    this.#empty = element.querySelector('.chart-empty');
    const svg = element.querySelector('.lines');
    [this.#area, this.#line] = svg.children;
    for (const name of ['volume', 'wick-up', 'wick-down', 'body-up', 'body-down', 'last-line', 'cross-line']) {
      const path = document.createElementNS(SVG, 'path');
      path.setAttribute('class', name);
      this.#paths[name] = path;
      if (name === 'volume') svg.prepend(path);
      else svg.append(path);
    }
    this.#tag = document.createElement('p');
    this.#tag.className = 'price-tag';
    this.#tag.setAttribute('aria-hidden', 'true');
    this.#tag.hidden = true;
    this.#plot.append(this.#tag);
    this.#readout = element.querySelector('.readout');
    this.#plot.addEventListener('pointermove', event => this.#point(event));
    this.#plot.addEventListener('pointerleave', () => this.#point(null));
  }

  /** Shows these candles of `interval` (`1s`, `5s` or `1m`), oldest first. */
  set(candles, interval) {
    this.#candles = candles.slice(-MAX_CANDLES);
    this.#length = LENGTHS[interval];
  }

  /** Takes a quote into the candle of its time. */
  add({ time, price, volume }) {
    const traded = this.#lastVolume === null ? 0 : Math.max(0, volume - this.#lastVolume);
    this.#lastVolume = volume;
    const begin = Math.floor(time / this.#length) * this.#length;
    const last = this.#candles.at(-1);
    if (last && begin < last.time) return;
    if (last?.time === begin) {
      last.close = price;
      last.high = Math.max(last.high, price);
      last.low = Math.min(last.low, price);
      last.volume += traded;
      return;
    }
    this.#candles.push({ time: begin, open: price, high: price, low: price, close: price, volume: traded });
    if (this.#candles.length > MAX_CANDLES) this.#candles.shift();
  }

  paint() {
    const candles = this.#candles;
    if (candles.length < 2) return;
    this.#empty.hidden = true;
    const sticks = this.style === 'candles';
    const low = Math.min(...candles.map(candle => (sticks ? candle.low : candle.close)));
    const high = Math.max(...candles.map(candle => (sticks ? candle.high : candle.close)));
    const { bottom, step } = axis(low, high, 10 ** -this.#decimals);
    const edge = sticks ? this.#length * 0.6 : 0;
    this.#range = { begin: candles[0].time - edge, end: candles.at(-1).time + edge, bottom, height: STEPS * step };
    this.#prices.forEach((label, i) => write(label, formatPrice(bottom + (STEPS - i) * step, this.#decimals)));
    this.#paintTimes();
    this.#paintVolume();
    if (sticks) this.#paintSticks();
    else this.#paintLine();
    this.#paintLast();
    this.#paintReadout();
  }

  #x(time) {
    const { begin, end } = this.#range;
    return (WIDTH * (time - begin)) / (end - begin);
  }

  #y(price) {
    const { bottom, height } = this.#range;
    return HEIGHT * (1 - (price - bottom) / height);
  }

  #paintLine() {
    const points = this.#candles
      .map(({ time, close }) => `${this.#x(time).toFixed(1)},${this.#y(close).toFixed(1)}`)
      .join(' ');
    this.#line.setAttribute('points', points);
    this.#area.setAttribute('points', `0,${HEIGHT} ${points} ${WIDTH},${HEIGHT}`);
    for (const name of ['wick-up', 'wick-down', 'body-up', 'body-down']) this.#paths[name].setAttribute('d', '');
  }

  #paintSticks() {
    const shapes = { 'wick-up': '', 'wick-down': '', 'body-up': '', 'body-down': '' };
    const half = this.#barWidth / 2;
    for (const { time, open, high, low, close } of this.#candles) {
      const way = close >= open ? 'up' : 'down';
      const x = this.#x(time);
      const top = this.#y(Math.max(open, close));
      const height = Math.max(this.#y(Math.min(open, close)) - top, 0.8);
      shapes[`wick-${way}`] += `M${x.toFixed(1)} ${this.#y(high).toFixed(1)}V${this.#y(low).toFixed(1)}`;
      shapes[`body-${way}`] += `M${(x - half).toFixed(1)} ${top.toFixed(1)}`
        + `h${(2 * half).toFixed(1)}v${height.toFixed(1)}h${(-2 * half).toFixed(1)}z`;
    }
    for (const name in shapes) this.#paths[name].setAttribute('d', shapes[name]);
    this.#line.setAttribute('points', '');
    this.#area.setAttribute('points', '');
  }

  #paintVolume() {
    // The opening may trade more than the hour after it: bars beyond the usual are cut, so that the others can be seen.
    const volumes = this.#candles.map(candle => candle.volume).sort((a, b) => a - b);
    const most = Math.max(1.25 * volumes[Math.floor(0.95 * (volumes.length - 1))], 1);
    const width = this.#barWidth;
    this.#paths.volume.setAttribute('d', this.#candles.map(({ time, volume }) => {
      const height = HEIGHT * VOLUME * Math.min(volume / most, 1);
      const left = this.#x(time) - width / 2;
      return `M${left.toFixed(1)} ${HEIGHT}v${(-height).toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}z`;
    }).join(''));
  }

  get #barWidth() {
    const { begin, end } = this.#range;
    return Math.min((WIDTH * this.#length * 0.7) / (end - begin), 40);
  }

  #paintTimes() {
    const { begin, end } = this.#range;
    while (this.#times.children.length <= STEPS) {
      const item = document.createElement('li');
      item.append(document.createElement('time'));
      this.#times.append(item);
    }
    [...this.#times.children].forEach((item, i) => {
      const time = begin + ((end - begin) * i) / STEPS;
      const label = item.firstElementChild;
      label.dateTime = new Date(time).toISOString();
      write(label, formatTime(time));
    });
  }

  #paintLast() {
    const { close } = this.#candles.at(-1);
    const y = this.#y(close);
    this.#paths['last-line'].setAttribute('d', `M0 ${y.toFixed(1)}H${WIDTH}`);
    this.#tag.hidden = false;
    this.#tag.style.top = `${((100 * y) / HEIGHT).toFixed(2)}%`;
    write(this.#tag, formatPrice(close, this.#decimals));
  }

  #point(event) {
    if (event) {
      const { left, width } = this.#plot.getBoundingClientRect();
      this.#pointed = (event.clientX - left) / width;
    } else {
      this.#pointed = null;
    }
    if (this.#candles.length > 1) this.#paintReadout();
  }

  #paintReadout() {
    const { begin, end } = this.#range;
    const at = this.#pointed === null ? end : begin + this.#pointed * (end - begin);
    const nearer = (one, other) => (Math.abs(other.time - at) < Math.abs(one.time - at) ? other : one);
    const candle = this.#candles.reduce(nearer);
    const price = value => formatPrice(value, this.#decimals);
    write(this.#readout, `${formatTime(candle.time)}  O ${price(candle.open)}  H ${price(candle.high)}  `
      + `L ${price(candle.low)}  C ${price(candle.close)}  V ${formatCompact(candle.volume)}`);
    this.#paths['cross-line'].setAttribute('d', this.#pointed === null ? '' : `M${this.#x(candle.time).toFixed(1)} 0V${HEIGHT}`);
  }
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
