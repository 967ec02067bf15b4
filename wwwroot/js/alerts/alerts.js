import { DeviceAlerts, levelsOf } from './device-alerts.js';

/**
 * All alerts: those on this device and, when signed in, those of the account, which then receives new ones. Dispatches
 * `change`, and `fired` with the alert.
 */
export class Alerts extends EventTarget {
  #device = new DeviceAlerts();
  #account = null;
  #loading = null;

  constructor() {
    super();
    this.#forward(this.#device);
  }

  /** Follows a page's stream for the user, prices and fired alerts. */
  follow(stream) {
    if (stream.hello) this.#setUser(stream.hello.user);
    stream.addEventListener('hello', ({ data }) => this.#setUser(data.user));
    for (const type of ['snapshot', 'quotes']) stream.addEventListener(type, ({ data }) => this.#device.check(data.quotes));
    stream.addEventListener('alert', async ({ data }) => {
      await this.#loading;
      this.#account?.receive(data);
    });
  }

  /** Whether new alerts are stored in the account. */
  get isAccount() {
    return this.#account !== null;
  }

  /** Oldest first; each alert has its `store`. */
  get list() {
    return [this.#device, this.#account].filter(Boolean).flatMap(store => store.list.map(alert => ({ ...alert, store })));
  }

  /** The instruments whose prices this page needs. */
  get symbols() {
    return this.#device.symbols;
  }

  /** Trigger prices of the instrument's armed alerts. */
  levelsOf(symbol) {
    return this.list.filter(alert => alert.symbol === symbol && !alert.fired).flatMap(levelsOf).filter(Number.isFinite);
  }

  async add(alert) {
    await (this.#account ?? this.#device).add(alert);
  }

  async #setUser(user) {
    if (Boolean(user) === this.isAccount) return;
    if (!user) {
      this.#account = null;
      this.dispatchEvent(new Event('change'));
      return;
    }
    // Only signed-in users need it.
    this.#loading ??= import('./account-alerts.js').then(({ AccountAlerts }) => {
      this.#account = new AccountAlerts();
      this.#forward(this.#account);
      this.#account.load().catch(() => {});
    });
    await this.#loading.catch(() => {});
    this.#loading = null;
  }

  #forward(store) {
    store.addEventListener('change', () => this.dispatchEvent(new Event('change')));
    store.addEventListener('fired', ({ detail }) => this.dispatchEvent(new CustomEvent('fired', { detail: { ...detail, store } })));
  }
}
