import { formatChange, formatPrice, toneOf, usualDecimals } from '../shared/format.js';

/** The stocks that are shown. */
const STOCKS = 5;

/** A table of the newest prices, written like the tutorial's client: `initial` has all of them, and `update` has one. */
export class PriceTable {
  #body;
  #rows = new Map();

  constructor(table) {
    this.#body = table.tBodies[0];
  }

  clear() {
    this.#rows.clear();
    this.#body.replaceChildren();
  }

  /** Takes an event of `/stock-stream`. @param {MessageEvent} event */
  take({ type, data }) {
    if (type !== 'message') return;
    const message = JSON.parse(data);
    if (message.type === 'initial') {
      for (const [symbol, stock] of Object.entries(message.stocks).slice(0, STOCKS)) this.#show(symbol, stock);
    } else if (this.#rows.has(message.symbol)) this.#show(message.symbol, message);
  }

  #show(symbol, { price, change }) {
    const row = this.#rows.get(symbol) ?? this.#add(symbol);
    const decimals = usualDecimals(price - change);
    row.cells[1].textContent = formatPrice(price, decimals);
    row.cells[2].textContent = formatChange(change, decimals);
    row.cells[2].className = toneOf(change);
  }

  #add(symbol) {
    const row = this.#body.insertRow();
    const head = document.createElement('th');
    head.scope = 'row';
    head.textContent = symbol;
    row.append(head, document.createElement('td'), document.createElement('td'));
    this.#rows.set(symbol, row);
    return row;
  }
}
