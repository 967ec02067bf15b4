import { setText } from '../shared/elements.js';
import { formatAge, formatMilliseconds, formatZonedTime } from '../shared/format.js';

/** As many of the newest prices' delays say what is usual. */
const SAMPLES = 21;

/** An age that a page which follows the market should not show, in milliseconds. */
const OLD = 10_000;

/**
 * How old the prices are, which is not the same as whether the connection stands: the time of the newest tick, its age by the
 * server's clock, and how long ticks take to this page. A market whose clock is cranked by hand has no age.
 */
export class Freshness {
  #root = document.documentElement;
  #time;
  #age;
  #latency;
  #clock;
  #lastTick;
  #isNew = false;
  #delays = [];

  constructor(section, clock) {
    [this.#time, this.#age, this.#latency] = ['updated', 'age', 'latency'].map(id => section.querySelector(`#${id}`));
    this.#clock = clock;
    this.#lastTick = Date.parse(this.#time.dateTime);
    if (this.#root.dataset.clock !== 'manual') setInterval(() => this.#paintAge(), 1000);
  }

  /** A tick of this time has come. */
  hear(time, isUpdate) {
    this.#lastTick = time;
    this.#isNew = isUpdate;
  }

  /** Writes the time of the newest tick, which is on the screen with this frame. */
  paint() {
    if (this.#isNew) this.#measure();
    const words = formatZonedTime(this.#lastTick);
    if (this.#time.textContent === words) return;
    this.#time.textContent = words;
    this.#time.dateTime = new Date(this.#lastTick).toISOString();
  }

  #measure() {
    this.#isNew = false;
    const delay = this.#clock.now - this.#lastTick;
    // What is sent again after a loss was late for another reason.
    if (!(delay < OLD)) return;
    this.#delays.push(Math.max(delay, 0));
    if (this.#delays.length > SAMPLES) this.#delays.shift();
  }

  #paintAge() {
    const age = this.#clock.now - this.#lastTick;
    if (Number.isNaN(age)) return;
    setText(this.#age, `${formatAge(Math.max(age, 0))} old`);
    this.#age.classList.toggle('is-old', age > OLD);
    const live = this.#root.dataset.connection === 'live' && this.#delays.length > 0;
    const usual = this.#delays.toSorted((a, b) => a - b)[this.#delays.length >> 1];
    setText(this.#latency, live ? formatMilliseconds(usual) : '');
  }
}
