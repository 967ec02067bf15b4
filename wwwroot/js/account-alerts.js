import { site } from './site.js';

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
    this.list = (await ask('GET', 'me/alerts')).alerts.map(alert => ({ ...alert, id: String(alert.id), fired: firedOf(alert) }));
    this.dispatchEvent(new Event('change'));
  }

  async add({ symbol, condition, threshold }) {
    await ask('POST', 'me/alerts', { symbol, condition, threshold });
    await this.load();
  }

  async remove(id) {
    await ask('DELETE', `me/alerts/${encodeURIComponent(id)}`);
    await this.load();
  }

  /** Arms one again that has fired: the same one once more is the same one. */
  async rearm(id) {
    await this.add(this.list.find(alert => alert.id === id));
  }

  /** The server says that one has fired: the data of an `alert` event. */
  async hear({ symbol, condition, threshold, price, time }) {
    const detail = { symbol, condition, threshold, fired: { price, time } };
    await this.load().catch(() => {});
    const known = this.list.find(alert =>
      alert.symbol === symbol && alert.condition === condition && alert.threshold === threshold);
    this.dispatchEvent(new CustomEvent('fired', { detail: { ...detail, id: known?.id } }));
  }
}

async function ask(method, path, body) {
  const response = await fetch(site(path), {
    method,
    headers: body ? { 'Content-Type': 'application/json' } : {},
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  const answer = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) throw new Error(answer?.detail ?? answer?.title ?? `The server answered ${response.status}.`);
  return answer;
}

const firedOf = ({ firedAt, firedPrice }) => (firedAt ? { price: firedPrice, time: firedAt } : null);
