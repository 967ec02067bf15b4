import { setText } from '../shared/elements.js';

const SAMPLES = 120;
const HEIGHT = 100;

/** Height of the peak, as a share of the plot. */
const CEILING = 0.94;

/** A sparkline of the last two minutes, from zero up, with its peak as text. It begins with the values that the server rendered. */
export class StatusPlot {
  #area;
  #line;
  #peak;
  #write;
  #values = [];

  /**
   * @param {SVGElement} svg contains a polygon and a polyline @param {HTMLElement} peak @param {(value: number) => string} write
   */
  constructor(svg, peak, write) {
    [this.#area, this.#line] = svg.children;
    this.#peak = peak;
    this.#write = write;
    this.replace(svg.dataset.values.split(' ').filter(Boolean).map(Number));
  }

  /** Replaces all values. @param {number[]} values one per second, oldest first */
  replace(values) {
    this.#values = values.slice(-SAMPLES);
    if (values.length) this.#paint();
  }

  /** Adds the value of another second. */
  add(value) {
    this.#values.push(value);
    if (this.#values.length > SAMPLES) this.#values.shift();
    this.#paint();
  }

  #paint() {
    const peak = Math.max(...this.#values);
    const first = SAMPLES - this.#values.length;
    const points = this.#values.map((v, i) => `${first + i},${(HEIGHT * (1 - (peak > 0 ? (CEILING * v) / peak : 0))).toFixed(1)}`).join(' ');
    this.#line.setAttribute('points', points);
    this.#area.setAttribute('points', `${first},${HEIGHT} ${points} ${SAMPLES - 1},${HEIGHT}`);
    setText(this.#peak, `peak ${this.#write(peak)}`);
  }
}
