import { formatChange, formatCompact, formatPercent, formatPrice, formatQuantity, formatWhole, heatOf } from '../shared/format.js';

const fixed = (value, decimals) => value.toFixed(decimals);

/** Per `data-format`: the plain number for `data-value`, the displayed text, and the tint, if it has one. */
const FORMATS = {
  price: { raw: fixed, format: formatPrice },
  change: { raw: fixed, format: formatChange },
  percent: { raw: value => value.toFixed(2), format: formatPercent, heat: heatOf },
  count: { raw: String, format: formatWhole },
  compact: { raw: String, format: formatCompact },
  quantity: { raw: String, format: formatQuantity },
  amount: { raw: value => value.toFixed(2), format: value => formatPrice(value, 2) },
  profit: { raw: value => value.toFixed(2), format: value => formatChange(value, 2) },
  money: { raw: value => value.toFixed(2), format: value => `$${formatCompact(value)}` },
};

/** An element that the server rendered for a field of the quote, with the format that it named. */
export class QuoteField {
  #element;
  #format;
  #value;

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
  }

  /** Writes a value if it differs from the last one. */
  write(value, decimals) {
    if (value === this.#value) return;
    this.#value = value;
    const { raw, format, heat } = this.#format;
    const { dataset, firstChild } = this.#element;
    dataset.value = raw(value, decimals);
    // Changing the text node is cheaper than replacing it.
    if (firstChild) firstChild.data = format(value, decimals);
    else this.#element.textContent = format(value, decimals);
    if (heat) dataset.heat = heat(value);
  }
}
