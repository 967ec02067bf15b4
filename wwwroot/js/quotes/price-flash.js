/** How long an element has the class, in milliseconds. */
const DURATION = 500;

/** Steps in which the tint then fades, and the time of each, in milliseconds. */
const STEPS = 3;
const STEP = 100;

/** A step is taken this much early, or late, to share a frame with the next prices, in milliseconds. */
const EARLY = 25;
const LATE = 40;

/**
 * Flashes elements whose price changed: the class `up` or `down` for half a second and, where it can be seen, `data-tint`, which
 * goes on as `up-3`, `up-2`, `up-1`. A CSS transition would draw sixty frames a second for as long as anything fades, which in a
 * busy market is always; these steps are taken in frames that are painted anyway, and by one timer if none is.
 */
export class PriceFlash {
  #flashes = new Map();
  #timer = 0;

  /**
   * @param {HTMLElement} element
   * @param {'up' | 'down'} direction
   * @param {boolean} [tinted] whether the element is in view
   */
  mark(element, direction, tinted = true) {
    element.classList.remove(direction === 'up' ? 'down' : 'up');
    element.classList.add(direction);
    if (tinted) element.dataset.tint = direction;
    // Reinsertion keeps the map in order of age.
    this.#flashes.delete(element);
    this.#flashes.set(element, { direction, since: performance.now(), level: 0 });
    this.#timer ||= setTimeout(() => this.#wake(), DURATION + LATE);
  }

  /** Takes the steps that are due. Call in frames that are painted anyway. */
  step() {
    if (!this.#flashes.size) return;
    const now = performance.now();
    let due = Infinity;
    for (const [element, flash] of this.#flashes) {
      const level = Math.floor((now + EARLY - flash.since - DURATION) / STEP) + 1;
      if (level > flash.level) this.#fade(element, flash, level);
      if (flash.level <= STEPS) due = Math.min(due, flash.since + DURATION + flash.level * STEP);
    }
    clearTimeout(this.#timer);
    this.#timer = this.#flashes.size ? setTimeout(() => this.#wake(), due - now + LATE) : 0;
  }

  /** Ends the flash of an element that now shows another instrument. */
  clear(element) {
    if (this.#flashes.has(element)) this.#end(element);
  }

  #fade(element, flash, level) {
    if (flash.level === 0) element.classList.remove('up', 'down');
    flash.level = level;
    if (level > STEPS) return this.#end(element);
    if (element.dataset.tint) element.dataset.tint = `${flash.direction}-${STEPS + 1 - level}`;
  }

  #end(element) {
    this.#flashes.delete(element);
    element.classList.remove('up', 'down');
    delete element.dataset.tint;
  }

  #wake() {
    this.#timer = 0;
    this.step();
  }
}
