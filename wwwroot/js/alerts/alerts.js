import { AccountAlerts } from './account-alerts.js';
import { DeviceAlerts, levelsOf } from './device-alerts.js';

/**
 * All price alerts of the reader: those on this device, and those of the account when somebody is signed in. New ones go to the
 * account then. Dispatches `change`, and `fired` with the alert.
 */
export class Alerts extends EventTarget {
  #device = new DeviceAlerts();
  #account = null;

  constructor() {
    super();
    this.#pass(this.#device);
  }

  /** Listens to a page's stream, which says who is signed in, which prices there are, and what the server's alerts did. */
  follow(stream) {
    stream.addEventListener('hello', ({ data }) => this.#greet(data.user));
    for (const type of ['snapshot', 'quotes']) stream.addEventListener(type, ({ data }) => this.#device.hear(data.quotes));
    stream.addEventListener('alert', ({ data }) => this.#account?.hear(data));
  }

  /** Whether new alerts are kept with an account. */
  get isAccount() {
    return this.#account !== null;
  }

  /** The newest last; each knows its `store`. */
  get list() {
    return [this.#device, this.#account].filter(Boolean).flatMap(store => store.list.map(alert => ({ ...alert, store })));
  }

  /** The instruments whose prices must come to this page. */
  get symbols() {
    return this.#device.symbols;
  }

  /** The prices that are waited for of an instrument. */
  levelsOf(symbol) {
    return this.list.filter(alert => alert.symbol === symbol && !alert.fired).flatMap(levelsOf).filter(Number.isFinite);
  }

  async add(alert) {
    await (this.#account ?? this.#device).add(alert);
  }

  #greet(user) {
    if (Boolean(user) === this.isAccount) return;
    this.#account = user ? new AccountAlerts() : null;
    if (user) {
      this.#pass(this.#account);
      this.#account.load().catch(() => {});
    } else this.dispatchEvent(new Event('change'));
  }

  #pass(store) {
    store.addEventListener('change', () => this.dispatchEvent(new Event('change')));
    store.addEventListener('fired', ({ detail }) => this.dispatchEvent(new CustomEvent('fired', { detail: { ...detail, store } })));
  }
}
