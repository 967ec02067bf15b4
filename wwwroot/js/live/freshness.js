import { setText } from '../shared/elements.js';
import { formatAge, formatMilliseconds, formatZonedTime } from '../shared/format.js';

/** Number of recent delays whose median is shown. */
const SAMPLES = 21;

/** Older prices are highlighted, in milliseconds. */
const MAX_AGE = 10_000;

/**
 * How old the prices are, which differs from whether the connection is up: the time of the newest tick, its age by the
 * server's clock, and the usual delay from a tick to this page. With a manual market clock there is no age.
 */
export class Freshness {
  #root = document.documentElement;
  #time;
  #age;
  #latency;
  #clock;
  #lastTick;
  #isNew = false;
  #second = 0;
  #delays = [];

  constructor(section, clock) {
    [this.#time, this.#age, this.#latency] = ['updated', 'age', 'latency'].map(id => section.querySelector(`#${id}`));
    this.#clock = clock;
    this.#lastTick = Date.parse(this.#time.dateTime);
    if (this.#root.dataset.clock !== 'manual') setInterval(() => this.#paintAge(), 1000);
  }

  /** Records the time of the newest tick. */
  record(time, isUpdate) {
    this.#lastTick = time;
    this.#isNew = isUpdate;
  }

  /** Shows the time of the newest tick, which is painted in the same frame. */
  paint() {
    if (this.#isNew) this.#measure();
    const second = Math.floor(this.#lastTick / 1000);
    if (second === this.#second) return;
    this.#second = second;
    setText(this.#time, formatZonedTime(this.#lastTick));
    this.#time.dateTime = new Date(this.#lastTick).toISOString();
  }

  #measure() {
    this.#isNew = false;
    const delay = this.#clock.now - this.#lastTick;
    // A replay after a loss is late for another reason.
    if (!(delay < MAX_AGE)) return;
    this.#delays.push(Math.max(delay, 0));
    if (this.#delays.length > SAMPLES) this.#delays.shift();
  }

  #paintAge() {
    const age = this.#clock.now - this.#lastTick;
    if (Number.isNaN(age)) return;
    setText(this.#age, `${formatAge(Math.max(age, 0))} old`);
    this.#age.classList.toggle('is-old', age > MAX_AGE);
    const live = this.#root.dataset.connection === 'live' && this.#delays.length > 0;
    const usual = this.#delays.toSorted((a, b) => a - b)[this.#delays.length >> 1];
    setText(this.#latency, live ? formatMilliseconds(usual) : '');
  }
}
