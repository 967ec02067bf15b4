import { setText } from '../shared/elements.js';
import { formatWhole, formatZonedTime } from '../shared/format.js';
import { StatusPlot } from './status-plot.js';

const decimals = digits => new Intl.NumberFormat(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits });
const one = decimals(1);
const two = decimals(2);
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

function bytes(value) {
  let unit = 0;
  for (; Math.abs(value) >= 1000 && unit < UNITS.length - 1; unit++) value /= 1000;
  return `${unit ? two.format(value) : formatWhole(Math.round(value))} ${UNITS[unit]}`;
}

function duration(seconds) {
  if (seconds < 60) return `${one.format(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Formats by the name in `data-form`, the same as on the server. */
export const FORMS = {
  count: value => formatWhole(Math.round(value)),
  rate: value => one.format(value),
  bytes,
  seconds: duration,
  milliseconds: value => `${two.format(value)} ms`,
  time: formatZonedTime,
};

/** A figure on the page: its element names the property of `/stats`, the format and the warning thresholds. */
export class StatusFigure {
  #element;
  #path;
  #form;
  #isRate;
  #above;
  #below;
  #gauge;
  #plot;
  #last = null;

  constructor(element) {
    const { stat, form, kind, worryAbove, worryBelow } = element.dataset;
    this.#element = element;
    this.#path = stat.split('.');
    this.#form = FORMS[form] ?? String;
    this.#isRate = kind === 'rate';
    this.#above = worryAbove ? Number(worryAbove) : Infinity;
    this.#below = worryBelow ? Number(worryBelow) : -Infinity;
    this.#gauge = element.closest('.gauge');
    if (this.#gauge) this.#plot = new StatusPlot(this.#gauge.querySelector('.gauge-plot'), this.#gauge.querySelector('.gauge-peak'), value => this.#write(value));
  }

  /** @param {object} stats response of `/stats` @param {number} now milliseconds of a monotonic clock */
  show(stats, now) {
    const read = this.#path.reduce((part, name) => part[name], stats);
    const value = this.#isRate ? this.#rate(read, now) : read;
    if (value === null) return;
    this.#element.dataset.value = typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
    setText(this.#element, this.#write(value));
    this.#plot?.add(value);
    this.#gauge?.classList.toggle('is-worry', value > this.#above || value < this.#below);
  }

  /** Replaces the plot. @param {Record<string, number[]>} plots values of each second by figure, oldest first */
  replot(plots) {
    const values = plots[this.#path.join('.')];
    if (values) this.#plot?.replace(values);
  }

  /** Forgets the last reading, so that the next rate does not span a gap. */
  restart() {
    this.#last = null;
  }

  #rate(total, now) {
    const last = this.#last;
    this.#last = { total, now };
    return last && now > last.now ? ((total - last.total) * 1000) / (now - last.now) : null;
  }

  #write(value) {
    return this.#form(value) + (this.#isRate && this.#element.dataset.form === 'bytes' ? '/s' : '');
  }
}
