import { siteUrl } from '../shared/base-url.js';
import { onSettingChange, readSetting, saveSetting } from '../shared/local-settings.js';

/** The server's endpoints, which only signed-in users need. */
const api = () => import('./user-api.js');

/** Messages about a list: its name, and its verb. */
const WORDS = { watchlist: ['watchlist', 'was'], watchlists: ['watchlists', 'were'], positions: ['positions', 'were'] };

/**
 * Opens a list of the user: in the account when signed in, otherwise on this device.
 * @param {'watchlist' | 'watchlists' | 'positions'} name
 * @param {object} options
 * @param {(items: any[]) => boolean} options.isValid whether the items stored on this device are usable
 * @param {() => void} options.changed called after a change in another tab, and when the server's answer differs
 * @param {(words: string) => void} options.refused called with the reason when the server rejects a change
 * @param {{ items: any[], version: string }} [options.rendered] the account's list, if the server rendered it into the page
 * @returns {DeviceList | AccountList}
 */
export const openList = (name, options) => (document.documentElement.dataset.user ? new AccountList(name, options) : new DeviceList(name, options));

/** A list on this device, stored as a setting of the same name. */
class DeviceList {
  #name;
  #isValid;
  place = 'stays on this device';

  constructor(name, { isValid, changed }) {
    this.#name = name;
    this.#isValid = isValid;
    onSettingChange(name, changed);
  }

  /** Stored data may come from another version or have been edited. */
  get items() {
    const items = readSetting(this.#name, []);
    return Array.isArray(items) ? items.filter(this.#isValid) : [];
  }

  async load() {}

  /** @param {(items: any[]) => any[]} change */
  change(change) {
    const items = change(this.items);
    saveSetting(this.#name, items.length ? items : undefined);
  }
}

/** A list in the user's account. Other tabs announce their changes. */
class AccountList {
  #name;
  #changed;
  #refused;
  #channel;
  #stored = [];
  #version;
  #waiting = Promise.resolve();
  #unkept = 0;
  place = 'is stored in your account';

  /** The items, with the changes that the server has not confirmed. */
  items = [];

  constructor(name, { changed, refused, rendered }) {
    this.#name = name;
    this.#changed = changed;
    this.#refused = refused;
    this.#channel = globalThis.BroadcastChannel && new BroadcastChannel(`${siteUrl('')} ${name}`);
    if (rendered?.version) this.#take(rendered);
    this.#channel?.addEventListener('message', () => this.load());
    addEventListener('pageshow', event => event.persisted && this.load());
  }

  /** Reads the list from the server. */
  async load() {
    if (this.#unkept) return;
    try {
      this.#take(await (await api()).readList(this.#name));
      this.#changed();
    } catch {
      // The current items stay; the next change reads them again.
    }
  }

  /** Changes are sent one at a time, so that none overwrites another. @param {(items: any[]) => any[]} change */
  change(change) {
    this.items = change(this.items);
    this.#unkept++;
    this.#waiting = this.#waiting.then(() => this.#write(change)).catch(refusal => this.#fail(refusal));
  }

  async #write(change) {
    if (this.#version === undefined) this.#take(await (await api()).readList(this.#name));
    for (;;) {
      try {
        this.#take(await (await api()).writeList(this.#name, change(this.#stored), this.#version));
        break;
      } catch (refusal) {
        // Another device changed the list first: apply the change to its version.
        if (refusal.status !== 412) throw refusal;
        this.#take(await (await api()).readList(this.#name));
      }
    }
    this.#settle();
    this.#channel?.postMessage('changed');
  }

  async #fail({ status, message }) {
    const [noun, verb] = WORDS[this.#name];
    this.#settle();
    this.#refused(status === 401 ? `Sign in again to change your ${noun}.` : `Your ${noun} ${verb} not changed. ${message}`);
    this.#changed();
  }

  #settle() {
    if (--this.#unkept === 0) this.items = this.#stored;
  }

  #take({ items, version }) {
    this.#stored = items;
    this.#version = version;
    if (!this.#unkept) this.items = items;
  }
}
