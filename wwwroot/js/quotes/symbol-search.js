import { siteUrl } from '../shared/base-url.js';

let instruments = null;

/** Symbols and names of all instruments, fetched once. @returns {Promise<{ symbol: string, name: string }[]>} */
export function loadInstruments() {
  instruments ??= fetch(siteUrl('quotes'), { signal: AbortSignal.timeout(10_000) })
    .then(response => (response.ok ? response.json() : Promise.reject(new Error('The list of instruments could not be loaded.'))))
    .then(({ quotes }) => quotes.map(({ symbol, name }) => ({ symbol, name })));
  // The next call tries again.
  instruments.catch(() => (instruments = null));
  return instruments;
}

/**
 * Instruments whose symbol or name contains the text: first the symbol itself, then symbols and names that begin with it.
 * @param {{ symbol: string, name: string }[]} all @param {string} text @param {number} limit
 */
export function findInstruments(all, text, limit) {
  const wanted = text.trim().toLowerCase();
  const rank = ({ symbol, name }) => {
    const [short, long] = [symbol.toLowerCase(), name.toLowerCase()];
    if (short === wanted) return 0;
    if (short.startsWith(wanted)) return 1;
    if (long.startsWith(wanted)) return 2;
    return short.includes(wanted) || long.includes(wanted) ? 3 : Infinity;
  };
  return all.map(one => [rank(one), one]).filter(([found]) => found < Infinity).sort(([a], [b]) => a - b)
    .slice(0, limit).map(([, one]) => one);
}
