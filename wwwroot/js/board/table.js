import { Row } from './row.js';

/** Up to this many rows are all in the document; beyond that, only the visible ones and a margin. */
const MAX_ROWS = 250;

/** Rows kept above and below the visible ones. */
const MARGIN = 15;

/** Only changes this recent flash, in milliseconds. */
const RECENT = 500;

/** How long the position of the rows is relied on if nothing scrolls, in milliseconds. */
const FOLLOW_INTERVAL = 500;

/** Rows beyond either edge of the viewport that count as in view. */
const AHEAD = 2;

/** Rows out of view whose text follows in each paint. */
const CATCH_UP = 2;

/**
 * The rows of the board. Shows the given symbols in order and paints changes once per frame. Rows outside the document cost
 * nothing, and those out of view little: after each `paint`, the attributes of every row in the document have the store's newest
 * quote, and so has the text of the rows in view. The rest of the text follows when it comes into view, is copied or printed,
 * and a few rows at a time, for searching in the page and for screen readers.
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
  #maximum = 0;
  #inView = '';
  #moved = true;
  #followed = 0;
  #behind = new Set();

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
    addEventListener('resize', () => {
      this.#rowHeight = 0;
      this.#moved = true;
    });
    addEventListener('scroll', () => (this.#moved = true), { passive: true });
    for (const type of ['copy', 'beforeprint']) addEventListener(type, () => this.#catchUp());
  }

  /** Whether only some of the rows are in the document, so that scrolling changes which. */
  get windowed() {
    return this.#windowed;
  }

  /** Symbols from top to bottom. */
  get symbols() {
    return this.#symbols;
  }

  /** Whether the table is displayed. */
  get isShown() {
    return this.#table.clientWidth > 0;
  }

  /** Index of the first row below the sticky header. */
  get firstInSight() {
    const covered = this.#table.tHead.getBoundingClientRect().bottom;
    return Math.max(Math.ceil((covered - this.#top - 1) / this.rowHeight), 0);
  }

  get body() {
    return this.#body;
  }

  /** Row height in pixels. */
  get rowHeight() {
    if (!this.#rowHeight && this.#body.rows.length) this.#rowHeight = this.#body.rows[0].getBoundingClientRect().height;
    return this.#rowHeight || 36;
  }

  isInSight(index) {
    const top = this.#top + index * this.rowHeight;
    return top > 0 && top < innerHeight;
  }

  /** Focuses an instrument's row and scrolls it into view. */
  focus(symbol) {
    const index = this.#symbols.indexOf(symbol);
    if (!this.#rows.has(symbol) && index >= 0) {
      scrollBy(0, this.#top + index * this.rowHeight - innerHeight / 2);
      this.arrange();
    }
    this.#rows.get(symbol)?.focus();
  }

  /** Call when the row height may have changed. */
  measure() {
    this.#rowHeight = 0;
    this.arrange();
  }

  /** Shows these symbols in this order. */
  show(symbols) {
    this.#symbols = symbols;
    this.#windowed = symbols.length > MAX_ROWS;
    this.#table.setAttribute('aria-rowcount', symbols.length + 1);
    this.arrange();
  }

  /** Sets the halted symbols. */
  set halted(symbols) {
    this.#halted = symbols;
    for (const row of this.#rows.values()) row.paintHalt(symbols.has(row.symbol));
  }

  /** Updates the stars. */
  paintStars() {
    for (const row of this.#rows.values()) row.paintStar(this.#watchlist.has(row.symbol));
  }

  /** Updates which rows are in the document, in order. */
  arrange() {
    this.#inView = '';
    this.#moved = true;
    const [first, last] = this.#inDocument();
    const wanted = this.#symbols.slice(first, last);
    const keep = new Set(wanted);
    for (const [symbol, row] of this.#rows) {
      if (keep.has(symbol)) continue;
      this.#rows.delete(symbol);
      this.#removeRow(row);
    }
    this.#pad(first, this.#symbols.length - last);
    this.#first = first;

    let at = this.#body.firstElementChild;
    wanted.forEach((symbol, index) => {
      const row = this.#rows.get(symbol) ?? this.#addRow(symbol);
      if (row.element === at) at = at.nextElementSibling;
      else this.#body.insertBefore(row.element, at);
      // A windowed table has to state its row numbers; the header is row 1.
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
   * Puts the first rows into the document whether visible or not, for printing.
   * @param {number} most maximum; 0 returns to the visible rows
   * @returns {number} how many there are
   */
  showFirst(most) {
    this.#maximum = most;
    this.arrange();
    return this.#body.rows.length;
  }

  /** Follows the scroll position: call before `paint`. Cheap while the margins cover the visible rows, but it reads the layout. */
  follow(now) {
    // What is above the table can change without an event.
    if (!this.#moved && now - this.#followed < FOLLOW_INTERVAL) return;
    this.#moved = false;
    this.#followed = now;
    if (this.#windowed) {
      const [first, last] = this.#inDocument();
      if (first !== this.#first || last - first !== this.#body.rows.length) this.arrange();
    }
    this.#see();
  }

  /** Paints changed rows. @param {Map<string, number>} dirty symbols and the times of their changes */
  paint(dirty, now) {
    for (const [symbol, changed] of dirty) {
      const row = this.#rows.get(symbol);
      const quote = row && this.#store.get(symbol);
      if (!quote) continue;
      const direction = row.paint(quote, this.#trails.of(symbol), now);
      if (!row.isInView) this.#behind.add(row);
      if (direction && now - changed < RECENT) this.#flash.mark(row.element, direction, row.isInView);
    }
    this.#flash.step();
    this.#catchUp(CATCH_UP);
  }

  /**
   * Notes which rows are in view, and brings those that came into it up to date. All rows have the same height, so that this
   * costs less than an observer with as many targets, which computes each of them in every frame.
   */
  #see() {
    const top = this.#top;
    const from = Math.floor(-top / this.rowHeight) - AHEAD;
    const to = Math.ceil((innerHeight - top) / this.rowHeight) + AHEAD;
    if (this.#inView === `${from} ${to}`) return;
    this.#inView = `${from} ${to}`;
    this.#symbols.slice(this.#first, this.#first + this.#body.rows.length).forEach((symbol, index) => {
      const row = this.#rows.get(symbol);
      row.isInView = this.#first + index >= from && this.#first + index < to;
      if (row.isInView && this.#behind.has(row)) this.#show(row);
    });
  }

  /** Brings rows up to date that show an older quote than their attributes have, oldest first. */
  #catchUp(most = Infinity) {
    for (const row of this.#behind) {
      if (most-- <= 0) return;
      this.#show(row);
    }
  }

  #show(row) {
    this.#behind.delete(row);
    row.paint(this.#store.get(row.symbol), this.#trails.of(row.symbol), performance.now(), true);
  }

  /** Top of the first row relative to the viewport. */
  get #top() {
    return (this.#above ?? this.#body).getBoundingClientRect().top;
  }

  /** Range of rows that belong in the document. */
  #inDocument() {
    if (!this.#windowed) return [0, this.#symbols.length];
    return this.#maximum ? [0, Math.min(this.#maximum, this.#symbols.length)] : this.#inSight();
  }

  /** Range of visible rows, in whole margins, so that small scrolls change nothing. */
  #inSight() {
    const height = this.rowHeight;
    const top = this.#top;
    const from = Math.floor(-top / height / MARGIN) * MARGIN - MARGIN;
    const to = Math.ceil((innerHeight - top) / height / MARGIN) * MARGIN + MARGIN;
    const length = this.#symbols.length;
    return [Math.min(Math.max(from, 0), length), Math.min(Math.max(to, 0), length)];
  }

  /** Spacers take the height of the rows that are not in the document. */
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

  #addRow(symbol) {
    const row = this.#spare.pop() ?? new Row(this.#template.cloneNode(true));
    const quote = this.#store.get(symbol);
    row.bind(quote);
    row.isInView = true;
    row.paint(quote, this.#trails.of(symbol), performance.now());
    row.paintStar(this.#watchlist.has(symbol));
    row.paintHalt(this.#halted.has(symbol));
    this.#rows.set(symbol, row);
    return row;
  }

  #removeRow(row) {
    // A focused control must not silently switch to another instrument.
    if (row.element.contains(document.activeElement)) document.activeElement.blur();
    this.#flash.clear(row.element);
    this.#behind.delete(row);
    row.element.remove();
    if (this.#spare.length < MAX_ROWS) this.#spare.push(row);
  }

  #star(event) {
    const row = event.target.closest('.star button')?.closest('tr');
    if (row) this.#watchlist.toggle(row.dataset.symbol);
  }
}
