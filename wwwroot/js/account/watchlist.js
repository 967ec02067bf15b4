import { siteUrl } from '../shared/base-url.js';
import { onSettingChange, readSetting, saveSetting } from '../shared/local-settings.js';
import { isSignedIn } from './account.js';
import { readWatchlist, writeWatchlist } from './user-api.js';

/**
 * The starred instruments: the user's, stored by the server, or this device's. Dispatches `change`, also for changes in
 * another tab, and `refused` (with `words`) when the server rejects a change.
 */
export class Watchlist extends EventTarget {
  #symbols;
  #keeper;

  constructor() {
    super();
    const changed = symbols => {
      this.#symbols = new Set(symbols);
      this.dispatchEvent(new Event('change'));
    };
    const refused = words => this.dispatchEvent(Object.assign(new Event('refused'), { words }));
    this.#keeper = isSignedIn() ? new ServerKeeper(changed, refused) : new DeviceKeeper(changed);
    this.#symbols = new Set(this.#keeper.symbols);
  }

  /** Symbols in the order in which they were starred. */
  get symbols() {
    return this.#symbols.keys();
  }

  get size() {
    return this.#symbols.size;
  }

  /** Where the list is stored, for display. */
  get place() {
    return this.#keeper.place;
  }

  has(symbol) {
    return this.#symbols.has(symbol);
  }

  toggle(symbol) {
    const starred = !this.#symbols.delete(symbol);
    if (starred) this.#symbols.add(symbol);
    this.#keeper.keep(symbol, starred);
    this.dispatchEvent(new Event('change'));
  }
}

/** The list on this device. */
class DeviceKeeper {
  place = 'stays on this device';

  constructor(changed) {
    onSettingChange('watchlist', () => changed(this.symbols));
  }

  get symbols() {
    const symbols = readSetting('watchlist', []);
    return Array.isArray(symbols) ? symbols : [];
  }

  keep(symbol, starred) {
    saveSetting('watchlist', withStar(this.symbols, symbol, starred));
  }
}

/** The user's list. The server renders it into the page; other tabs announce their changes. */
class ServerKeeper {
  place = 'is stored in your account';
  #root = document.documentElement.dataset;
  #version = this.#root.watchlistVersion;
  #changed;
  #refused;
  #channel = globalThis.BroadcastChannel && new BroadcastChannel(`${siteUrl('')} watchlist`);
  #waiting = Promise.resolve();
  #unkept = 0;

  symbols = (this.#root.watchlist ?? '').split(',').filter(Boolean);

  constructor(changed, refused) {
    this.#changed = changed;
    this.#refused = refused;
    this.#channel?.addEventListener('message', () => this.#reread());
    addEventListener('pageshow', event => event.persisted && this.#reread());
  }

  /** Changes are sent one at a time, so that none overwrites another. */
  keep(symbol, starred) {
    this.#unkept++;
    this.#waiting = this.#waiting.then(() => this.#write(symbol, starred)).catch(refusal => this.#fail(refusal));
  }

  async #write(symbol, starred) {
    for (;;) {
      try {
        this.#take(await writeWatchlist(withStar(this.symbols, symbol, starred), this.#version));
        break;
      } catch (refusal) {
        // Another device changed the list first: apply the change to its version.
        if (refusal.status !== 412) throw refusal;
        this.#take(await readWatchlist());
      }
    }
    this.#unkept--;
    this.#channel?.postMessage('changed');
  }

  async #fail({ status, message }) {
    this.#unkept--;
    this.#refused(status === 401 ? 'Sign in again to change your watchlist.' : `Your watchlist was not changed. ${message}`);
    this.#changed(this.symbols);
  }

  async #reread() {
    if (this.#unkept) return;
    try {
      this.#take(await readWatchlist());
      this.#changed(this.symbols);
    } catch {
      // The current list stays; the next change reads it again.
    }
  }

  #take({ symbols, version }) {
    this.symbols = symbols;
    this.#version = version;
  }
}

const withStar = (symbols, symbol, starred) => {
  const others = symbols.filter(other => other !== symbol);
  return starred ? [...others, symbol] : others;
};
