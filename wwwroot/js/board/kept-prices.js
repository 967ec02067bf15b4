import { toWireQuote } from '../quotes/quote-store.js';

/** Minimum time between writes of the last prices, in milliseconds. */
const KEEP_INTERVAL = 60_000;

/** How often a page without prices looks for kept ones, in milliseconds. */
const LOOK_INTERVAL = 1000;

/** Keeps the last prices for a start without a network, and shows them then. */
export class KeptPrices {
  #board;
  #keptAt = -Infinity;

  /** @param {object} board the `Board` of board-parts.js */
  constructor(board) {
    this.#board = board;
    const { store } = board;
    document.addEventListener('visibilitychange', () => document.hidden && this.#keep().catch(() => {}));
    setInterval(() => document.hidden || this.#keep().catch(() => {}), KEEP_INTERVAL);
    setInterval(() => store.size || this.#show().catch(() => {}), LOOK_INTERVAL);
  }

  async #keep() {
    const { newest, store } = this.#board;
    if (!newest || performance.now() - this.#keptAt < KEEP_INTERVAL) return;
    this.#keptAt = performance.now();
    const { keepLastPrices } = await import('./last-prices.js');
    await keepLastPrices({ ...newest, quotes: [...store.values()].map(toWireQuote) });
  }

  async #show() {
    const { store, livePage, replacePrices } = this.#board;
    if (store.size || !['offline', 'reconnecting'].includes(document.documentElement.dataset.connection)) return;
    const { readLastPrices } = await import('./last-prices.js');
    const kept = await readLastPrices();
    if (!kept || store.size) return;
    replacePrices(kept.quotes);
    livePage.showPrices(kept.id, kept.time);
  }
}
