import { armAlert, deleteAlert, readAlerts } from '../account/user-api.js';
import { readSetting, saveSetting } from '../shared/local-settings.js';
import { withTabLock } from '../shared/tab-lock.js';

/** How many alerts that were told are remembered: a page that is new gets the newest ones again. */
const TOLD = 20;

/**
 * The alerts of whoever is signed in: the server keeps them and watches the market, whether a page is open or not. Reads like
 * `DeviceAlerts`. Dispatches `change` and `fired`.
 */
export class AccountAlerts extends EventTarget {
  /** @type {import('./device-alerts.js').PriceAlert[]} */
  list = [];

  /** Nothing has to be watched here: the server does. */
  symbols = [];

  /** Reads them again. */
  async load() {
    this.list = (await readAlerts()).alerts.map(alert => ({ ...alert, id: String(alert.id), fired: firedOf(alert) }));
    this.dispatchEvent(new Event('change'));
  }

  async add({ symbol, condition, threshold }) {
    await armAlert({ symbol, condition, threshold });
    await this.load();
  }

  async remove(id) {
    await deleteAlert(id);
    await this.load();
  }

  /** Arms one again that has fired: the same one once more is the same one. */
  async rearm(id) {
    await this.add(this.list.find(alert => alert.id === id));
  }

  /** The server says that one has fired: the data of an `alert` event. One tab tells of it, once. */
  async hear({ symbol, condition, threshold, price, time }) {
    await this.load().catch(() => {});
    const key = [time, symbol, condition, threshold].join(' ');
    const isNew = await withTabLock(() => {
      const told = readSetting('toldAlerts', []);
      if (told.includes(key)) return false;
      saveSetting('toldAlerts', [...told, key].slice(-TOLD));
      return true;
    });
    if (!isNew) return;
    const known = this.list.find(alert =>
      alert.symbol === symbol && alert.condition === condition && alert.threshold === threshold);
    const detail = { id: known?.id, symbol, condition, threshold, fired: { price, time } };
    this.dispatchEvent(new CustomEvent('fired', { detail }));
  }
}

const firedOf = ({ firedAt, firedPrice }) => (firedAt ? { price: firedPrice, time: firedAt } : null);
