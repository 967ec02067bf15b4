/** Settings in this device's local storage. It may be full or blocked: then settings last as long as the page. */
const prefix = 'stockticker.';

/** Returns a setting, or `fallback`. */
export function readSetting(key, fallback) {
  try {
    return JSON.parse(localStorage.getItem(prefix + key)) ?? fallback;
  } catch {
    return fallback;
  }
}

/** Stores a JSON value; `undefined` removes the setting. */
export function saveSetting(key, value) {
  try {
    if (value === undefined) localStorage.removeItem(prefix + key);
    else localStorage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // The page works without storage.
  }
}

/** Calls `changed` when another tab changes the setting. */
export function onSettingChange(key, changed) {
  addEventListener('storage', event => {
    if (event.key === prefix + key || event.key === null) changed();
  });
}

/** All settings by key. */
export function allSettings() {
  try {
    const keys = Object.keys(localStorage).filter(key => key.startsWith(prefix)).map(key => key.slice(prefix.length)).sort();
    return Object.fromEntries(keys.map(key => [key, readSetting(key)]).filter(([, value]) => value !== undefined));
  } catch {
    return {};
  }
}

/** Replaces all settings. */
export function replaceSettings(values) {
  for (const key of Object.keys(allSettings())) saveSetting(key, undefined);
  for (const [key, value] of Object.entries(values)) saveSetting(key, value);
}
