import { onSettingChange, readSetting, saveSetting } from '../shared/local-settings.js';
import { openList } from './user-list.js';

/** The list that `symbols=@watchlist` streams. It always exists. */
export const DEFAULT_NAME = 'Watchlist';

const MAX_LISTS = 20;
const MAX_NAME_LENGTH = 40;

/** The setting that names the chosen list; without it, the default one is chosen. */
const CHOSEN = 'chosenWatchlist';

/**
 * The starred instruments: the default list and those to which the user has given names, one of which is chosen on this device.
 * Dispatches `change`, also for changes in another tab, and `refused` (with `words`) when the server rejects a change.
 */
export class Watchlist extends EventTarget {
  #default;
  #named;
  #chosen = readSetting(CHOSEN, '');
  #symbols = new Set();

  constructor() {
    super();
    const changed = () => this.#changed();
    const refused = words => this.dispatchEvent(Object.assign(new Event('refused'), { words }));
    const { watchlist, watchlistVersion } = document.documentElement.dataset;
    this.#default = openList('watchlist', {
      changed, refused, isValid: symbol => typeof symbol === 'string',
      rendered: { items: (watchlist ?? '').split(',').filter(Boolean), version: watchlistVersion },
    });
    this.#named = openList('watchlists', { changed, refused, isValid: isWatchlist });
    onSettingChange(CHOSEN, () => this.choose(readSetting(CHOSEN, '')));
    this.#update();
    if (this.#chosen) this.#named.load();
  }

  /** Symbols of the chosen list in the user's order. */
  get symbols() {
    return this.#symbols.keys();
  }

  get size() {
    return this.#symbols.size;
  }

  /** Where the lists are stored, for display. */
  get place() {
    return this.#default.place;
  }

  /** Name of the chosen list. */
  get name() {
    return this.#current?.name ?? DEFAULT_NAME;
  }

  /** All lists, the default one first. @returns {{ name: string, size: number }[]} */
  get lists() {
    return [
      { name: DEFAULT_NAME, size: this.#default.items.length },
      ...this.#named.items.map(({ name, symbols }) => ({ name, size: symbols.length })),
    ];
  }

  has(symbol) {
    return this.#symbols.has(symbol);
  }

  /** Reads the names of all lists. */
  load() {
    return this.#named.load();
  }

  toggle(symbol) {
    const starred = !this.has(symbol);
    this.#changeSymbols(symbols => {
      const others = symbols.filter(other => other !== symbol);
      return starred ? [...others, symbol] : others;
    });
  }

  /** Moves an instrument by a number of positions in the chosen list. */
  move(symbol, by) {
    this.#changeSymbols(symbols => {
      const from = symbols.indexOf(symbol);
      if (from < 0) return symbols;
      const others = symbols.filter(other => other !== symbol);
      return others.toSpliced(Math.min(Math.max(from + by, 0), others.length), 0, symbol);
    });
  }

  /** Chooses a list by its name. */
  choose(name) {
    this.#chosen = name === DEFAULT_NAME ? '' : name;
    if (readSetting(CHOSEN, '') !== this.#chosen) saveSetting(CHOSEN, this.#chosen || undefined);
    this.#changed();
  }

  /** Creates an empty list and chooses it. @throws {Error} with a message for the user */
  create(text) {
    const name = this.#checked(text);
    if (this.#named.items.length >= MAX_LISTS) throw new Error(`You have ${MAX_LISTS} lists, which is the maximum.`);
    this.#named.change(lists => [...lists, { name, symbols: [] }]);
    this.choose(name);
  }

  /** Renames the chosen list. @throws {Error} with a message for the user */
  rename(text) {
    const before = this.name;
    if (!this.#current) throw new Error(`${DEFAULT_NAME} can’t be renamed.`);
    const name = this.#checked(text, before);
    this.#named.change(lists => lists.map(list => (list.name === before ? { ...list, name } : list)));
    this.choose(name);
  }

  /** Deletes the chosen list, and chooses the default one. @throws {Error} with a message for the user */
  remove() {
    const before = this.name;
    if (!this.#current) throw new Error(`${DEFAULT_NAME} can’t be deleted.`);
    this.#named.change(lists => lists.filter(list => list.name !== before));
    this.choose(DEFAULT_NAME);
  }

  get #current() {
    return this.#named.items.find(list => list.name === this.#chosen) ?? null;
  }

  #changeSymbols(change) {
    const { name } = this;
    if (this.#current) this.#named.change(lists => lists.map(list => (list.name === name ? { ...list, symbols: change(list.symbols) } : list)));
    else this.#default.change(change);
    this.#changed();
  }

  #checked(text, own = '') {
    const name = text.trim();
    if (!name) throw new Error('Enter a name.');
    if (name.length > MAX_NAME_LENGTH) throw new Error(`A name has at most ${MAX_NAME_LENGTH} characters.`);
    const isTaken = this.lists.some(list => list.name !== own && list.name.toLowerCase() === name.toLowerCase());
    if (isTaken) throw new Error(`There is already a list named ${name}.`);
    return name;
  }

  #changed() {
    this.#update();
    this.dispatchEvent(new Event('change'));
  }

  #update() {
    this.#symbols = new Set(this.#current?.symbols ?? this.#default.items);
  }
}

const isWatchlist = list => typeof list?.name === 'string' && Array.isArray(list.symbols);
