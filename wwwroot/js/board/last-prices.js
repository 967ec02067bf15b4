// The last prices of the board, kept for a start without a network.
import { siteUrl } from '../shared/base-url.js';

const CACHE = `${siteUrl('')} prices`;
const KEY = siteUrl('quotes');

/** Keeps the last prices. @param {{ id: string, time: number, quotes: object[] }} prices */
export async function keepLastPrices(prices) {
  if (!globalThis.caches) return;
  const cache = await caches.open(CACHE);
  await cache.put(KEY, Response.json(prices));
}

/** @returns {Promise<{ id: string, time: number, quotes: object[] } | null>} */
export async function readLastPrices() {
  if (!globalThis.caches) return null;
  return (await (await caches.match(KEY, { cacheName: CACHE }))?.json()) ?? null;
}
