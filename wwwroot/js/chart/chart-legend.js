import { make, setText } from '../shared/elements.js';

/** The names and values of the lines over the chart. */
export class ChartLegend {
  #list;
  #removed;
  #items = new Map();

  /** @param {HTMLElement} list @param {(symbol: string) => void} removed called when the user removes an instrument */
  constructor(list, removed) {
    this.#list = list;
    this.#removed = removed;
  }

  /**
   * Shows these lines, in this order.
   * @param {{ name: string, className: string, value: string, isRemovable?: boolean }[]} lines
   */
  show(lines) {
    const names = lines.map(line => line.name).join();
    if (names !== [...this.#items.keys()].join()) this.#build(lines);
    for (const { name, value } of lines) setText(this.#items.get(name), value);
  }

  #build(lines) {
    this.#items = new Map(lines.map(({ name }) => [name, make('b')]));
    this.#list.replaceChildren(...lines.map(({ name, className, isRemovable }) => make('li', {},
      make('i', { className: `swatch ${className}` }), make('span', {}, name), this.#items.get(name),
      ...(isRemovable
        ? [make('button', { type: 'button', ariaLabel: `Remove ${name}`, onclick: () => this.#removed(name) }, '×')]
        : []))));
  }
}
