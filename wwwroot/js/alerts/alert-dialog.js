import { icon, make } from '../shared/elements.js';
import { formatTime } from '../shared/format.js';
import { AlertForm } from './alert-form.js';
import { conditionText, priceText } from './alert-text.js';

/** The dialog that creates, lists and removes price alerts. */
export class AlertDialog {
  #alerts;
  #form;
  #storageHint = make('p', { className: 'hint' });
  #list = make('ul', { className: 'alert-list' });
  #emptyHint = make('p', { className: 'hint' }, 'No alerts.');
  #permissionButton = make('button', { type: 'button', className: 'button', hidden: true, onclick: () => this.#requestPermission() }, 'Allow notifications');
  #dialog;
  #symbol = '';

  constructor({ alerts, announce }) {
    this.#alerts = alerts;
    this.#form = new AlertForm({
      // A user with alerts has already been asked.
      begun: () => alerts.list.length || this.#requestPermission(),
      set: async alert => {
        await alerts.add(alert);
        announce(`Alert set: ${alert.symbol} ${conditionText(alert)}.`);
      },
    });
    this.#dialog = make('dialog', { className: 'panel', 'aria-labelledby': 'alerts-heading' },
      make('div', { className: 'panel-head' },
        make('h2', { id: 'alerts-heading' }, 'Price alerts'),
        make('button', { type: 'button', className: 'button quiet', onclick: () => this.#dialog.close() }, 'Close')),
      this.#form.element, this.#emptyHint, this.#list, this.#permissionButton, this.#storageHint);
    document.body.append(this.#dialog);
    alerts.addEventListener('change', () => this.#show());
  }

  /** @param {string} [symbol] preselected instrument */
  toggle(symbol) {
    this.#form.reset(symbol);
    this.#symbol = symbol ?? '';
    this.#show();
    this.#dialog.showModal();
    this.#form.focus();
  }

  async #requestPermission() {
    if (globalThis.Notification?.permission === 'default') await Notification.requestPermission();
    this.#show();
  }

  #show() {
    const { list, isAccount } = this.#alerts;
    this.#emptyHint.hidden = list.length > 0;
    this.#permissionButton.hidden = !list.length || globalThis.Notification?.permission !== 'default';
    this.#storageHint.textContent = isAccount
      ? 'New alerts are stored in your account. The server watches the market for you.'
      : 'Alerts are stored on this device. Each fires once, while a StockTicker page is open, until you set it again.';
    // Those of the instrument in question come first.
    const sorted = list.toSorted((a, b) => (b.symbol === this.#symbol) - (a.symbol === this.#symbol));
    this.#list.replaceChildren(...sorted.map(alert => this.#item(alert)));
  }

  #item(alert) {
    const { id, symbol, fired, store, decimals } = alert;
    const words = conditionText(alert);
    const button = (name, act) => make('button', {
      type: 'button', className: 'button quiet', ariaLabel: `${name}: ${symbol} ${words}`, onclick: () => this.#act(act),
    }, name);
    const state = fired ? `Fired at ${priceText(fired.price, decimals)}, ${formatTime(fired.time)}` : 'Armed';
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
