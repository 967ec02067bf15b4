import { siteUrl } from '../shared/base-url.js';
import { make } from '../shared/elements.js';
import { decimalsOf } from '../shared/format.js';
import { readSetting, saveSetting } from '../shared/local-settings.js';
import { priceText } from './alert-text.js';
import { isMet } from './device-alerts.js';

/** Steps from the price of now, in per cent. */
const STEPS = [-5, -2, -1, 1, 2, 5];

/** What is to be waited for: an instrument, a condition, a threshold. */
export class AlertForm {
  #unit = make('span', {}, 'Price');
  #now = make('output', { className: 'now' });
  #problem = make('p', { className: 'problem' });
  #begun;
  #set;
  #quote = null;
  #chosen = false;

  /**
   * @param {object} does
   * @param {() => void} does.begun is called within the reader's own action, where a browser may be asked for its permission
   * @param {(alert: object) => Promise<void>} does.set
   */
  constructor({ begun, set }) {
    this.#begun = begun;
    this.#set = set;
    this.#problem.setAttribute('role', 'status');
    this.element = this.#build();
  }

  /** What is said below the form. */
  set problem(words) {
    this.#problem.textContent = words;
  }

  /** @param {string} [symbol] the instrument that an alert is to be set for; without it, that of the last time */
  reset(symbol) {
    const { elements } = this.element;
    elements.symbol.value = symbol ?? elements.symbol.value;
    elements.threshold.value = '';
    elements.sound.checked = readSetting('alertSound') === true;
    elements.condition.value = 'above';
    this.#unit.textContent = 'Price';
    this.#chosen = false;
    this.problem = '';
  }

  focus() {
    const { symbol, threshold } = this.element.elements;
    (symbol.value ? threshold : symbol).focus();
    this.#look();
  }

  #build() {
    const condition = (value, words) => make('label', {},
      make('input', { type: 'radio', name: 'condition', value, checked: value === 'above', onchange: () => this.#choose() }),
      make('span', {}, words));
    const step = percent => make('button', { type: 'button', className: 'button step', onclick: () => this.#step(percent) },
      `${percent > 0 ? '+' : '−'}${Math.abs(percent)}%`);
    const symbol = make('input', {
      name: 'symbol', type: 'text', required: true, autocomplete: 'off', autocapitalize: 'characters', spellcheck: false, maxLength: 12,
      onchange: () => this.#look(),
    });
    const threshold = make('input', {
      name: 'threshold', type: 'number', required: true, min: '0.0001', step: 'any', inputMode: 'decimal', oninput: () => this.#weigh(),
    });
    const sound = make('input', {
      name: 'sound', type: 'checkbox', onchange: ({ target }) => saveSetting('alertSound', target.checked || undefined),
    });
    return make('form', { className: 'alert-form', onsubmit: event => this.#submit(event) },
      make('label', { className: 'field' }, make('span', {}, 'Symbol'), symbol),
      make('fieldset', { className: 'segmented' }, make('legend', { className: 'visually-hidden' }, 'Condition'),
        condition('above', 'Rises to'), condition('below', 'Falls to'), condition('percent', 'Moves by %')),
      make('label', { className: 'field' }, this.#unit, threshold),
      make('div', { className: 'steps', role: 'group', ariaLabel: 'From the price of now' }, ...STEPS.map(step), this.#now),
      make('label', { className: 'check' }, sound, make('span', {}, 'Play a sound')),
      make('button', { className: 'button primary' }, 'Set alert'), this.#problem);
  }

  /** What the instrument costs now; whether there is one. */
  async #look() {
    const input = this.element.elements.symbol;
    const symbol = (input.value = input.value.trim().toUpperCase());
    this.#quote = null;
    this.#now.textContent = '';
    input.setCustomValidity('');
    if (!symbol) return;
    const response = await fetch(siteUrl(`quotes/${encodeURIComponent(symbol)}`)).catch(() => null);
    if (symbol !== input.value) return;
    if (response?.status === 404) input.setCustomValidity(`No instrument is called ${symbol}.`);
    if (!response?.ok) return;
    this.#quote = await response.json();
    this.#now.textContent = `${symbol} is at ${priceText(this.#quote.price)}`;
    this.#weigh();
  }

  #step(percent) {
    if (!this.#quote) return;
    const { price } = this.#quote;
    const { condition, threshold } = this.element.elements;
    threshold.value = (price * (1 + percent / 100)).toFixed(decimalsOf(price));
    condition.value = percent > 0 ? 'above' : 'below';
    this.#unit.textContent = 'Price';
    this.#chosen = false;
  }

  /** The reader said what is to be waited for. */
  #choose() {
    const { condition, threshold } = this.element.elements;
    this.#chosen = true;
    const unit = condition.value === 'percent' ? 'Per cent' : 'Price';
    // A price is no number of per cent.
    if (unit !== this.#unit.textContent) threshold.value = '';
    this.#unit.textContent = unit;
  }

  /** A price above that of now is one to rise to, unless the reader said otherwise. */
  #weigh() {
    const { condition, threshold } = this.element.elements;
    if (this.#chosen || !this.#quote || !threshold.value) return;
    condition.value = Number(threshold.value) >= this.#quote.price ? 'above' : 'below';
  }

  async #submit(event) {
    event.preventDefault();
    const { symbol, condition, threshold } = this.element.elements;
    this.#begun();
    if (!this.#quote) await this.#look();
    if (!this.element.reportValidity()) return;
    const alert = {
      symbol: symbol.value, condition: condition.value, threshold: Number(threshold.value), reference: this.#quote?.price ?? 0,
    };
    try {
      await this.#set(alert);
    } catch (error) {
      this.problem = `The alert was not set. ${error.message}`;
      return;
    }
    this.problem = isMet(alert, this.#quote?.price ?? NaN) ? `${alert.symbol} is there already.` : '';
    threshold.value = '';
    threshold.focus();
  }
}
