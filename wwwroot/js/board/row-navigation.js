import { isKeyHandled, onShortcut } from '../shared/shortcuts.js';

/** Rows per key. */
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

/** Keyboard navigation in the rows. The focused row is the current one; Enter follows its link. */
export class RowNavigation {
  #table;
  #symbol = '';

  /**
   * @param {Table} table
   * @param {HTMLInputElement} search Arrow Down moves from here to the rows
   * @param {(symbol: string) => void} star
   */
  constructor(table, search, star) {
    this.#table = table;
    search.addEventListener('keydown', event => {
      if (event.key !== 'ArrowDown' || !table.isShown) return;
      event.preventDefault();
      this.#go(0);
    });
    document.addEventListener('keydown', event => this.#press(event));
    onShortcut('j', () => this.#go(this.#step(1)));
    onShortcut('k', () => this.#go(this.#step(-1)));
    onShortcut('w', () => this.#current && star(this.#current));
  }

  /** Symbol of the focused row. */
  get #current() {
    return this.#table.body.contains(document.activeElement) ? document.activeElement.closest('tr').dataset.symbol : '';
  }

  #press(event) {
    if (!this.#table.isShown || isKeyHandled(event) || event.shiftKey) return;
    const inside = this.#current !== '';
    if (event.key === 'Escape' && inside) document.activeElement.blur();
    // Outside the rows only Arrow Down enters them; other keys scroll as usual.
    const entering = event.key === 'ArrowDown' && document.activeElement === document.body;
    if (!(event.key in STEPS) || !(inside || entering)) return;
    event.preventDefault();
    this.#go(this.#step(STEPS[event.key]));
  }

  #step(by) {
    const { symbols } = this.#table;
    const current = this.#current;
    const at = symbols.indexOf(current || this.#symbol);
    if (current) return at + by;
    // Returns to the previous row if it is still visible.
    return at >= 0 && this.#table.isInSight(at) ? at : this.#table.firstInSight;
  }

  #go(index) {
    const { symbols } = this.#table;
    if (!this.#table.isShown || !symbols.length) return;
    this.#symbol = symbols[Math.min(Math.max(index, 0), symbols.length - 1)];
    this.#table.focus(this.#symbol);
  }
}
