import { siteUrl } from '../shared/base-url.js';
import { make } from '../shared/elements.js';

/** The dialog that sets what the user holds of an instrument. */
export class PositionDialog {
  #positions;
  #announce;
  #form;
  #dialog;
  #problem = make('p', { className: 'problem', role: 'status' });
  #place = make('p', { className: 'hint' });
  #remove = make('button', { type: 'button', className: 'button', onclick: () => this.#delete() }, 'Remove position');

  constructor({ positions, announce }) {
    this.#positions = positions;
    this.#announce = announce;
    this.#form = this.#build();
    this.#dialog = make('dialog', { className: 'panel', 'aria-labelledby': 'position-heading' },
      make('div', { className: 'panel-head' }, make('h2', { id: 'position-heading' }, 'Position'),
        make('button', { type: 'button', className: 'button quiet', onclick: () => this.#dialog.close() }, 'Close')),
      this.#form, this.#place);
    document.body.append(this.#dialog);
  }

  /** @param {string} [symbol] preselected instrument */
  toggle(symbol = '') {
    this.#form.elements.symbol.value = symbol;
    this.#problem.textContent = '';
    this.#place.textContent = `Profit and loss are calculated from the live price. Your position ${this.#positions.place}.`;
    this.#fill();
    this.#dialog.showModal();
    this.#form.elements[symbol ? 'quantity' : 'symbol'].focus();
  }

  #build() {
    const number = name => make('input', { name, type: 'number', required: true, step: 'any', inputMode: 'decimal' });
    return make('form', { className: 'alert-form', onsubmit: event => this.#submit(event) },
      make('label', { className: 'field' }, make('span', {}, 'Symbol'), make('input', {
        name: 'symbol', type: 'text', required: true, autocomplete: 'off', autocapitalize: 'characters', spellcheck: false, maxLength: 20,
        onchange: () => this.#fill(),
      })),
      make('label', { className: 'field' }, make('span', {}, 'Quantity'), number('quantity')),
      make('label', { className: 'field' }, make('span', {}, 'Average cost'), number('cost')),
      make('p', { className: 'hint' }, 'A negative quantity is a short position.'),
      make('div', { className: 'row' }, make('button', { className: 'button primary' }, 'Save position'), this.#remove), this.#problem);
  }

  /** Shows the position of the instrument. */
  #fill() {
    const { symbol, quantity, cost } = this.#form.elements;
    symbol.value = symbol.value.trim();
    const position = this.#positions.of(symbol.value);
    quantity.value = position?.quantity ?? '';
    cost.value = position?.cost ?? '';
    this.#remove.hidden = !position;
  }

  async #submit(event) {
    event.preventDefault();
    const { elements } = this.#form;
    const position = { symbol: elements.symbol.value, quantity: Number(elements.quantity.value), cost: Number(elements.cost.value) };
    if (position.quantity === 0) {
      this.#problem.textContent = 'Enter a quantity other than 0, or remove the position.';
      return;
    }
    const response = await fetch(siteUrl(`quotes/${encodeURIComponent(position.symbol)}`)).catch(() => null);
    if (response?.status === 404) {
      this.#problem.textContent = `No instrument is called ${position.symbol}.`;
      return;
    }
    // As the market writes it.
    if (response?.ok) position.symbol = (await response.json()).symbol;
    this.#positions.set(position);
    this.#announce(`Position in ${position.symbol} saved.`);
    this.#dialog.close();
  }

  #delete() {
    const symbol = this.#form.elements.symbol.value;
    this.#positions.remove(symbol);
    this.#announce(`Position in ${symbol} removed.`);
    this.#dialog.close();
  }
}
