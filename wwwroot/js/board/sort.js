/** Columns whose order does not change with prices. */
const STILL = new Set(['symbol']);

/** The row order: a column and a direction, or the market's order. Shown by the headers. */
export class Sort extends EventTarget {
  #links;

  /** @param {HTMLTableSectionElement} head @param {URLSearchParams} query the initial order */
  constructor(head, query) {
    super();
    this.#links = [...head.querySelectorAll('[data-sort]')];
    const known = this.#links.some(link => link.dataset.sort === query.get('sort'));
    this.field = known ? query.get('sort') : null;
    this.descending = known && query.get('order') === 'desc';
    for (const link of this.#links) link.addEventListener('click', event => this.#click(event));
  }

  /** Whether the order changes with prices. */
  get moves() {
    return this.field !== null && !STILL.has(this.field);
  }

  /**
   * Returns the symbols sorted; ties keep the market's order. The same array if no column is selected.
   * @param {string[]} symbols @param {(symbol: string, field: string) => number | string} keyOf sort key
   */
  apply(symbols, keyOf) {
    const { field } = this;
    if (!field) return symbols;
    const sign = this.descending ? -1 : 1;
    const keyed = symbols.map(symbol => ({ symbol, key: keyOf(symbol, field) }));
    // What is not known comes last in both directions.
    keyed.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : (a.key === undefined) - (b.key === undefined)));
    return keyed.map(entry => entry.symbol);
  }

  /** Writes the order to a query string. */
  write(query) {
    query.delete('sort');
    query.delete('order');
    if (!this.field) return;
    query.set('sort', this.field);
    query.set('order', this.descending ? 'desc' : 'asc');
  }

  /** Sets `aria-sort` on the headers, and their URLs for new tabs. */
  show(query) {
    for (const link of this.#links) {
      const field = link.dataset.sort;
      const order = field !== this.field ? 'none' : this.descending ? 'descending' : 'ascending';
      link.closest('th').setAttribute('aria-sort', order);
      const next = new URLSearchParams(query);
      const [sort, descending] = this.#after(field);
      next.delete('sort');
      next.delete('order');
      if (sort) next.set('sort', sort);
      if (sort) next.set('order', descending ? 'desc' : 'asc');
      link.search = next;
    }
  }

  /** The order after a click: the column's default direction, then the other, then the market's order. */
  #after(field) {
    const first = field !== 'symbol';
    if (field !== this.field) return [field, first];
    return this.descending === first ? [field, !first] : [null, false];
  }

  #click(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    [this.field, this.descending] = this.#after(event.currentTarget.dataset.sort);
    this.dispatchEvent(new Event('change'));
  }
}
