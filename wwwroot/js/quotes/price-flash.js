const DURATION = 500;

/** Flashes elements whose price changed, with the class `up` or `down` for half a second. All share one timer. */
export class PriceFlash {
  #until = new Map();
  #timer = 0;

  /** @param {HTMLElement} element @param {'up' | 'down'} direction */
  mark(element, direction) {
    element.classList.remove(direction === 'up' ? 'down' : 'up');
    element.classList.add(direction);
    // The colour outlives the class, while the tint fades.
    if (element.dataset.moved !== direction) element.dataset.moved = direction;
    // Reinsertion keeps the map in order of expiry.
    this.#until.delete(element);
    this.#until.set(element, performance.now() + DURATION);
    this.#timer ||= setTimeout(() => this.#sweep(), DURATION);
  }

  /** Ends the flash of an element that now shows another instrument. */
  clear(element) {
    if (this.#until.delete(element)) element.classList.remove('up', 'down');
  }

  #sweep() {
    const now = performance.now();
    this.#timer = 0;
    for (const [element, until] of this.#until) {
      if (until > now) {
        this.#timer = setTimeout(() => this.#sweep(), until - now);
        return;
      }
      this.#until.delete(element);
      element.classList.remove('up', 'down');
    }
  }
}
