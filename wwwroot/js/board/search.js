import { readSetting, saveSetting } from '../shared/local-settings.js';
import { onShortcut } from '../shared/shortcuts.js';

/** What is looked for: words in a symbol or name, a sector, the starred ones. Dispatches `change`. */
export class Search extends EventTarget {
  #input;
  #sectorLinks;
  #watchButton;
  #watchlist;
  #sharedLink;

  /** Part of a symbol or name, in lower case. */
  text = '';
  /** The sector asked for; empty for all. */
  sector = '';
  /** The instruments that the address names; null for all. */
  symbols = null;
  /** Whether only starred instruments are shown; as the stars, remembered on this device. */
  starred = readSetting('starred', false) === true;

  constructor({ form, sectors, watchButton, watchlist, query }) {
    super();
    this.#input = form.elements.q;
    this.#sectorLinks = [...sectors.querySelectorAll('a')];
    this.#watchButton = watchButton;
    this.#watchlist = watchlist;
    this.sector = query.get('sector') ?? '';
    this.symbols = query.get('symbols') ? new Set(query.get('symbols').toUpperCase().split(',')) : null;
    this.#sharedLink = document.getElementById('shared-list');
    this.#sharedLink?.addEventListener('click', event => this.#leaveShared(event));
    // Who follows a link to a list wants to see that list, whatever was starred here.
    if (this.symbols) this.starred = false;
    this.#input.value ||= query.get('q') ?? '';
    this.text = this.#input.value.trim().toLowerCase();

    form.addEventListener('submit', event => event.preventDefault());
    this.#input.addEventListener('input', () => this.#type());
    this.#input.addEventListener('keydown', event => event.key === 'Escape' && this.#escape(event));
    onShortcut('/', () => {
      this.#input.focus();
      this.#input.select();
    });
    for (const link of this.#sectorLinks) link.addEventListener('click', event => this.#pickSector(event));
    watchButton.setAttribute('aria-pressed', this.starred);
    watchButton.addEventListener('click', () => {
      this.starred = !this.starred;
      this.#changed();
    });
  }

  /** What was typed, as it was typed. */
  get words() {
    return this.#input.value.trim();
  }

  /** The box itself. */
  get input() {
    return this.#input;
  }

  /** Whether anything is left out. */
  get narrows() {
    return Boolean(this.text || this.sector || this.starred || this.symbols);
  }

  /** Symbols that match. Those that begin with the words come first when nothing else says the order. */
  apply(symbols, store, ordered) {
    if (!this.narrows) return symbols;
    const first = [];
    const rest = [];
    for (const symbol of symbols) {
      const quote = store.get(symbol);
      if (!this.#matches(quote)) continue;
      // The search text begins with the symbol.
      const leads = this.text && !ordered && quote.searchText.startsWith(this.text);
      (leads ? first : rest).push(symbol);
    }
    return first.concat(rest);
  }

  /** Looks for nothing any more. */
  clear() {
    this.#input.value = '';
    this.text = '';
    this.sector = '';
    this.starred = false;
    this.symbols = null;
    this.#changed();
  }

  /** Writes into an address what is looked for; stars are this device's own and stay out of it. */
  write(query) {
    query.delete('page');
    if (this.text) query.set('q', this.words);
    else query.delete('q');
    if (this.sector) query.set('sector', this.sector);
    else query.delete('sector');
    if (this.symbols) query.set('symbols', [...this.symbols].join());
    else query.delete('symbols');
  }

  /** The address of what is shown, for somebody else: the watchlist, which is this device's own, as a list of symbols. */
  get address() {
    const address = new URL(location.href);
    if (this.starred && this.#watchlist.size) address.searchParams.set('symbols', [...this.#watchlist.symbols].join());
    return address.href;
  }

  /** Marks the sector and the button that are on, and keeps links right for a new tab. */
  show(query) {
    this.#watchButton.setAttribute('aria-pressed', this.starred);
    for (const link of this.#sectorLinks) {
      const sector = link.dataset.sector ?? '';
      if (sector === this.sector) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
      const next = new URLSearchParams(query);
      if (sector) next.set('sector', sector);
      else next.delete('sector');
      link.search = next;
    }
  }

  #matches(quote) {
    return (!this.sector || quote.sector === this.sector)
      && (!this.symbols || this.symbols.has(quote.symbol))
      && (!this.starred || this.#watchlist.has(quote.symbol))
      && (!this.text || quote.searchText.includes(this.text));
  }

  #type() {
    this.text = this.words.toLowerCase();
    this.#changed();
  }

  #escape(event) {
    // The browser clears a search box too, but only some of them.
    event.preventDefault();
    if (!this.#input.value) this.#input.blur();
    this.#input.value = '';
    this.#type();
  }

  #pickSector(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.sector = event.currentTarget.dataset.sector ?? '';
    this.#changed();
  }

  #leaveShared(event) {
    event.preventDefault();
    this.symbols = null;
    this.#input.focus();
    this.#changed();
  }

  #changed() {
    if (this.#sharedLink) this.#sharedLink.hidden = !this.symbols;
    saveSetting('starred', this.starred || undefined);
    this.dispatchEvent(new Event('change'));
  }
}
