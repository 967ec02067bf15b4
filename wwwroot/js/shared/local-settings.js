/** What this device remembers of the reader. Storage may be full or forbidden: then the page works and forgets. */
const prefix = 'stockticker.';

/** The remembered value of `key`, or `otherwise`. */
export function readSetting(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(prefix + key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Remembers `value`, which must be JSON; `undefined` forgets the key. */
export function saveSetting(key, value) {
  try {
    if (value === undefined) localStorage.removeItem(prefix + key);
    else localStorage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // Nothing is lost that this page still needs.
  }
}

/** Calls `changed` when another tab changed `key`. */
export function onSettingChange(key, changed) {
  addEventListener('storage', event => {
    if (event.key === prefix + key || event.key === null) changed();
  });
}

/** All that is remembered, by key. */
export function allSettings() {
  try {
    const keys = Object.keys(localStorage).filter(key => key.startsWith(prefix)).map(key => key.slice(prefix.length)).sort();
    return Object.fromEntries(keys.map(key => [key, readSetting(key)]).filter(([, value]) => value !== undefined));
  } catch {
    return {};
  }
}

/** Remembers these in place of all that was. */
export function replaceSettings(values) {
  for (const key of Object.keys(allSettings())) saveSetting(key, undefined);
  for (const [key, value] of Object.entries(values)) saveSetting(key, value);
}
