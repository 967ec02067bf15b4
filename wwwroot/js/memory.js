/** What this device remembers of the reader. Storage may be full or forbidden: then the page works and forgets. */
const prefix = 'stockticker.';

/** The remembered value of `key`, or `otherwise`. */
export function recall(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(prefix + key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Remembers `value`, which must be JSON; `undefined` forgets the key. */
export function remember(key, value) {
  try {
    if (value === undefined) localStorage.removeItem(prefix + key);
    else localStorage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // Nothing is lost that this page still needs.
  }
}

/** Calls `changed` when another tab changed `key`. */
export function onRemembered(key, changed) {
  addEventListener('storage', event => {
    if (event.key === prefix + key || event.key === null) changed();
  });
}

/** All that is remembered, by key. */
export function allRemembered() {
  try {
    const keys = Object.keys(localStorage).filter(key => key.startsWith(prefix)).map(key => key.slice(prefix.length)).sort();
    return Object.fromEntries(keys.map(key => [key, recall(key)]).filter(([, value]) => value !== undefined));
  } catch {
    return {};
  }
}

/** Remembers these in place of all that was. */
export function rememberAll(values) {
  for (const key of Object.keys(allRemembered())) remember(key, undefined);
  for (const [key, value] of Object.entries(values)) remember(key, value);
}
