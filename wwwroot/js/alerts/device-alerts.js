import { onSettingChange, readSetting, saveSetting } from '../shared/local-settings.js';
import { withTabLock } from '../shared/tab-lock.js';
import { uniqueId } from '../shared/unique-id.js';

/**
 * A price alert.
 * @typedef {object} PriceAlert
 * @property {string} id
 * @property {string} symbol
 * @property {'above' | 'below' | 'percent'} condition the price is at or above the threshold, at or below it, or has moved by so
 *   many per cent, up or down
 * @property {number} threshold a price or, for `percent`, per cent
 * @property {number} reference the price when it was armed: what per cent are measured against
 * @property {{ price: number, time: number } | null} fired when and at which price it did; null while it waits
 */

/**
 * The alerts that are kept on this device, and fire while a page is open. Each fires once, until it is armed again.
 * Dispatches `change`, also when another tab changes them, and `fired` in the tab that is to tell.
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

  /** The instruments that are waited for. */
  get symbols() {
    return [...this.#armed.keys()];
  }

  async add({ symbol, condition, threshold, reference }) {
    await this.#change(alerts => [...alerts, { id: uniqueId(), symbol, condition, threshold, reference, fired: null }]);
  }

  async remove(id) {
    await this.#change(alerts => alerts.filter(alert => alert.id !== id));
  }

  /** Arms one again that has fired; per cent count from the price that it fired at. */
  async rearm(id) {
    await this.#change(alerts => alerts.map(alert => (alert.id !== id || !alert.fired
      ? alert
      : { ...alert, reference: alert.fired.price, fired: null })));
  }

  /** Takes the newest prices. @param {object[]} quotes */
  hear(quotes) {
    if (!this.#armed.size) return;
    for (const { symbol, price, time } of quotes)
      for (const alert of this.#armed.get(symbol) ?? []) if (isMet(alert, price)) this.#fire(alert.id, { price, time });
  }

  #fire(id, fired) {
    return this.#change(alerts => {
      const alert = alerts.find(other => other.id === id);
      // Another tab was first, or it is gone.
      if (!alert || alert.fired) return alerts;
      const told = { ...alert, fired };
      queueMicrotask(() => this.dispatchEvent(new CustomEvent('fired', { detail: told })));
      return alerts.map(other => (other === alert ? told : other));
    });
  }

  /** Changes what is kept, as it is now: another tab may have changed it. So of several tabs one alone tells of a price. */
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

/** The prices at which an alert fires: at the second and below, and at the first and above. */
export function levelsOf({ condition, threshold, reference }) {
  if (condition === 'percent') return [reference * (1 + threshold / 100), reference * (1 - threshold / 100)];
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

/** What is kept may have been written by another version, or by hand. */
function isAlert(alert) {
  return typeof alert?.id === 'string' && typeof alert.symbol === 'string' && Number.isFinite(alert.threshold)
    && ['above', 'below', 'percent'].includes(alert.condition) && Number.isFinite(alert.reference);
}
