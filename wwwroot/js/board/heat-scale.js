/** Ends of the scale, in percent. */
const ENDS = [3, 6, 15, 30, 60];

/** The shares of all changes beyond an end at which the scale is too short, and below which a shorter one would do. */
const MANY = 1 / 4;
const FEW = 1 / 10;

/** The changes that the colours of the heat map stand for. It grows with the market's moves, so that a crash has shades too. */
export class HeatScale {
  #index = 0;

  /** The change that has the strongest colour, in percent. */
  get end() {
    return ENDS[this.#index];
  }

  /**
   * Fits the scale to changes.
   * @param {number[]} changes in percent
   * @returns {boolean} whether it is another scale now
   */
  fit(changes) {
    const before = this.#index;
    const beyond = index => changes.filter(change => Math.abs(change) >= ENDS[index]).length / changes.length;
    while (this.#index < ENDS.length - 1 && beyond(this.#index) > MANY) this.#index++;
    while (this.#index > 0 && beyond(this.#index - 1) < FEW) this.#index--;
    return this.#index !== before;
  }
}
