import { positionValue, returnOf, sumPositions } from '../quotes/position-value.js';
import { siteUrl } from '../shared/base-url.js';
import { make, setText } from '../shared/elements.js';
import { decimalsOf, formatChange, formatPercent, formatPrice, formatQuantity, toneOf } from '../shared/format.js';
import { readSetting, saveSetting } from '../shared/local-settings.js';

/** The columns after the symbol. Those with a tone are coloured by their sign. */
const COLUMNS = [
  { name: 'Quantity', text: ({ position }) => formatQuantity(position.quantity) },
  { name: 'Average cost', text: ({ position, quote }) => formatPrice(position.cost, quote?.decimals ?? decimalsOf(position.cost)) },
  { name: 'Value', text: ({ value }) => (value ? formatPrice(value.value, 2) : '–') },
  { name: 'Today', text: ({ value }) => (value ? formatChange(value.today, 2) : '–'), tone: ({ value }) => value?.today },
  { name: 'Total', text: ({ value }) => (value ? formatChange(value.total, 2) : '–'), tone: ({ value }) => value?.total },
  { name: 'Return', text: ({ value }) => (value ? percent(value) : '–'), tone: ({ value }) => value?.total },
];

const percent = value => {
  const part = returnOf(value);
  return part === null ? '–' : formatPercent(part);
};

/** What the user holds: the sum, and below it, when opened, a table of the positions. */
export class PositionsPanel {
  #store;
  #positions;
  #sum = { Value: make('b'), Today: make('b'), Total: make('b') };
  #rows = new Map();
  #body = make('tbody');

  /** @param {HTMLDetailsElement} element @param {import('../quotes/quote-store.js').QuoteStore} store */
  constructor(element, store, positions) {
    this.#store = store;
    this.#positions = positions;
    element.open = readSetting('positionsOpen', false) === true;
    element.addEventListener('toggle', () => saveSetting('positionsOpen', element.open || undefined));
    const figures = Object.entries(this.#sum).map(([name, value]) => make('span', { className: 'sum' }, `${name} `, value));
    element.append(
      make('summary', {}, make('h2', {}, 'Positions'), ...figures),
      make('div', { className: 'positions-scroll' },
        make('table', {}, make('thead', {}, make('tr', {}, ...['Symbol', ...COLUMNS.map(column => column.name)].map(name => make('th', { scope: 'col' }, name)), make('td'))), this.#body)));
  }

  /** Shows the current values. */
  paint() {
    const { all } = this.#positions;
    const sum = sumPositions(all, symbol => this.#store.get(symbol));
    setText(this.#sum.Value, formatPrice(sum.value, 2));
    setText(this.#sum.Today, formatChange(sum.today, 2));
    setText(this.#sum.Total, `${formatChange(sum.total, 2)} (${percent(sum)})`);
    this.#sum.Today.className = toneOf(sum.today);
    this.#sum.Total.className = toneOf(sum.total);
    if (all.map(position => position.symbol).join() !== [...this.#rows.keys()].join()) this.#build(all);
    for (const position of all) {
      const quote = this.#store.get(position.symbol);
      const row = { position, quote, value: quote && positionValue(position, quote) };
      COLUMNS.forEach(({ text, tone }, i) => {
        const cell = this.#rows.get(position.symbol)[i];
        setText(cell, text(row));
        if (tone) cell.className = toneOf(tone(row) ?? 0);
      });
    }
  }

  #build(all) {
    this.#rows = new Map();
    this.#body.replaceChildren(...all.map(({ symbol }) => {
      const cells = COLUMNS.map(() => make('td'));
      this.#rows.set(symbol, cells);
      const edit = make('button', { type: 'button', className: 'button quiet', ariaLabel: `Edit the position in ${symbol}` }, 'Edit');
      edit.dataset.open = 'position';
      edit.dataset.for = symbol;
      return make('tr', {},
        make('th', { scope: 'row' }, make('a', { href: siteUrl(`stocks/${encodeURIComponent(symbol)}`) }, symbol)), ...cells, make('td', {}, edit));
    }));
  }
}
