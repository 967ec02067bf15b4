import { positionValue, returnOf, sumPositions } from '../quotes/position-value.js';
import { siteUrl } from '../shared/base-url.js';
import { make, setText } from '../shared/elements.js';
import { formatAmount, formatChange, formatCount, formatPercent, formatPrice, toneOf, usualDecimals } from '../shared/format.js';
import { readSetting, saveSetting } from '../shared/local-settings.js';

/** The columns after the symbol. Those with a tone are coloured by their sign. */
const COLUMNS = [
  { name: 'Quantity', text: ({ position }) => formatCount(position.quantity) },
  { name: 'Average cost', text: ({ position, quote }) => formatPrice(position.cost, quote?.decimals ?? usualDecimals(position.cost)) },
  { name: 'Value', text: ({ value, quote }) => formatAmount(value.value, quote?.currency) },
  { name: 'Today', text: ({ value }) => formatChange(value.today, 2), tone: ({ value }) => value.today },
  { name: 'Total', text: ({ value }) => formatChange(value.total, 2), tone: ({ value }) => value.total },
  { name: 'Return', text: ({ value }) => formatPercent(returnOf(value)), tone: ({ value }) => value.total },
];

/** What the summary shows of each sum. */
const SUMS = {
  Value: ({ value }) => formatPrice(value, 2),
  Today: ({ today }) => formatChange(today, 2),
  Total: sum => `${formatChange(sum.total, 2)} (${formatPercent(returnOf(sum))})`,
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
    const sums = [...sumPositions(all, symbol => this.#store.get(symbol))];
    const named = sums.length > 1 || (sums.length && sums[0][0] !== 'USD');
    for (const [name, text] of Object.entries(SUMS)) {
      setText(this.#sum[name], sums.map(([currency, sum]) => text(sum) + (named ? ` ${currency}` : '')).join(', ') || '–');
      // Sums in several currencies may differ in sign.
      if (name !== 'Value') this.#sum[name].className = sums.length === 1 ? toneOf(sums[0][1][name.toLowerCase()]) : '';
    }
    if (all.map(position => position.symbol).join() !== [...this.#rows.keys()].join()) this.#build(all);
    for (const position of all) {
      const quote = this.#store.get(position.symbol);
      const row = { position, quote, value: positionValue(position, quote ?? {}) };
      COLUMNS.forEach(({ text, tone }, i) => {
        const cell = this.#rows.get(position.symbol)[i];
        setText(cell, text(row));
        if (tone) cell.className = toneOf(tone(row));
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
