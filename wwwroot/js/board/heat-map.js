import { siteUrl } from '../shared/base-url.js';
import { setText } from '../shared/elements.js';
import { formatPercent, heatOf, toneOf } from '../shared/format.js';
import { HeatScale } from './heat-scale.js';
import { squarify } from './treemap.js';

/** Maximum number of tiles; more would be too small to see. */
const MAX_TILES = 300;

/** Height of a sector's title, and the gap between sectors, in pixels. */
const TITLE = 20;
const GAP = 3;

/** Minimum size of a link target (WCAG 2.5.8), and of a tile with a percentage. */
const MIN_TARGET = 24;
const ROOMY = { width: 50, height: 36 };

/**
 * The instruments of the table as a treemap: grouped by sector, sized by market value, coloured by the day's change. Tiles
 * below the minimum target size are not links; the table has those instruments too.
 */
export class HeatMap {
  #root;
  #store;
  #shares;
  #scale = new HeatScale();
  #labels;
  #symbols = [];
  #tiles = new Map();
  #focus = '';

  constructor(root, store) {
    this.#root = root;
    this.#store = store;
    this.#labels = [...root.parentElement.querySelectorAll('.map-scale li')];
    this.#shares = root.dataset.shares.split(' ').map(Number);
    root.addEventListener('keydown', event => this.#handleKey(event));
    root.addEventListener('focusin', event => this.#moveTabStop(event.target.dataset.tile));
  }

  get isShown() {
    return this.#root.parentElement.dataset.view === 'map' && this.#root.clientWidth > 0;
  }

  /** Number of tiles. */
  get size() {
    return this.#tiles.size;
  }

  /** Lays out these symbols. */
  show(symbols) {
    this.#symbols = symbols;
    this.arrange();
  }

  /** Lays the tiles out again, for example after a resize. */
  arrange() {
    const { clientWidth: width, clientHeight: height } = this.#root;
    if (!width || !this.#symbols.length) return this.#root.replaceChildren();
    const sectors = this.#group();
    const areas = squarify(sectors.map(sector => sector.value), { x: 0, y: 0, width, height });
    const hadFocus = this.#root.contains(document.activeElement);
    this.#tiles.clear();
    this.#root.replaceChildren(...sectors.map((sector, index) => this.#layOut(sector, areas[index])));
    this.#moveTabStop(this.#tiles.get(this.#focus)?.element.href ? this.#focus : this.#root.querySelector('[href]')?.dataset.tile);
    if (hadFocus) this.#tiles.get(this.#focus)?.element.focus();
    this.paint();
  }

  /** Colours the tiles by their change. */
  paint() {
    const quotes = [...this.#tiles.keys()].map(symbol => this.#store.get(symbol));
    const isOther = this.#scale.fit(quotes.map(quote => quote.changePercent).filter(change => change !== undefined));
    if (isOther) this.#label();
    for (const { symbol, changePercent, change } of quotes) {
      const tile = this.#tiles.get(symbol);
      if (tile.shown === changePercent && !isOther) continue;
      tile.shown = changePercent;
      tile.move.data = formatPercent(changePercent);
      tile.element.dataset.heat = heatOf(changePercent, this.#scale.end);
      tile.element.classList.remove('gain', 'loss', 'flat');
      tile.element.classList.add(toneOf(change));
    }
  }

  #label() {
    const middle = (this.#labels.length - 1) / 2;
    this.#labels.forEach((label, index) => {
      const percent = ((index - middle) / middle) * this.#scale.end;
      setText(label, percent === 0 ? '0' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)}%`);
    });
  }

  /** The largest instruments by sector, largest first. */
  #group() {
    const order = new Map(this.#store.symbols.map((symbol, index) => [symbol, index]));
    const sized = this.#symbols.map(symbol => {
      const quote = this.#store.get(symbol);
      return { quote, value: Math.abs((this.#shares[order.get(symbol)] ?? 0) * (quote.price ?? 0)) };
    });
    // Instruments whose market value is not known are of medium size.
    const known = sized.map(entry => entry.value).filter(value => value > 0).sort((a, b) => a - b);
    const medium = known[known.length >> 1] ?? 1;
    for (const entry of sized) entry.value ||= medium;
    sized.sort((a, b) => b.value - a.value);
    const sectors = new Map();
    for (const entry of sized.slice(0, MAX_TILES)) {
      const { sector = 'Other' } = entry.quote;
      if (!sectors.has(sector)) sectors.set(sector, { name: sector, value: 0, entries: [] });
      sectors.get(sector).value += entry.value;
      sectors.get(sector).entries.push(entry);
    }
    return [...sectors.values()].sort((a, b) => b.value - a.value);
  }

  #layOut({ name, entries }, area) {
    const group = document.createElement('section');
    group.className = 'map-sector';
    group.setAttribute('aria-label', name);
    place(group, { x: area.x, y: area.y, width: area.width - GAP, height: area.height - GAP });
    const titled = area.width > 60 && area.height > 60;
    if (titled) {
      const title = document.createElement('h2');
      title.textContent = name;
      group.append(title);
    }
    const top = titled ? TITLE : 0;
    const inner = { x: 0, y: top, width: Math.max(area.width - GAP, 1), height: Math.max(area.height - GAP - top, 1) };
    const areas = squarify(entries.map(entry => entry.value), inner);
    entries.forEach((entry, index) => group.append(this.#tile(entry.quote, areas[index])));
    return group;
  }

  #tile({ symbol, name }, area) {
    const element = document.createElement('a');
    const pressable = area.width >= MIN_TARGET && area.height >= MIN_TARGET;
    if (pressable) element.href = siteUrl(`stocks/${encodeURIComponent(symbol)}`);
    element.className = 'map-tile';
    element.classList.toggle('is-bare', area.width < MIN_TARGET + 6 || area.height < 16);
    element.classList.toggle('is-small', area.width < ROOMY.width || area.height < ROOMY.height);
    element.classList.toggle('is-large', area.width > 110 && area.height > 74);
    element.dataset.tile = symbol;
    element.tabIndex = -1;
    element.title = `${symbol} · ${name}`;
    const words = document.createElement('b');
    words.textContent = symbol;
    const move = document.createElement('span');
    move.textContent = ' ';
    element.append(words, move);
    place(element, area);
    this.#tiles.set(symbol, { element, move: move.firstChild, shown: NaN, area });
    return element;
  }

  /** Roving tabindex: one tile is a Tab stop, arrow keys move to the others. */
  #moveTabStop(symbol) {
    if (!symbol) return;
    const before = this.#tiles.get(this.#focus);
    if (before) before.element.tabIndex = -1;
    this.#focus = symbol;
    const now = this.#tiles.get(symbol);
    if (now) now.element.tabIndex = 0;
  }

  #handleKey(event) {
    const direction = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    const from = event.target.closest('.map-tile');
    if (!direction || !from) return;
    event.preventDefault();
    this.#nearest(from, direction)?.focus();
  }

  /** The nearest tile in a direction; distance aside counts double. */
  #nearest(from, [right, down]) {
    const centre = element => {
      const box = element.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    const [x, y] = centre(from);
    let best = null;
    let least = Infinity;
    for (const { element } of this.#tiles.values()) {
      if (element === from || !element.href) continue;
      const [otherX, otherY] = centre(element);
      const ahead = (otherX - x) * right + (otherY - y) * down;
      const aside = Math.abs((otherX - x) * down) + Math.abs((otherY - y) * right);
      if (ahead > 1 && ahead + 2 * aside < least) [best, least] = [element, ahead + 2 * aside];
    }
    return best;
  }
}

function place({ style }, { x, y, width, height }) {
  style.left = `${x}px`;
  style.top = `${y}px`;
  style.width = `${width}px`;
  style.height = `${height}px`;
}
