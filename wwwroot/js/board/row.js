import { QuoteField } from '../quotes/quote-fields.js';
import { siteUrl } from '../shared/base-url.js';
import { toneOf } from '../shared/format.js';

/** Minimum time between redraws of a row's sparkline, in milliseconds. */
const TREND_INTERVAL = 1000;

/** A table row and the instrument it currently shows. */
export class Row {
  #fields;
  #price;
  #tone = '';
  #isInView = true;
  #position = NaN;
  #trendDrawn = -Infinity;
  #bell;
  #link;
  #symbolText;
  #nameText;
  #currencyText;
  #tag;
  #trend;
  #marker;

  /** @param {HTMLTableRowElement} element rendered by the server, or a copy of the template */
  constructor(element) {
    this.element = element;
    this.star = element.querySelector('.star button');
    this.#bell = element.querySelector('.row-alert');
    this.#link = element.querySelector('th a');
    this.#symbolText = element.querySelector('.symbol');
    this.#nameText = element.querySelector('.company');
    this.#currencyText = element.querySelector('.currency');
    this.#tag = element.querySelector('.tag');
    this.#trend = element.querySelector('.trend svg');
    this.#marker = element.querySelector('.range line');
    this.#fields = QuoteField.in(element);
    this.symbol = element.dataset.symbol ?? '';
    this.#tone = ['gain', 'loss', 'flat'].find(tone => element.classList.contains(tone)) ?? '';
  }

  /** Assigns another instrument. */
  bind(quote) {
    this.symbol = quote.symbol;
    this.element.dataset.symbol = quote.symbol;
    this.star.setAttribute('aria-label', `Watch ${quote.symbol}`);
    this.#bell.setAttribute('aria-label', `Set an alert for ${quote.symbol}`);
    this.#link.href = siteUrl(`stocks/${encodeURIComponent(quote.symbol)}`);
    this.#symbolText.textContent = quote.symbol;
    this.#nameText.textContent = quote.name;
    this.#currencyText.textContent = quote.currency ?? '';
    this.element.classList.toggle('fine', quote.decimals > 2);
    this.element.classList.remove('is-stale');
    this.#price = undefined;
    for (const field of this.#fields) field.reset();
    this.#trendDrawn = -Infinity;
  }

  /** Whether the row can be seen, true until it is known. Out of view, `paint` leaves out what only the eye notices. */
  get isInView() {
    return this.#isInView;
  }

  set isInView(value) {
    if (value === this.#isInView) return;
    this.#isInView = value;
    this.element.classList.toggle('is-out-of-view', !value);
  }

  /**
   * Writes the changed fields.
   * @param {object} quote
   * @param {PriceTrail} trail
   * @param {number} now
   * @param {boolean} [shown] whether text and drawings are written, too
   * @returns {'up' | 'down' | null} direction of the price change
   */
  paint(quote, trail, now, shown = this.isInView) {
    const { decimals } = quote;
    const before = this.#price;
    this.#price = quote.price;
    for (const field of this.#fields) field.write(quote[field.name], decimals, shown);
    this.#paintTone(toneOf(quote.change));
    if (shown) this.#paintPosition(quote);
    if (shown && now - this.#trendDrawn >= TREND_INTERVAL) {
      this.#trendDrawn = now;
      trail.draw(this.#trend, quote.change);
    }
    return quote.price > before ? 'up' : quote.price < before ? 'down' : null;
  }

  /** Focuses the row's link. */
  focus() {
    this.#link.focus({ preventScroll: true });
    this.element.scrollIntoView({ block: 'nearest' });
  }

  paintStar(watched) {
    this.star.setAttribute('aria-pressed', watched);
  }

  paintHalt(halted) {
    this.#tag.hidden = !halted;
    this.element.classList.toggle('is-halted', halted);
  }

  #paintTone(tone) {
    if (tone === this.#tone) return;
    if (this.#tone) this.element.classList.remove(this.#tone);
    this.element.classList.add(tone);
    this.#tone = tone;
  }

  #paintPosition({ price, low, high }) {
    const position = price === undefined ? null : high > low ? Math.round((100 * (price - low)) / (high - low)) : 50;
    if (position === this.#position) return;
    if (position === null || !(this.#position >= 0)) this.#marker.setAttribute('visibility', position === null ? 'hidden' : 'visible');
    this.#position = position;
    if (position === null) return;
    this.#marker.setAttribute('x1', position);
    this.#marker.setAttribute('x2', position);
  }
}
