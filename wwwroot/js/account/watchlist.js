import { siteUrl } from '../shared/base-url.js';
import { onSettingChange, readSetting, saveSetting } from '../shared/local-settings.js';
import { isSignedIn } from './account.js';
import { readWatchlist, writeWatchlist } from './user-api.js';

/**
 * The starred instruments: the signed-in user's, kept by the server, or this device's. Dispatches `change`, also when another tab
 * changes them, and `refused` (with `words`) when the server would not keep a change.
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

  /** All of them, the one starred first at the front. */
  get symbols() {
    return this.#symbols.keys();
  }

  get size() {
    return this.#symbols.size;
  }

  /** Where it is kept, in words. */
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

/** This device's stars. */
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

/** The user's stars. The server wrote them into the page; whatever changes them here or in another tab asks it. */
class ServerKeeper {
  place = 'is kept for you on every device';
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

  /** One change after the other, so that none is lost between two of them. */
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
        // Another device was faster: the change is made to its list.
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
      // What is shown stays; the next change asks again.
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
