import { conditionWords, priceWords } from './alert-words.js';
import { isMet } from './device-alerts.js';
import { icon, make } from './dom.js';
import { decimalsOf, formatTime } from './format.js';
import { recall, remember } from './memory.js';
import { site } from './site.js';

/** Steps from the price of now, in per cent. */
const STEPS = [-5, -2, -1, 1, 2, 5];

/** Where price alerts are set, seen and put away. */
export class AlertDialog {
  #alerts;
  #announce;
  #form;
  #unit = make('span', {}, 'Price');
  #now = make('output', { className: 'now' });
  #problem = make('p', { className: 'problem' });
  #where = make('p', { className: 'hint' });
  #list = make('ul', { className: 'alert-list' });
  #none = make('p', { className: 'hint' }, 'No alert is set.');
  #allow = make('button', { type: 'button', className: 'button', hidden: true, onclick: () => this.#askLeave() }, 'Allow notifications');
  #dialog;
  #quote = null;
  #chosen = false;

  constructor({ alerts, announce }) {
    this.#alerts = alerts;
    this.#announce = announce;
    this.#problem.setAttribute('role', 'status');
    this.#form = this.#buildForm();
    this.#dialog = make('dialog', { className: 'panel', 'aria-labelledby': 'alerts-heading' },
      make('div', { className: 'panel-head' },
        make('h2', { id: 'alerts-heading' }, 'Price alerts'),
        make('button', { type: 'button', className: 'button quiet', onclick: () => this.#dialog.close() }, 'Close')),
      this.#form, this.#none, this.#list, this.#allow, this.#where);
    document.body.append(this.#dialog);
    alerts.addEventListener('change', () => this.#show());
  }

  /** @param {string} [symbol] the instrument that an alert is to be set for */
  toggle(symbol) {
    const { elements } = this.#form;
    elements.symbol.value = symbol ?? elements.symbol.value;
    elements.threshold.value = '';
    elements.sound.checked = recall('alertSound') === true;
    this.#problem.textContent = '';
    elements.condition.value = 'above';
    this.#unit.textContent = 'Price';
    this.#chosen = false;
    this.#show();
    this.#dialog.showModal();
    (elements.symbol.value ? elements.threshold : elements.symbol).focus();
    this.#look();
  }

  #buildForm() {
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
      name: 'sound', type: 'checkbox', onchange: ({ target }) => remember('alertSound', target.checked || undefined),
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
    const input = this.#form.elements.symbol;
    const symbol = (input.value = input.value.trim().toUpperCase());
    this.#quote = null;
    this.#now.textContent = '';
    input.setCustomValidity('');
    if (!symbol) return;
    const response = await fetch(site(`quotes/${encodeURIComponent(symbol)}`)).catch(() => null);
    if (symbol !== input.value) return;
    if (response?.status === 404) input.setCustomValidity(`No instrument is called ${symbol}.`);
    if (!response?.ok) return;
    this.#quote = await response.json();
    this.#now.textContent = `${symbol} is at ${priceWords(this.#quote.price)}`;
    this.#weigh();
  }

  #step(percent) {
    if (!this.#quote) return;
    const { price } = this.#quote;
    const { condition, threshold } = this.#form.elements;
    threshold.value = (price * (1 + percent / 100)).toFixed(decimalsOf(price));
    condition.value = percent > 0 ? 'above' : 'below';
    this.#unit.textContent = 'Price';
    this.#chosen = false;
  }

  /** The reader said what is to be waited for. */
  #choose() {
    const { condition, threshold } = this.#form.elements;
    this.#chosen = true;
    const unit = condition.value === 'percent' ? 'Per cent' : 'Price';
    // A price is no number of per cent.
    if (unit !== this.#unit.textContent) threshold.value = '';
    this.#unit.textContent = unit;
  }

  /** A price above that of now is one to rise to, unless the reader said otherwise. */
  #weigh() {
    const { condition, threshold } = this.#form.elements;
    if (this.#chosen || !this.#quote || !threshold.value) return;
    condition.value = Number(threshold.value) >= this.#quote.price ? 'above' : 'below';
  }

  async #submit(event) {
    event.preventDefault();
    const { symbol, condition, threshold } = this.#form.elements;
    // Within the reader's own action, or the browser does not ask.
    if (!this.#alerts.list.length) this.#askLeave();
    if (!this.#quote) await this.#look();
    if (!this.#form.reportValidity()) return;
    const alert = {
      symbol: symbol.value, condition: condition.value, threshold: Number(threshold.value), reference: this.#quote?.price ?? 0,
    };
    try {
      await this.#alerts.add(alert);
    } catch (error) {
      this.#problem.textContent = `The alert was not set. ${error.message}`;
      return;
    }
    const already = isMet(alert, this.#quote?.price ?? NaN);
    this.#problem.textContent = already ? `${alert.symbol} is there already.` : '';
    this.#announce(`Alert set: ${alert.symbol} ${conditionWords(alert)}.`);
    threshold.value = '';
    threshold.focus();
  }

  async #askLeave() {
    if (globalThis.Notification?.permission === 'default') await Notification.requestPermission();
    this.#show();
  }

  #show() {
    const { list, isAccount } = this.#alerts;
    this.#none.hidden = list.length > 0;
    this.#allow.hidden = !list.length || globalThis.Notification?.permission !== 'default';
    this.#where.textContent = isAccount
      ? 'New alerts are kept with your account. The server watches the market for you.'
      : 'Alerts are kept on this device. They fire while a page of StockTicker is open, once, until you set them again.';
    this.#list.replaceChildren(...list.map(alert => this.#item(alert)));
  }

  #item(alert) {
    const { id, symbol, fired, store } = alert;
    const words = conditionWords(alert);
    const button = (name, act) => make('button', {
      type: 'button', className: 'button quiet', ariaLabel: `${name}: ${symbol} ${words}`, onclick: () => this.#act(act),
    }, name);
    const state = fired ? `Fired at ${priceWords(fired.price)}, ${formatTime(fired.time)}` : 'Waits';
    return make('li', { className: fired ? 'fired' : '' }, icon('bell'),
      make('p', {}, make('b', {}, symbol), ` ${words}`, make('small', {}, state)),
      ...(fired ? [button('Set again', () => store.rearm(id))] : []), button('Remove', () => store.remove(id)));
  }

  async #act(act) {
    try {
      await act();
      this.#dialog.querySelector('h2 + button').focus();
    } catch (error) {
      this.#problem.textContent = error.message;
    }
  }
}
