import { siteUrl } from '../shared/base-url.js';
import { formatDuration, formatPercent, formatPrice, formatWhole, toneOf } from '../shared/format.js';

/** Shorter absences get no summary, in milliseconds. */
const LONG = 60_000;

/** How many instruments the card lists. */
const NAMED = 5;

/** A card with the price changes since the tab was last visible. */
export class AwaySummary {
  #card;
  #store;
  #watchlist;
  #announce;
  #left = 0;
  #prices = null;
  #back = 0;

  constructor(card, store, watchlist, announce) {
    this.#card = card;
    this.#store = store;
    this.#watchlist = watchlist;
    this.#announce = announce;
    document.addEventListener('visibilitychange', () => (document.visibilityState === 'visible' ? this.#return() : this.#leave()));
    card.addEventListener('keydown', event => event.key === 'Escape' && this.#dismiss());
  }

  /** Shows the card as soon as current prices have arrived. */
  paint() {
    if (!this.#back || document.documentElement.dataset.connection !== 'live') return;
    const away = this.#back - this.#left;
    this.#back = 0;
    const moves = this.#moves();
    if (moves.length) this.#show(away, moves);
  }

  #leave() {
    if (!this.#store.size) return;
    this.#left = Date.now();
    this.#back = 0;
    this.#prices = new Map([...this.#store.values()].map(({ symbol, price }) => [symbol, price]));
  }

  #return() {
    if (this.#prices && Date.now() - this.#left >= LONG) this.#back = Date.now();
  }

  /** Price changes since the tab was hidden: starred instruments first, then by size. */
  #moves() {
    const moves = [];
    for (const [symbol, before] of this.#prices) {
      const quote = this.#store.get(symbol);
      // A move from 0 has no percentage.
      if (!quote || !before || quote.price === undefined || quote.price === before) continue;
      moves.push({ quote, before, percent: (100 * (quote.price - before)) / Math.abs(before), starred: this.#watchlist.has(symbol) });
    }
    this.#prices = null;
    return moves.sort((a, b) => b.starred - a.starred || Math.abs(b.percent) - Math.abs(a.percent));
  }

  #show(away, moves) {
    const up = moves.filter(move => move.percent > 0).length;
    const words = `${formatWhole(up)} rose and ${formatWhole(moves.length - up)} fell in ${formatDuration(away)}.`;
    const heading = create('h2', 'While you were away');
    heading.id = 'away-heading';
    const close = create('button', 'Dismiss', 'button quiet');
    close.type = 'button';
    close.addEventListener('click', () => this.#dismiss());
    const head = create('header', '', 'card-head');
    head.append(heading, close);
    const list = create('ul', '', 'away-list');
    list.append(...moves.slice(0, NAMED).map(move => entryOf(move)));
    this.#card.replaceChildren(head, create('p', words), list);
    this.#card.hidden = false;
    this.#announce(`While you were away: ${words}`);
  }

  #dismiss() {
    this.#card.hidden = true;
  }
}

function entryOf({ quote, before, percent }) {
  const { symbol, price, decimals } = quote;
  const item = create('li', '', toneOf(percent));
  const link = create('a', symbol);
  link.href = siteUrl(`stocks/${encodeURIComponent(symbol)}`);
  item.append(link, create('span', `${formatPrice(before, decimals)} → ${formatPrice(price, decimals)}`),
    create('b', formatPercent(percent)));
  return item;
}

function create(name, text, className = '') {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}
