import { readSetting, saveSetting } from '../shared/local-settings.js';

const MOVES = ['up', 'down'];

/** The filter of the board: text in the symbol or name, sector, gainers or losers, starred instruments. Dispatches `change`. */
export class Search extends EventTarget {
  #input;
  #sectorLinks;
  #watchButton;
  #watchlist;
  #sharedLink;
  #moves;

  /** Search text in lower case. */
  text = '';
  /** Selected sector; empty for all. */
  sector = '';
  /** `up` for gainers, `down` for losers; empty for all. */
  move = '';
  /** Symbols from the URL, in upper case; null for all. */
  symbols = null;
  /** Whether only starred instruments are shown; stored on this device like the stars. */
  starred = readSetting('starred', false) === true;

  constructor({ form, sectors, moves, watchButton, watchlist, query }) {
    super();
    this.#input = form.elements.q;
    this.#sectorLinks = [...sectors.querySelectorAll('a')];
    this.#watchButton = watchButton;
    this.#watchlist = watchlist;
    this.sector = query.get('sector') ?? '';
    this.#moves = moves;
    this.move = MOVES.includes(query.get('move')) ? query.get('move') : '';
    moves.value = this.move;
    moves.addEventListener('change', () => {
      this.move = moves.value;
      this.#changed();
    });
    this.symbols = query.get('symbols') ? new Set(query.get('symbols').toUpperCase().split(',')) : null;
    this.#sharedLink = document.getElementById('shared-list');
    this.#sharedLink?.addEventListener('click', event => this.#leaveShared(event));
    // A link to a list shows that list, whatever is starred here.
    if (this.symbols) this.starred = false;
    this.#input.value ||= query.get('q') ?? '';
    this.text = this.#input.value.trim().toLowerCase();

    form.addEventListener('submit', event => event.preventDefault());
    this.#input.addEventListener('input', () => this.#type());
    this.#input.addEventListener('keydown', event => event.key === 'Escape' && this.#escape(event));
    for (const link of this.#sectorLinks) link.addEventListener('click', event => this.#pickSector(event));
    watchButton.setAttribute('aria-pressed', this.starred);
    watchButton.addEventListener('click', () => {
      this.starred = !this.starred;
      this.#changed();
    });
  }

  /** The text as typed. */
  get words() {
    return this.#input.value.trim();
  }

  get input() {
    return this.#input;
  }

  focus() {
    this.#input.focus();
    this.#input.select();
  }

  /** Whether any filter is active. */
  get narrows() {
    return Boolean(this.text || this.sector || this.move || this.starred || this.symbols);
  }

  /** Returns the matching symbols. Unless sorted, those that start with the text come first. */
  apply(symbols, store, ordered) {
    if (!this.narrows) return symbols;
    // A watchlist has its own order.
    if (this.starred && !ordered) symbols = [...this.#watchlist.symbols].filter(symbol => store.get(symbol));
    const first = [];
    const rest = [];
    for (const symbol of symbols) {
      const quote = store.get(symbol);
      if (!this.#matches(quote)) continue;
      // The search text starts with the symbol.
      const leads = this.text && !ordered && quote.searchText.startsWith(this.text);
      (leads ? first : rest).push(symbol);
    }
    return first.concat(rest);
  }

  /** Removes all filters. */
  clear() {
    this.#input.value = '';
    this.text = '';
    this.sector = '';
    this.move = this.#moves.value = '';
    this.starred = false;
    this.symbols = null;
    this.#changed();
  }

  /** Writes the filter to a query string, without the stars, which belong to this device. */
  write(query) {
    query.delete('page');
    if (this.text) query.set('q', this.words);
    else query.delete('q');
    if (this.sector) query.set('sector', this.sector);
    else query.delete('sector');
    if (this.move) query.set('move', this.move);
    else query.delete('move');
    if (this.symbols) query.set('symbols', [...this.symbols].join());
    else query.delete('symbols');
  }

  /** A URL that others can open: a starred list becomes a list of symbols. */
  get address() {
    const address = new URL(location.href);
    if (this.starred && this.#watchlist.size) address.searchParams.set('symbols', [...this.#watchlist.symbols].join());
    return address.href;
  }

  /** Marks the active sector and button, and keeps the links' URLs current for new tabs. */
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
      && (!this.move || (this.move === 'up' ? quote.change > 0 : quote.change < 0))
      && (!this.symbols || this.symbols.has(quote.symbol.toUpperCase()))
      && (!this.starred || this.#watchlist.has(quote.symbol))
      && (!this.text || quote.searchText.includes(this.text));
  }

  #type() {
    this.text = this.words.toLowerCase();
    this.#changed();
  }

  #escape(event) {
    // Only some browsers clear a search box on Escape.
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
