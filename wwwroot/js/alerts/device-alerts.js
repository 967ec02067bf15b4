import { onSettingChange, readSetting, saveSetting } from '../shared/local-settings.js';
import { withTabLock } from '../shared/tab-lock.js';
import { uniqueId } from '../shared/liveness-lock.js';

/**
 * A price alert.
 * @typedef {object} PriceAlert
 * @property {string} id
 * @property {string} symbol
 * @property {'above' | 'below' | 'percent'} condition the price is at or above the threshold, at or below it, or has moved by
 *   that percentage in either direction
 * @property {number} threshold a price or, for `percent`, a percentage
 * @property {number} reference the price when the alert was armed: the base of the percentage
 * @property {number} [decimals] decimals of the instrument's prices
 * @property {{ price: number, time: number } | null} fired when and at which price it fired; null while armed
 */

/**
 * Alerts stored on this device, which fire while a page is open. Each fires once, until it is armed again.
 * Dispatches `change`, also for changes in another tab, and `fired` in the tab that announces it.
 */
export class DeviceAlerts extends EventTarget {
  #alerts = read();
  #armed = new Map();

  constructor() {
    super();
    onSettingChange('alerts', () => this.#take(read()));
    this.#sort();
  }

  /** @returns {PriceAlert[]} */
  get list() {
    return this.#alerts;
  }

  /** The instruments with armed alerts. */
  get symbols() {
    return [...this.#armed.keys()];
  }

  async add({ symbol, condition, threshold, reference, decimals }) {
    // The same alert again is armed again, as in the account.
    const isSame = other => other.symbol === symbol && other.condition === condition && other.threshold === threshold;
    await this.#change(alerts => [
      ...alerts.filter(other => !isSame(other)), { id: uniqueId(), symbol, condition, threshold, reference, decimals, fired: null },
    ]);
  }

  async remove(id) {
    await this.#change(alerts => alerts.filter(alert => alert.id !== id));
  }

  /** Arms a fired alert again. Percentages count from the price at which it fired. */
  async rearm(id) {
    await this.#change(alerts => alerts.map(alert => (alert.id !== id || !alert.fired
      ? alert
      : { ...alert, reference: alert.fired.price, fired: null })));
  }

  /** Checks the newest prices. @param {object[]} quotes */
  check(quotes) {
    if (!this.#armed.size) return;
    for (const { symbol, price, time } of quotes)
      for (const alert of this.#armed.get(symbol) ?? []) if (isMet(alert, price)) this.#fire(alert.id, { price, time });
  }

  #fire(id, fired) {
    return this.#change(alerts => {
      const alert = alerts.find(other => other.id === id);
      // Another tab fired it first, or it was removed.
      if (!alert || alert.fired) return alerts;
      const firedAlert = { ...alert, fired };
      queueMicrotask(() => this.dispatchEvent(new CustomEvent('fired', { detail: firedAlert })));
      return alerts.map(other => (other === alert ? firedAlert : other));
    });
  }

  /**
   * Applies a change to the stored alerts, which another tab may have changed. The lock makes sure that only one tab fires an
   * alert.
   */
  #change(change) {
    return withTabLock(() => {
      const alerts = change(read());
      saveSetting('alerts', alerts.length ? alerts : undefined);
      this.#take(alerts);
    });
  }

  #take(alerts) {
    this.#alerts = alerts;
    this.#sort();
    this.dispatchEvent(new Event('change'));
  }

  #sort() {
    this.#armed = Map.groupBy(this.#alerts.filter(alert => !alert.fired), alert => alert.symbol);
  }
}

/** Trigger prices: an alert fires at or above the first, and at or below the second. */
export function levelsOf({ condition, threshold, reference }) {
  const move = (Math.abs(reference) * threshold) / 100;
  if (condition === 'percent') return [reference + move, reference - move];
  return condition === 'above' ? [threshold, -Infinity] : [Infinity, threshold];
}

/** Whether an alert fires at this price. */
export function isMet(alert, price) {
  const [ceiling, floor] = levelsOf(alert);
  return price >= ceiling || price <= floor;
}

function read() {
  const alerts = readSetting('alerts', []);
  return Array.isArray(alerts) ? alerts.filter(isAlert) : [];
}

/** Stored data may come from another version or have been edited. */
function isAlert(alert) {
  return typeof alert?.id === 'string' && typeof alert.symbol === 'string' && Number.isFinite(alert.threshold)
    && ['above', 'below', 'percent'].includes(alert.condition) && Number.isFinite(alert.reference);
}
