import { isKeyHandled, onShortcut } from '../shared/shortcuts.js';

/** How far each key goes. */
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

/** Walks through the rows by the keyboard. The row that has the focus is the current one; Enter follows its link. */
export class RowNavigation {
  #table;
  #symbol = '';

  /**
   * @param {Table} table
   * @param {HTMLInputElement} search from which the arrow leads down to the rows
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

  /** The symbol of the row that has the focus. */
  get #current() {
    return this.#table.body.contains(document.activeElement) ? document.activeElement.closest('tr').dataset.symbol : '';
  }

  #press(event) {
    if (!this.#table.isShown || isKeyHandled(event) || event.shiftKey) return;
    const inside = this.#current !== '';
    if (event.key === 'Escape' && inside) document.activeElement.blur();
    // From nowhere the arrow enters the rows; every other key scrolls, as everywhere.
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
    // Whoever comes back, comes back to where they were, unless that has been scrolled away.
    return at >= 0 && this.#table.isInSight(at) ? at : this.#table.firstInSight;
  }

  #go(index) {
    const { symbols } = this.#table;
    if (!this.#table.isShown || !symbols.length) return;
    this.#symbol = symbols[Math.min(Math.max(index, 0), symbols.length - 1)];
    this.#table.focus(this.#symbol);
  }
}
