import { findInstruments, loadInstruments } from '../quotes/symbol-search.js';
import { make } from '../shared/elements.js';

const MAX_SUGGESTIONS = 20;

/** The dialog that creates, renames, deletes, chooses and orders watchlists. */
export class WatchlistsDialog {
  #watchlist;
  #announce;
  #lists = make('fieldset', { className: 'list-choice' });
  #name = make('input', { type: 'text', name: 'name', maxLength: 40, autocomplete: 'off' });
  #rename = make('button', { type: 'button', className: 'button', onclick: () => this.#try(() => this.#watchlist.rename(this.#name.value)) }, 'Rename');
  #remove = make('button', { type: 'button', className: 'button', onclick: () => this.#try(() => this.#watchlist.remove()) }, 'Delete');
  #symbols = make('ol', { className: 'symbol-order' });
  #order = make('h3');
  #add = make('input', { type: 'text', autocomplete: 'off', autocapitalize: 'characters', spellcheck: false, maxLength: 80, oninput: () => this.#suggest() });
  #suggestions = make('datalist', { id: 'instruments' });
  #problem = make('p', { className: 'problem', role: 'status' });
  #place = make('p', { className: 'hint' });
  #dragged = '';
  #dialog;

  constructor({ watchlist, announce }) {
    this.#watchlist = watchlist;
    this.#announce = announce;
    this.#dialog = this.#build();
    document.body.append(this.#dialog);
    watchlist.addEventListener('change', () => this.#dialog.open && this.#show());
  }

  toggle() {
    this.#problem.textContent = '';
    this.#show();
    this.#dialog.showModal();
    this.#watchlist.load();
  }

  #build() {
    this.#add.setAttribute('list', this.#suggestions.id);
    return make('dialog', { className: 'panel watchlists', 'aria-labelledby': 'watchlists-heading' },
      make('div', { className: 'panel-head' }, make('h2', { id: 'watchlists-heading' }, 'Watchlists'),
        make('button', { type: 'button', className: 'button quiet', onclick: () => this.#dialog.close() }, 'Close')),
      this.#lists,
      make('form', { className: 'row', onsubmit: event => this.#submit(event, () => this.#watchlist.create(this.#name.value)) },
        make('label', { className: 'field' }, make('span', {}, 'Name'), this.#name), make('button', { className: 'button' }, 'Create'), this.#rename, this.#remove),
      this.#order, this.#symbols,
      make('form', { className: 'row', onsubmit: event => this.#submit(event, () => this.#addSymbol()) },
        make('label', { className: 'field' }, make('span', {}, 'Symbol'), this.#add), this.#suggestions, make('button', { className: 'button' }, 'Add')),
      this.#problem, this.#place);
  }

  #show() {
    const { lists, name } = this.#watchlist;
    this.#lists.replaceChildren(make('legend', { className: 'visually-hidden' }, 'Shown list'), ...lists.map(list => make('label', { className: 'check' },
      make('input', { type: 'radio', name: 'list', value: list.name, checked: list.name === name, onchange: () => this.#watchlist.choose(list.name) }),
      make('span', {}, list.name), make('small', {}, String(list.size)))));
    const isDefault = name === lists[0].name;
    this.#name.value = isDefault ? '' : name;
    this.#rename.disabled = this.#remove.disabled = isDefault;
    this.#order.textContent = `Order of ${name}`;
    this.#place.textContent = `Your watchlist ${this.#watchlist.place}. The star next to a symbol adds it to the list that is chosen here.`;
    this.#showSymbols();
  }

  #showSymbols() {
    const symbols = [...this.#watchlist.symbols];
    const focused = this.#symbols.contains(document.activeElement) ? document.activeElement.ariaLabel : '';
    this.#symbols.replaceChildren(...symbols.map((symbol, i) => this.#item(symbol, i, symbols.length)));
    if (!focused) return;
    // The same button, its counterpart at an end of the list, or the field below.
    const [button] = [...this.#symbols.querySelectorAll('button:enabled')].filter(({ ariaLabel }) => ariaLabel === focused
      || ariaLabel.replace(/up|down/, '') === focused.replace(/up|down/, '')).sort((a, b) => (b.ariaLabel === focused) - (a.ariaLabel === focused));
    (button ?? this.#add).focus();
  }

  #item(symbol, index, count) {
    const button = (text, ariaLabel, act, disabled = false) =>
      make('button', { type: 'button', className: 'button quiet', ariaLabel, disabled, onclick: act }, text);
    return make('li', {
      draggable: true, className: 'symbol-item',
      ondragstart: event => {
        this.#dragged = symbol;
        event.dataTransfer.effectAllowed = 'move';
      },
      ondragover: event => this.#dragged && event.preventDefault(),
      ondrop: event => this.#drop(event, index),
      ondragend: () => (this.#dragged = ''),
    },
    make('b', {}, symbol),
    button('↑', `Move ${symbol} up`, () => this.#move(symbol, -1), index === 0),
    button('↓', `Move ${symbol} down`, () => this.#move(symbol, 1), index === count - 1),
    button('Remove', `Remove ${symbol}`, () => this.#watchlist.toggle(symbol)));
  }

  #drop(event, index) {
    event.preventDefault();
    if (this.#dragged) this.#move(this.#dragged, index - [...this.#watchlist.symbols].indexOf(this.#dragged));
  }

  #move(symbol, by) {
    this.#watchlist.move(symbol, by);
    const symbols = [...this.#watchlist.symbols];
    this.#announce(`${symbol} is number ${symbols.indexOf(symbol) + 1} of ${symbols.length}.`);
  }

  async #suggest() {
    const all = await loadInstruments().catch(() => []);
    const found = findInstruments(all, this.#add.value, MAX_SUGGESTIONS);
    this.#suggestions.replaceChildren(...found.map(({ symbol, name }) => make('option', { value: symbol }, name)));
  }

  async #addSymbol() {
    const text = this.#add.value.trim();
    const found = (await loadInstruments()).find(({ symbol }) => symbol.toLowerCase() === text.toLowerCase());
    if (!found) throw new Error(text ? `No instrument is called ${text}.` : 'Enter a symbol.');
    if (this.#watchlist.has(found.symbol)) throw new Error(`${found.symbol} is already in the list.`);
    this.#watchlist.toggle(found.symbol);
    this.#add.value = '';
  }

  #submit(event, act) {
    event.preventDefault();
    return this.#try(act);
  }

  async #try(act) {
    this.#problem.textContent = '';
    try {
      await act();
    } catch (error) {
      this.#problem.textContent = error.message;
    }
  }
}
