import { siteUrl } from '../shared/base-url.js';
import { make } from '../shared/elements.js';
import { decimalsOf, formatPrice } from '../shared/format.js';
import { readSetting, saveSetting } from '../shared/local-settings.js';
import { isMet } from './device-alerts.js';

/** Offsets from the current price, in percent. */
const STEPS = [-5, -2, -1, 1, 2, 5];

/** The form for a new alert: instrument, condition and threshold. */
export class AlertForm {
  #unit = make('span', {}, 'Price');
  #current = make('output', { className: 'now' });
  #problem = make('p', { className: 'problem' });
  #begun;
  #set;
  #quote = null;
  #isPicked = false;

  /**
   * @param {object} handlers
   * @param {() => void} handlers.begun called during the user gesture, as permission prompts require
   * @param {(alert: object) => Promise<void>} handlers.set
   */
  constructor({ begun, set }) {
    this.#begun = begun;
    this.#set = set;
    this.#problem.setAttribute('role', 'status');
    this.element = this.#build();
  }

  /** The message below the form. */
  set problem(words) {
    this.#problem.textContent = words;
  }

  /** @param {string} [symbol] preselected instrument; by default the previous one */
  reset(symbol) {
    const { elements } = this.element;
    elements.symbol.value = symbol ?? elements.symbol.value;
    elements.threshold.value = '';
    elements.sound.checked = readSetting('alertSound') === true;
    elements.condition.value = 'above';
    this.#unit.textContent = 'Price';
    this.#isPicked = false;
    this.problem = '';
  }

  focus() {
    const { symbol, threshold } = this.element.elements;
    (symbol.value ? threshold : symbol).focus();
    this.#fetchQuote();
  }

  #build() {
    const condition = (value, words) => make('label', {},
      make('input', { type: 'radio', name: 'condition', value, checked: value === 'above', onchange: () => this.#pickCondition() }),
      make('span', {}, words));
    const step = percent => make('button', { type: 'button', className: 'button step', onclick: () => this.#step(percent) },
      `${percent > 0 ? '+' : '−'}${Math.abs(percent)}%`);
    const symbol = make('input', {
      name: 'symbol', type: 'text', required: true, autocomplete: 'off', autocapitalize: 'characters', spellcheck: false, maxLength: 32,
      onchange: () => this.#fetchQuote(),
    });
    const threshold = make('input', {
      name: 'threshold', type: 'number', required: true, step: 'any', inputMode: 'decimal', oninput: () => this.#suggestCondition(),
    });
    const sound = make('input', {
      name: 'sound', type: 'checkbox', onchange: ({ target }) => saveSetting('alertSound', target.checked || undefined),
    });
    return make('form', { className: 'alert-form', onsubmit: event => this.#submit(event) },
      make('label', { className: 'field' }, make('span', {}, 'Symbol'), symbol),
      make('fieldset', { className: 'segmented' }, make('legend', { className: 'visually-hidden' }, 'Condition'),
        condition('above', 'Rises to'), condition('below', 'Falls to'), condition('percent', 'Moves by %')),
      make('label', { className: 'field' }, this.#unit, threshold),
      make('div', { className: 'steps', role: 'group', ariaLabel: 'Relative to the current price' }, ...STEPS.map(step), this.#current),
      make('label', { className: 'check' }, sound, make('span', {}, 'Play a sound')),
      make('button', { className: 'button primary' }, 'Set alert'), this.#problem);
  }

  /** Fetches the current quote, and reports an unknown symbol. */
  async #fetchQuote() {
    const input = this.element.elements.symbol;
    const symbol = (input.value = input.value.trim());
    this.#quote = null;
    this.#current.textContent = '';
    input.setCustomValidity('');
    if (!symbol) return;
    const response = await fetch(siteUrl(`quotes/${encodeURIComponent(symbol)}`)).catch(() => null);
    if (symbol !== input.value) return;
    if (response?.status === 404) input.setCustomValidity(`No instrument is called ${symbol}.`);
    if (!response?.ok) return;
    const quote = await response.json();
    // Another symbol may have been typed in the meantime.
    if (symbol !== input.value) return;
    this.#quote = quote;
    // The server ignores case and answers with the market's.
    input.value = this.#quote.symbol;
    this.#current.textContent = `${input.value} is at ${formatPrice(this.#quote.price, decimalsOf(this.#quote))}${currencyOf(this.#quote)}`;
    this.#suggestCondition();
  }

  #step(percent) {
    if (this.#quote?.price === undefined) return;
    const { price } = this.#quote;
    const { condition, threshold } = this.element.elements;
    threshold.value = (price + (Math.abs(price) * percent) / 100).toFixed(decimalsOf(this.#quote));
    condition.value = percent > 0 ? 'above' : 'below';
    this.#unit.textContent = 'Price';
    this.#isPicked = false;
  }

  /** The user picked a condition. */
  #pickCondition() {
    const { condition, threshold } = this.element.elements;
    this.#isPicked = true;
    const unit = condition.value === 'percent' ? 'Per cent' : 'Price';
    // A price makes no sense as a percentage.
    if (unit !== this.#unit.textContent) threshold.value = '';
    this.#unit.textContent = unit;
  }

  /** Preselects the condition by comparing the threshold with the current price, unless the user picked one. */
  #suggestCondition() {
    const { condition, threshold } = this.element.elements;
    if (this.#isPicked || this.#quote?.price === undefined || !threshold.value) return;
    condition.value = Number(threshold.value) >= this.#quote.price ? 'above' : 'below';
  }

  async #submit(event) {
    event.preventDefault();
    const { symbol, condition, threshold } = this.element.elements;
    this.#begun();
    if (!this.#quote) await this.#fetchQuote();
    if (!this.element.reportValidity()) return;
    const alert = {
      symbol: symbol.value, condition: condition.value, threshold: Number(threshold.value), reference: this.#quote?.price ?? 0,
      decimals: this.#quote ? decimalsOf(this.#quote) : undefined,
    };
    if (alert.condition === 'percent' && !alert.reference) {
      this.problem = `${alert.symbol} has no price of which there is a percentage.`;
      return;
    }
    try {
      await this.#set(alert);
    } catch (error) {
      this.problem = `The alert was not set. ${error.message}`;
      return;
    }
    this.problem = isMet(alert, this.#quote?.price ?? NaN) ? `${alert.symbol} is already there.` : '';
    threshold.value = '';
    threshold.focus();
  }
}

/** The currency after a price, unless it is US dollars. */
const currencyOf = ({ currency }) => (currency ? ` ${currency}` : '');
