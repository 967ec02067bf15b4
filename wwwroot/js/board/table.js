import { Row } from './row.js';

/** Up to this many rows stand in the document all at once; of more, those in sight and some around them. */
const ALL = 250;

/** Rows kept above and below those in sight. */
const MARGIN = 15;

/** A flash tells of a change this recent, in milliseconds. */
const RECENT = 500;

/**
 * The rows of the board. It is told which symbols to show, in order, and paints once a frame what has changed: a row out of
 * the document costs nothing. Every row in the document shows the newest quote of the store after each `paint`.
 */
export class Table {
  #table;
  #body;
  #template;
  #store;
  #trails;
  #flash;
  #watchlist;
  #halted = new Set();
  #symbols = [];
  #rows = new Map();
  #spare = [];
  #above;
  #below;
  #rowHeight = 0;
  #first = 0;
  #windowed = false;
  #most = 0;

  constructor({ table, template, store, trails, flash, watchlist }) {
    this.#table = table;
    this.#body = table.tBodies[0];
    this.#template = template.content.firstElementChild;
    this.#store = store;
    this.#trails = trails;
    this.#flash = flash;
    this.#watchlist = watchlist;
    for (const element of this.#body.rows) this.#rows.set(element.dataset.symbol, this.#adopt(new Row(element)));
    this.#body.addEventListener('click', event => this.#star(event));
    addEventListener('resize', () => (this.#rowHeight = 0));
  }

  /** Whether more rows are shown than stand in the document, so that scrolling changes them. */
  get windowed() {
    return this.#windowed;
  }

  /** The symbols shown, from top to bottom. */
  get symbols() {
    return this.#symbols;
  }

  /** Whether the table is to be seen at all. */
  get isShown() {
    return this.#table.clientWidth > 0;
  }

  /** Index of the first row below the sticky bars. */
  get firstInSight() {
    const covered = this.#table.tHead.getBoundingClientRect().bottom;
    return Math.max(Math.ceil((covered - this.#top - 1) / this.rowHeight), 0);
  }

  get body() {
    return this.#body;
  }

  /** Height of a row in pixels. */
  get rowHeight() {
    if (!this.#rowHeight && this.#body.rows.length) this.#rowHeight = this.#body.rows[0].getBoundingClientRect().height;
    return this.#rowHeight || 36;
  }

  isInSight(index) {
    const top = this.#top + index * this.rowHeight;
    return top > 0 && top < innerHeight;
  }

  /** Gives the focus to an instrument's row, and brings that into sight. */
  focus(symbol) {
    const index = this.#symbols.indexOf(symbol);
    if (!this.#rows.has(symbol) && index >= 0) {
      scrollBy(0, this.#top + index * this.rowHeight - innerHeight / 2);
      this.arrange();
    }
    this.#rows.get(symbol)?.focus();
  }

  /** Rows have another height now. */
  measure() {
    this.#rowHeight = 0;
    this.arrange();
  }

  /** Shows these symbols in this order. */
  show(symbols) {
    this.#symbols = symbols;
    this.#windowed = symbols.length > ALL;
    this.#table.setAttribute('aria-rowcount', symbols.length + 1);
    this.arrange();
  }

  /** Which instruments are halted, as symbols. */
  set halted(symbols) {
    this.#halted = symbols;
    for (const row of this.#rows.values()) row.paintHalt(symbols.has(row.symbol));
  }

  /** Shows the stars as they are now. */
  paintStars() {
    for (const row of this.#rows.values()) row.paintStar(this.#watchlist.has(row.symbol));
  }

  /** Brings the rows that belong into the document, in order. */
  arrange() {
    const [first, last] = this.#inDocument();
    const wanted = this.#symbols.slice(first, last);
    const keep = new Set(wanted);
    for (const [symbol, row] of this.#rows) {
      if (keep.has(symbol)) continue;
      this.#rows.delete(symbol);
      this.#retire(row);
    }
    this.#pad(first, this.#symbols.length - last);
    this.#first = first;

    let at = this.#body.firstElementChild;
    wanted.forEach((symbol, index) => {
      const row = this.#rows.get(symbol) ?? this.#employ(symbol);
      if (row.element === at) at = at.nextElementSibling;
      else this.#body.insertBefore(row.element, at);
      // Where the document does not hold all rows it must say which these are; the header is the first.
      if (this.#windowed) row.element.setAttribute('aria-rowindex', first + index + 2);
      else row.element.removeAttribute('aria-rowindex');
    });
    while (at) {
      const next = at.nextElementSibling;
      at.remove();
      at = next;
    }
  }

  /**
   * Brings the first rows into the document whether they are in sight or not, as paper needs them.
   * @param {number} most how many at most; 0 for those in sight again
   * @returns {number} how many there are
   */
  unroll(most) {
    this.#most = most;
    this.arrange();
    return this.#body.rows.length;
  }

  /** Follows the scroll. Cheap when the rows around those in sight are still enough. */
  follow() {
    if (!this.#windowed) return;
    const [first, last] = this.#inDocument();
    if (first !== this.#first || last - first !== this.#body.rows.length) this.arrange();
  }

  /** Paints what has changed. @param {Map<string, number>} dirty symbols, and when they changed */
  paint(dirty, now) {
    for (const [symbol, changed] of dirty) {
      const row = this.#rows.get(symbol);
      const quote = row && this.#store.get(symbol);
      if (!quote) continue;
      const direction = row.paint(quote, this.#trails.of(symbol), now);
      if (direction && now - changed < RECENT) this.#flash.mark(row.element, direction);
    }
  }

  /** Where the first row begins, as seen from the window's upper edge. */
  get #top() {
    return (this.#above ?? this.#body).getBoundingClientRect().top;
  }

  /** The first row that belongs into the document, and the first after it that does not. */
  #inDocument() {
    if (!this.#windowed) return [0, this.#symbols.length];
    return this.#most ? [0, Math.min(this.#most, this.#symbols.length)] : this.#inSight();
  }

  /** The first and the last row to keep, in whole margins, so that a little scrolling moves nothing. */
  #inSight() {
    const height = this.rowHeight;
    const top = this.#top;
    const from = Math.floor(-top / height / MARGIN) * MARGIN - MARGIN;
    const to = Math.ceil((innerHeight - top) / height / MARGIN) * MARGIN + MARGIN;
    const length = this.#symbols.length;
    return [Math.min(Math.max(from, 0), length), Math.min(Math.max(to, 0), length)];
  }

  /** Room for the rows that are not there. */
  #pad(above, below) {
    if (!this.#above) {
      if (!above && !below) return;
      this.#above = this.#spacer();
      this.#below = this.#spacer();
      this.#body.before(this.#above);
      this.#body.after(this.#below);
    }
    const height = this.rowHeight;
    for (const [spacer, rows] of [[this.#above, above], [this.#below, below]]) {
      spacer.hidden = false;
      spacer.rows[0].style.height = `${rows * height}px`;
    }
  }

  #spacer() {
    const spacer = document.createElement('tbody');
    spacer.className = 'spacer';
    spacer.setAttribute('aria-hidden', 'true');
    spacer.insertRow().insertCell().colSpan = this.#template.cells.length;
    return spacer;
  }

  #adopt(row) {
    row.paintStar(this.#watchlist.has(row.symbol));
    return row;
  }

  #employ(symbol) {
    const row = this.#spare.pop() ?? new Row(this.#template.cloneNode(true));
    const quote = this.#store.get(symbol);
    row.bind(quote);
    row.paint(quote, this.#trails.of(symbol), performance.now());
    row.paintStar(this.#watchlist.has(symbol));
    row.paintHalt(this.#halted.has(symbol));
    this.#rows.set(symbol, row);
    return row;
  }

  #retire(row) {
    // A control must not come to stand for another instrument while it has the focus.
    if (row.element.contains(document.activeElement)) document.activeElement.blur();
    this.#flash.clear(row.element);
    row.element.remove();
    if (this.#spare.length < ALL) this.#spare.push(row);
  }

  #star(event) {
    const row = event.target.closest('.star button')?.closest('tr');
    if (row) this.#watchlist.toggle(row.dataset.symbol);
  }
}
