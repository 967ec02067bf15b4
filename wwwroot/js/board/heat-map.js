import { siteUrl } from '../shared/base-url.js';
import { formatPercent, heatOf, toneOf } from '../shared/format.js';
import { squarify } from './treemap.js';

/** More tiles than this would be dust. */
const MOST = 300;

/** Height of a sector's title, in pixels, and the room between sectors. */
const TITLE = 20;
const GAP = 3;

/** The least side of a tile that can be pressed (WCAG 2.5.8), and of one that has room for a percentage. */
const PRESSABLE = 24;
const ROOMY = { width: 50, height: 36 };

/**
 * The same instruments as the table's, as tiles: grouped by sector, as large as the company's market value, coloured by the
 * day's change. Those too small to press are there to be seen; the table has them all.
 */
export class HeatMap {
  #root;
  #store;
  #shares;
  #symbols = [];
  #tiles = new Map();
  #focus = '';

  constructor(root, store) {
    this.#root = root;
    this.#store = store;
    this.#shares = root.dataset.shares.split(' ').map(Number);
    root.addEventListener('keydown', event => this.#press(event));
    root.addEventListener('focusin', event => this.#rove(event.target.dataset.tile));
  }

  get isShown() {
    return this.#root.clientWidth > 0;
  }

  /** How many of the instruments asked for have a tile. */
  get size() {
    return this.#tiles.size;
  }

  /** Lays out these instruments. */
  show(symbols) {
    this.#symbols = symbols;
    this.arrange();
  }

  /** Lays the tiles out anew, for example in a window of another size. */
  arrange() {
    const { clientWidth: width, clientHeight: height } = this.#root;
    if (!width || !this.#symbols.length) return this.#root.replaceChildren();
    const sectors = this.#group();
    const areas = squarify(sectors.map(sector => sector.value), { x: 0, y: 0, width, height });
    const hadFocus = this.#root.contains(document.activeElement);
    this.#tiles.clear();
    this.#root.replaceChildren(...sectors.map((sector, index) => this.#layOut(sector, areas[index])));
    this.#rove(this.#tiles.get(this.#focus)?.element.href ? this.#focus : this.#root.querySelector('[href]')?.dataset.tile);
    if (hadFocus) this.#tiles.get(this.#focus)?.element.focus();
    this.paint();
  }

  /** Colours each tile by its change. */
  paint() {
    for (const [symbol, tile] of this.#tiles) {
      const { changePercent, change } = this.#store.get(symbol);
      if (tile.shown === changePercent) continue;
      tile.shown = changePercent;
      tile.move.data = formatPercent(changePercent);
      tile.element.dataset.heat = heatOf(changePercent);
      tile.element.classList.remove('gain', 'loss', 'flat');
      tile.element.classList.add(toneOf(change));
    }
  }

  /** The largest instruments by sector, both the largest first. */
  #group() {
    const order = new Map(this.#store.symbols.map((symbol, index) => [symbol, index]));
    const sized = this.#symbols.map(symbol => {
      const quote = this.#store.get(symbol);
      return { quote, value: this.#shares[order.get(symbol)] * quote.price };
    });
    sized.sort((a, b) => b.value - a.value);
    const sectors = new Map();
    for (const entry of sized.slice(0, MOST)) {
      const { sector } = entry.quote;
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
    const pressable = area.width >= PRESSABLE && area.height >= PRESSABLE;
    if (pressable) element.href = siteUrl(`stocks/${symbol}`);
    element.className = 'map-tile';
    element.classList.toggle('is-bare', area.width < PRESSABLE + 6 || area.height < 16);
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

  /** One tile alone is a stop of the Tab key; the arrows lead to the others. */
  #rove(symbol) {
    if (!symbol) return;
    const before = this.#tiles.get(this.#focus);
    if (before) before.element.tabIndex = -1;
    this.#focus = symbol;
    const now = this.#tiles.get(symbol);
    if (now) now.element.tabIndex = 0;
  }

  #press(event) {
    const direction = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    const from = event.target.closest('.map-tile');
    if (!direction || !from) return;
    event.preventDefault();
    this.#nearest(from, direction)?.focus();
  }

  /** The next tile that way: near, and rather straight ahead than aside. */
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
