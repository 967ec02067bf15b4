/** Columns whose order stands still while the market moves. */
const STILL = new Set(['symbol']);

/** The order of the rows: a column and a direction, or the market's own order. The headers show it. */
export class Sort extends EventTarget {
  #links;

  /** @param {HTMLTableSectionElement} head @param {URLSearchParams} query the order asked for */
  constructor(head, query) {
    super();
    this.#links = [...head.querySelectorAll('[data-sort]')];
    const known = this.#links.some(link => link.dataset.sort === query.get('sort'));
    this.field = known ? query.get('sort') : null;
    this.descending = known && query.get('order') === 'desc';
    for (const link of this.#links) link.addEventListener('click', event => this.#click(event));
  }

  /** Whether the order changes as prices move. */
  get moves() {
    return this.field !== null && !STILL.has(this.field);
  }

  /**
   * Puts symbols in order; ties stay in the market's order. A new array, unless there is nothing to do.
   * @param {string[]} symbols @param {(symbol: string, field: string) => number | string} keyOf what is sorted by
   */
  apply(symbols, keyOf) {
    const { field } = this;
    if (!field) return symbols;
    const sign = this.descending ? -1 : 1;
    const keyed = symbols.map(symbol => ({ symbol, key: keyOf(symbol, field) }));
    keyed.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : 0));
    return keyed.map(entry => entry.symbol);
  }

  /** Writes the order into an address. */
  write(query) {
    query.delete('sort');
    query.delete('order');
    if (!this.field) return;
    query.set('sort', this.field);
    query.set('order', this.descending ? 'desc' : 'asc');
  }

  /** Sets each header's `aria-sort`, and what a click on it in a new tab would ask for. */
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

  /** What a click asks for: the column's first order, then the other, then the market's own again. */
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
