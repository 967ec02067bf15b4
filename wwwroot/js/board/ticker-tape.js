import { formatPercent, formatPrice, toneOf } from '../shared/format.js';
import { readSetting, saveSetting } from '../shared/local-settings.js';

/** How long the tape rests between moves, in milliseconds. One that never rests makes the browser draw sixty frames a second. */
const REST = 6000;

/** How many items it moves at once. */
const STEP = 4;

/**
 * The ticker tape. It moves by a few items and rests. It stays where it is while it is hovered, focused, stopped or hidden, and
 * if reduced motion is preferred.
 */
export class TickerTape {
  #root;
  #window;
  #button;
  #items = [];
  #starts;
  #first = 0;
  #still = matchMedia('(prefers-reduced-motion: reduce)');

  constructor(root) {
    this.#root = root;
    this.#window = root.querySelector('.tape-window');
    this.#button = root.querySelector('button');
    const belt = root.querySelector('.tape-belt');
    // A second copy follows the first for a seamless loop.
    const second = belt.cloneNode(true);
    second.setAttribute('aria-hidden', 'true');
    belt.after(second);
    this.#starts = [...belt.children];
    for (const item of root.querySelectorAll('[data-tape]')) {
      const [, price, move] = item.firstElementChild.children;
      this.#items.push({ item, symbol: item.dataset.tape, price, move, shown: NaN });
    }
    this.#button.addEventListener('click', () => {
      saveSetting('tapeStopped', !this.#stopped || undefined);
      this.#show(!this.#stopped);
    });
    this.#show(readSetting('tapeStopped', false) === true);
    setInterval(() => this.#advance(), REST);
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

  #advance() {
    const rests = document.hidden || this.#still.matches || this.#stopped || !this.#starts.length
      || this.#root.matches(':hover') || this.#window.matches(':focus-visible') || !this.#window.clientWidth;
    if (rests) return;
    const count = this.#starts.length;
    if (this.#first >= count) {
      // The copy is where the first belt was, so going back by its width changes nothing that is seen.
      this.#first -= count;
      this.#window.classList.add('is-rewinding');
      this.#shift();
      this.#window.getBoundingClientRect();
      this.#window.classList.remove('is-rewinding');
    }
    this.#first += STEP;
    this.#shift();
  }

  /** Brings the first item, of the belt or of its copy, to the edge of the window. */
  #shift() {
    const [{ offsetLeft: origin }] = this.#starts;
    const count = this.#starts.length;
    const belt = this.#starts[0].parentElement.offsetWidth;
    const into = this.#starts[this.#first % count].offsetLeft - origin;
    this.#window.style.setProperty('--tape-shift', `${-(Math.floor(this.#first / count) * belt + into)}px`);
  }
}
