import { formatChange, formatCompact, formatPercent, formatPrice, formatWhole, heatOf } from '../shared/format.js';

const fixed = (value, decimals) => value.toFixed(decimals);

/** Per `data-format`: the plain number for `data-value`, the displayed text, and the tint, if it has one. */
const FORMATS = {
  price: { raw: fixed, format: formatPrice },
  change: { raw: fixed, format: formatChange },
  percent: { raw: value => value.toFixed(2), format: formatPercent, heat: heatOf },
  count: { raw: String, format: formatWhole },
  compact: { raw: String, format: formatCompact },
  money: { raw: value => value.toFixed(2), format: value => `$${formatCompact(value)}` },
};

/** An element that the server rendered for a field of the quote, with the format that it named. */
export class QuoteField {
  #element;
  #format;
  #value;
  #shown;

  /** @param {HTMLElement} element with `data-field` and `data-format` */
  constructor(element) {
    this.name = element.dataset.field;
    this.#element = element;
    this.#format = FORMATS[element.dataset.format];
  }

  /** All of them in an element. */
  static in(parent) {
    return [...parent.querySelectorAll('[data-format]')].map(element => new QuoteField(element));
  }

  /** Makes the next value be written even if it is the same. */
  reset() {
    this.#value = undefined;
    this.#shown = undefined;
  }

  /**
   * Writes a value if it differs from the last one.
   * @param {number} value
   * @param {number} decimals
   * @param {boolean} [shown] false writes only `data-value`: the text is the expensive part, and can wait until it is in view
   */
  write(value, decimals, shown = true) {
    const { raw, format, heat } = this.#format;
    const { dataset, firstChild } = this.#element;
    if (value !== this.#value) {
      this.#value = value;
      dataset.value = raw(value, decimals);
    }
    if (!shown || value === this.#shown) return;
    this.#shown = value;
    // Changing the text node is cheaper than replacing it.
    if (firstChild) firstChild.data = format(value, decimals);
    else this.#element.textContent = format(value, decimals);
    if (heat) dataset.heat = heat(value);
  }
}
