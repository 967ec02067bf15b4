import { icon, make } from '../shared/elements.js';
import { formatTime } from '../shared/format.js';
import { AlertForm } from './alert-form.js';
import { conditionText, priceText } from './alert-text.js';

/** Where price alerts are set, seen and put away. */
export class AlertDialog {
  #alerts;
  #form;
  #where = make('p', { className: 'hint' });
  #list = make('ul', { className: 'alert-list' });
  #none = make('p', { className: 'hint' }, 'No alert is set.');
  #allow = make('button', { type: 'button', className: 'button', hidden: true, onclick: () => this.#askLeave() }, 'Allow notifications');
  #dialog;

  constructor({ alerts, announce }) {
    this.#alerts = alerts;
    this.#form = new AlertForm({
      // Whoever has alerts already has been asked.
      begun: () => alerts.list.length || this.#askLeave(),
      set: async alert => {
        await alerts.add(alert);
        announce(`Alert set: ${alert.symbol} ${conditionText(alert)}.`);
      },
    });
    this.#dialog = make('dialog', { className: 'panel', 'aria-labelledby': 'alerts-heading' },
      make('div', { className: 'panel-head' },
        make('h2', { id: 'alerts-heading' }, 'Price alerts'),
        make('button', { type: 'button', className: 'button quiet', onclick: () => this.#dialog.close() }, 'Close')),
      this.#form.element, this.#none, this.#list, this.#allow, this.#where);
    document.body.append(this.#dialog);
    alerts.addEventListener('change', () => this.#show());
  }

  /** @param {string} [symbol] the instrument that an alert is to be set for */
  toggle(symbol) {
    this.#form.reset(symbol);
    this.#show();
    this.#dialog.showModal();
    this.#form.focus();
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
    const words = conditionText(alert);
    const button = (name, act) => make('button', {
      type: 'button', className: 'button quiet', ariaLabel: `${name}: ${symbol} ${words}`, onclick: () => this.#act(act),
    }, name);
    const state = fired ? `Fired at ${priceText(fired.price)}, ${formatTime(fired.time)}` : 'Waits';
    return make('li', { className: fired ? 'fired' : '' }, icon('bell'),
      make('p', {}, make('b', {}, symbol), ` ${words}`, make('small', {}, state)),
      ...(fired ? [button('Set again', () => store.rearm(id))] : []), button('Remove', () => store.remove(id)));
  }

  async #act(act) {
    try {
      await act();
      this.#dialog.querySelector('h2 + button').focus();
    } catch (error) {
      this.#form.problem = error.message;
    }
  }
}
