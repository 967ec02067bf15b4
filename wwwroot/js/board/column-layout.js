import { readSetting, saveSetting } from '../shared/local-settings.js';

/** Widths in pixels. */
const MIN_WIDTH = 48;
const MAX_WIDTH = 320;
const STEP = 8;

/** How near to its right edge a header is resized instead of moved, in pixels. */
const EDGE = 8;

/** How far the pointer moves before a header is dragged instead of clicked, in pixels. */
const DRAG = 6;

/**
 * Order and widths of the columns after the symbol, stored on this device. `first-paint.js` applies them. Headers are dragged, or
 * moved by Shift with the left and right arrow keys, and resized at their right edge, or by the same keys with Alt.
 */
export class ColumnLayout {
  #head;
  #announce;
  #drag = null;

  /** @param {HTMLTableSectionElement} head @param {(words: string) => void} announce */
  constructor(head, announce) {
    this.#head = head;
    this.#announce = announce;
    head.addEventListener('keydown', event => this.#press(event));
    head.addEventListener('pointerdown', event => this.#grab(event));
    head.addEventListener('pointermove', event => this.#hover(event));
    // The link in a header must not be dragged itself.
    head.addEventListener('dragstart', event => event.preventDefault());
    addEventListener('pointermove', event => this.#pull(event));
    addEventListener('pointerup', event => this.#release(event));
    addEventListener('pointercancel', () => this.#end());
  }

  /** The columns in order. @returns {{ name: string, label: string, isShown: boolean }[]} */
  get columns() {
    const headers = [...this.#head.querySelectorAll('th')].map(header => {
      const link = header.querySelector('[data-sort]');
      return { name: link.dataset.sort, label: link.textContent, isShown: header.offsetWidth > 0, order: Number(getComputedStyle(header).order) };
    });
    return headers.filter(({ name }) => name !== 'symbol').sort((a, b) => a.order - b.order);
  }

  /** Moves a column by a number of shown columns. */
  move(name, by) {
    const shown = this.columns.filter(column => column.isShown || column.name === name);
    const to = shown[shown.findIndex(column => column.name === name) + by];
    if (to) this.#place(name, to.name, by > 0);
  }

  /** Makes a column wider or, with a negative number of steps, narrower. */
  resize(name, steps) {
    this.#setWidth(name, this.#header(name).offsetWidth + steps * STEP);
    this.#announce(`${this.#label(name)} is ${this.#header(name).offsetWidth} pixels wide.`);
  }

  /** Restores the usual order and widths. */
  reset() {
    saveSetting('columnOrder', undefined);
    saveSetting('columnWidths', undefined);
    globalThis.applyColumnLayout();
  }

  /** Places a column before or after another one. */
  #place(name, other, isAfter) {
    const order = this.columns.map(column => column.name).filter(column => column !== name);
    order.splice(order.indexOf(other) + isAfter, 0, name);
    saveSetting('columnOrder', order);
    globalThis.applyColumnLayout();
    const shown = this.columns.filter(column => column.isShown);
    this.#announce(`${this.#label(name)} is column ${shown.findIndex(column => column.name === name) + 2} of ${shown.length + 1}.`);
  }

  #setWidth(name, width) {
    saveSetting('columnWidths', { ...readSetting('columnWidths', {}), [name]: Math.round(Math.min(Math.max(width, MIN_WIDTH), MAX_WIDTH)) });
    globalThis.applyColumnLayout();
  }

  #press(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const name = event.target.closest('[data-sort]')?.dataset.sort;
    if (!by || !event.shiftKey || !name || name === 'symbol') return;
    event.preventDefault();
    if (event.altKey) this.resize(name, by);
    else this.move(name, by);
  }

  #grab(event) {
    const header = event.target.closest('th');
    const name = header?.querySelector('[data-sort]').dataset.sort;
    // Touch scrolls the page; the dialog has buttons.
    if (!name || name === 'symbol' || event.button || event.pointerType === 'touch') return;
    this.#drag = { name, header, isEdge: isAtEdge(header, event), x: event.clientX, width: header.offsetWidth, hasMoved: false };
  }

  #hover(event) {
    const header = event.target.closest('th');
    this.#head.classList.toggle('at-edge', Boolean(this.#drag?.isEdge || (header && !header.matches('.symbol') && isAtEdge(header, event))));
  }

  #pull({ clientX }) {
    if (!this.#drag) return;
    const { name, header, isEdge, x, width } = this.#drag;
    this.#drag.hasMoved ||= Math.abs(clientX - x) > DRAG;
    if (!this.#drag.hasMoved) return;
    header.classList.add('is-dragged');
    if (isEdge) this.#setWidth(name, width + clientX - x);
  }

  #release({ clientX }) {
    const drag = this.#end();
    if (!drag?.hasMoved) return;
    // The click that follows must not sort.
    const stop = event => event.preventDefault();
    this.#head.addEventListener('click', stop, { capture: true, once: true });
    setTimeout(() => this.#head.removeEventListener('click', stop, { capture: true }));
    if (drag.isEdge) return;
    const target = this.columns.find(({ name }) => {
      const { left, right } = this.#header(name).getBoundingClientRect();
      return clientX >= left && clientX < right;
    });
    if (!target || target.name === drag.name) return;
    this.#place(drag.name, target.name, clientX > drag.x);
  }

  #end() {
    const drag = this.#drag;
    this.#drag = null;
    drag?.header.classList.remove('is-dragged');
    return drag;
  }

  #header(name) {
    return this.#head.querySelector(`[data-sort="${name}"]`).closest('th');
  }

  #label(name) {
    return this.#head.querySelector(`[data-sort="${name}"]`).textContent;
  }
}

const isAtEdge = (header, { clientX }) => header.getBoundingClientRect().right - clientX < EDGE;
