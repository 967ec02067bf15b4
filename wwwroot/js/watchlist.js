import { onRemembered, recall, remember } from './memory.js';

/** The starred instruments, kept on this device. Dispatches `change`, also when another tab changes them. */
export class Watchlist extends EventTarget {
  #symbols = this.#read();

  constructor() {
    super();
    onRemembered('watchlist', () => {
      this.#symbols = this.#read();
      this.dispatchEvent(new Event('change'));
    });
  }

  /** All of them, the one starred first at the front. */
  get symbols() {
    return this.#symbols.keys();
  }

  get size() {
    return this.#symbols.size;
  }

  has(symbol) {
    return this.#symbols.has(symbol);
  }

  toggle(symbol) {
    if (!this.#symbols.delete(symbol)) this.#symbols.add(symbol);
    remember('watchlist', [...this.#symbols]);
    this.dispatchEvent(new Event('change'));
  }

  #read() {
    const symbols = recall('watchlist', []);
    return new Set(Array.isArray(symbols) ? symbols : []);
  }
}
