import { formatAmount, formatChange, formatCompact, formatCount, formatMoney, formatPercent, formatPrice, heatOf, plainNumber } from '../shared/format.js';

const fixed = (value, decimals) => value.toFixed(decimals);

/** Per `data-format`: the plain number for `data-value`, the displayed text, and the tint, if it has one. */
const FORMATS = {
  price: { raw: fixed, format: formatPrice },
  change: { raw: fixed, format: formatChange },
  percent: { raw: value => value.toFixed(2), format: formatPercent, heat: heatOf },
  count: { raw: plainNumber, format: formatCount },
  compact: { raw: plainNumber, format: formatCompact },
  amount: { raw: value => value.toFixed(2), format: (value, decimals, currency) => formatAmount(value, currency) },
  profit: { raw: value => value.toFixed(2), format: value => formatChange(value, 2) },
  money: { raw: value => value.toFixed(2), format: (value, decimals, currency) => formatMoney(value, currency) },
};

/** An element that the server rendered for a field of the quote, with the format that it named. */
export class QuoteField {
  #element;
  #format;
  #value = null;
  #shown = null;

  /** @param {HTMLElement} element with `data-field` and `data-format` */
  constructor(element) {
    this.name = element.dataset.field;
    this.#element = element;
    this.#format = FORMATS[element.dataset.format];
    if (element.dataset.value) this.#value = Number(element.dataset.value);
  }

  /** All of them in an element. */
  static in(parent) {
    return [...parent.querySelectorAll('[data-format]')].map(element => new QuoteField(element));
  }

  /** Makes the next value be written even if it is the same. */
  reset() {
    this.#value = null;
    this.#shown = null;
  }

  /**
   * Writes a value if it differs from the last one.
   * @param {number | undefined} value undefined if it is not known
   * @param {number} decimals
   * @param {boolean} [shown] false writes only `data-value`: the text is the expensive part, and can wait until it is in view
   * @param {string} [currency] of amounts of money, if it is not the dollar
   */
  write(value, decimals, shown = true, currency) {
    const { raw, format, heat } = this.#format;
    const { dataset, firstChild } = this.#element;
    if (value !== this.#value) {
      this.#value = value;
      if (value === undefined) delete dataset.value;
      else dataset.value = raw(value, decimals);
    }
    if (!shown || value === this.#shown) return;
    this.#shown = value;
    const text = format(value, decimals, currency);
    // Changing the text node is cheaper than replacing it.
    if (firstChild) firstChild.data = text;
    else this.#element.textContent = text;
    if (heat) dataset.heat = heat(value);
  }
}
