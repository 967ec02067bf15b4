import { armAlert, deleteAlert, readAlerts } from '../account/user-api.js';
import { readSetting, saveSetting } from '../shared/local-settings.js';
import { withTabLock } from '../shared/tab-lock.js';

/** How many announced alerts are remembered, since a new page receives the newest ones again. */
const MAX_REMEMBERED = 20;

/**
 * The alerts of the signed-in user. The server stores and evaluates them, whether a page is open or not. Same interface as
 * `DeviceAlerts`. Dispatches `change` and `fired`.
 */
export class AccountAlerts extends EventTarget {
  /** @type {import('./device-alerts.js').PriceAlert[]} */
  list = [];

  /** Empty: the server watches the prices. */
  symbols = [];

  /** Reloads the list. */
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

  /** Arms a fired alert again. The server treats an equal alert as the same one. */
  async rearm(id) {
    await this.add(this.list.find(alert => alert.id === id));
  }

  /** Handles the data of an `alert` event. Only one tab announces it, once. */
  async receive({ symbol, condition, threshold, price, time }) {
    await this.load().catch(() => {});
    const key = [time, symbol, condition, threshold].join(' ');
    const isNew = await withTabLock(() => {
      const announced = readSetting('toldAlerts', []);
      if (announced.includes(key)) return false;
      saveSetting('toldAlerts', [...announced, key].slice(-MAX_REMEMBERED));
      return true;
    });
    if (!isNew) return;
    const known = this.list.find(alert =>
      alert.symbol === symbol && alert.condition === condition && alert.threshold === threshold);
    const detail = { id: known?.id, decimals: known?.decimals, symbol, condition, threshold, fired: { price, time } };
    this.dispatchEvent(new CustomEvent('fired', { detail }));
  }
}

const firedOf = ({ firedAt, firedPrice }) => (firedAt ? { price: firedPrice, time: firedAt } : null);
