import { findInstruments, loadInstruments } from '../quotes/symbol-search.js';
import { make } from '../shared/elements.js';
import { uniqueId } from '../shared/liveness-lock.js';

const MAX_MATCHES = 8;

/** The menu below the Compare button: finds an instrument by symbol or name and adds it to the chart, or removes it. */
export class CompareMenu {
  #button;
  #choice;
  #list = make('ul', { role: 'listbox', id: `matches-${uniqueId()}`, ariaLabel: 'Instruments' });
  #input = make('input', {
    type: 'search', role: 'combobox', ariaLabel: 'Compare with', placeholder: 'Symbol or company', autocomplete: 'off', spellcheck: false,
    maxLength: 80, ariaExpanded: 'true', ariaAutoComplete: 'list', 'aria-controls': this.#list.id,
    oninput: () => this.#find(), onkeydown: event => this.#press(event),
  });
  #hint = make('p', { className: 'hint', role: 'status' });
  #menu = make('div', { className: 'compare-menu', popover: 'auto', role: 'dialog', ariaLabel: 'Compare' }, this.#input, this.#list, this.#hint);
  #active = -1;

  /**
   * @param {HTMLElement} button
   * @param {{ symbol: string, has: (symbol: string) => boolean, isFull: boolean, limit: number, toggle: (symbol: string) => void }} choice
   */
  constructor(button, choice) {
    this.#button = button;
    this.#choice = choice;
    button.after(this.#menu);
    this.#menu.addEventListener('toggle', ({ newState }) => {
      button.setAttribute('aria-expanded', newState === 'open');
      if (newState === 'open') this.#input.focus();
    });
  }

  toggle() {
    this.#input.value = '';
    const box = this.#button.getBoundingClientRect();
    this.#menu.togglePopover();
    const left = Math.min(box.left, document.documentElement.clientWidth - this.#menu.offsetWidth - 8);
    Object.assign(this.#menu.style, { top: `${box.bottom + 6}px`, left: `${Math.max(left, 8)}px` });
    return this.#find();
  }

  async #find() {
    const all = await loadInstruments().catch(error => void (this.#hint.textContent = error.message));
    if (!all) return;
    const others = all.filter(({ symbol }) => symbol !== this.#choice.symbol);
    const chosen = others.filter(({ symbol }) => this.#choice.has(symbol));
    const found = this.#input.value.trim() ? findInstruments(others, this.#input.value, MAX_MATCHES) : [...chosen, ...others].slice(0, MAX_MATCHES);
    this.#list.replaceChildren(...[...new Set(found)].map(one => this.#option(one)));
    this.#hint.textContent = !found.length ? 'Nothing matches.'
      : this.#choice.isFull ? `At most ${this.#choice.limit} instruments can be compared.` : '';
    this.#activate(found.length ? 0 : -1);
  }

  #option({ symbol, name }) {
    const isChosen = this.#choice.has(symbol);
    return make('li', {
      role: 'option', id: `match-${symbol}`, ariaSelected: String(isChosen), ariaDisabled: String(this.#choice.isFull && !isChosen),
      onclick: () => this.#pick(symbol), onpointerdown: event => event.preventDefault(),
    }, make('b', {}, symbol), make('span', {}, name));
  }

  #press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = this.#list.children.length;
    if (step && count) this.#activate((this.#active + step + count) % count);
    else if (event.key === 'Enter' && this.#active >= 0) this.#list.children[this.#active].click();
    else return;
    event.preventDefault();
  }

  #activate(index) {
    this.#active = index;
    [...this.#list.children].forEach((option, i) => option.classList.toggle('active', i === index));
    const option = this.#list.children[index];
    if (option) this.#input.setAttribute('aria-activedescendant', option.id);
    else this.#input.removeAttribute('aria-activedescendant');
    option?.scrollIntoView({ block: 'nearest' });
  }

  #pick(symbol) {
    if (this.#choice.isFull && !this.#choice.has(symbol)) return;
    this.#choice.toggle(symbol);
    this.#menu.hidePopover();
    this.#button.focus();
  }
}
