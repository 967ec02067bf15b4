import { formatPercent, formatPrice, toneOf } from '../shared/format.js';
import { readSetting, saveSetting } from '../shared/local-settings.js';

/** The ticker tape. CSS animates it; it pauses on hover and focus, and when stopped. */
export class TickerTape {
  #root;
  #button;
  #items = [];

  constructor(root) {
    this.#root = root;
    this.#button = root.querySelector('button');
    const belt = root.querySelector('.tape-belt');
    // A second copy follows the first for a seamless loop.
    const second = belt.cloneNode(true);
    second.setAttribute('aria-hidden', 'true');
    belt.after(second);
    for (const item of root.querySelectorAll('[data-tape]')) {
      const [, price, move] = item.firstElementChild.children;
      this.#items.push({ item, symbol: item.dataset.tape, price, move, shown: NaN });
    }
    this.#button.addEventListener('click', () => {
      saveSetting('tapeStopped', !this.#stopped || undefined);
      this.#show(!this.#stopped);
    });
    this.#show(readSetting('tapeStopped', false) === true);
  }

  /** Updates the prices. @param {QuoteStore} store */
  paint(store) {
    for (const entry of this.#items) {
      const quote = store.get(entry.symbol);
      if (!quote || quote.price === entry.shown) continue;
      entry.shown = quote.price;
      entry.price.textContent = formatPrice(quote.price, quote.decimals);
      entry.move.textContent = formatPercent(quote.changePercent);
      entry.item.className = toneOf(quote.change);
    }
  }

  get #stopped() {
    return this.#root.classList.contains('is-stopped');
  }

  #show(stopped) {
    this.#root.classList.toggle('is-stopped', stopped);
    this.#button.setAttribute('aria-pressed', stopped);
  }
}
