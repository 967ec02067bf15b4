import { setText } from '../shared/elements.js';

const SAMPLES = 120;
const HEIGHT = 100;

/** Share of the height that the highest value takes. */
const CEILING = 0.94;

/** A small line of the newest two minutes, from zero up, and the highest value in it in words. */
export class StatusPlot {
  #area;
  #line;
  #peak;
  #write;
  #values = [];

  /** @param {SVGElement} svg holds a polygon and a polyline @param {HTMLElement} peak @param {(value: number) => string} write */
  constructor(svg, peak, write) {
    [this.#area, this.#line] = svg.children;
    this.#peak = peak;
    this.#write = write;
  }

  /** One more second. */
  add(value) {
    this.#values.push(value);
    if (this.#values.length > SAMPLES) this.#values.shift();
    const peak = Math.max(...this.#values);
    const first = SAMPLES - this.#values.length;
    const points = this.#values.map((v, i) => `${first + i},${(HEIGHT * (1 - (peak > 0 ? (CEILING * v) / peak : 0))).toFixed(1)}`).join(' ');
    this.#line.setAttribute('points', points);
    this.#area.setAttribute('points', `${first},${HEIGHT} ${points} ${SAMPLES - 1},${HEIGHT}`);
    setText(this.#peak, `peak ${this.#write(peak)}`);
  }
}
