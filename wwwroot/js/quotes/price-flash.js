/** How long an element has the class, in milliseconds. */
const DURATION = 500;

/** How long the tint is then faint, in milliseconds. */
const FADE = 200;

/** A step is taken this much early, or late, to share a frame with the next prices, in milliseconds. */
const EARLY = 25;
const LATE = 40;

/**
 * Flashes elements whose price changed: the class `up` or `down` for half a second and, where it can be seen, `data-tint`, which
 * goes on as `up-faint`. A CSS transition would draw sixty frames a second for as long as anything fades, which in a busy market is
 * always; these steps are taken in frames that are painted anyway, and by one timer if none is.
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
    else delete element.dataset.tint;
    // Reinsertion keeps the map in order of age.
    this.#flashes.delete(element);
    this.#flashes.set(element, { direction, due: performance.now() + DURATION, isFaint: false });
    this.#timer ||= setTimeout(() => this.#wake(), DURATION + LATE);
  }

  /** Takes the steps that are due. Call in frames that are painted anyway. */
  step() {
    if (!this.#flashes.size) return;
    const now = performance.now();
    let due = Infinity;
    for (const [element, flash] of this.#flashes) {
      if (flash.due <= now + EARLY) this.#fade(element, flash);
      if (this.#flashes.has(element)) due = Math.min(due, flash.due);
    }
    clearTimeout(this.#timer);
    this.#timer = this.#flashes.size ? setTimeout(() => this.#wake(), due - now + LATE) : 0;
  }

  /** Ends the flash of an element that now shows another instrument. */
  clear(element) {
    if (this.#flashes.has(element)) this.#end(element);
  }

  #fade(element, flash) {
    if (flash.isFaint || !element.dataset.tint) return this.#end(element);
    element.classList.remove('up', 'down');
    element.dataset.tint = `${flash.direction}-faint`;
    flash.isFaint = true;
    flash.due += FADE;
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
