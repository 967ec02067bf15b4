// What belongs to the signed-in user, kept by the server. Each function asks the server once and returns what it answers; where
// the server refuses, it throws a `Refusal` with the status and the server's own sentence (401: sign in first).
//
//   import { isSignedIn } from './account.js';
//   import { armAlert, deleteAlert, readAlerts } from './user-api.js';
//
//   if (isSignedIn()) {
//     const alert = await armAlert({ symbol: 'AAPL', condition: 'above', threshold: 150 });   // or 'below', or 'percent'
//     const { alerts, limit } = await readAlerts();
//     await deleteAlert(alert.id);
//   }
//
// An alert is { id, symbol, condition, threshold, reference, armed, armedAt } and, once it has fired, { firedAt, firedPrice }.
// That it fires comes over the stream as `alert`, which every live page shows. To arm it once more, arm it again.
// Pages use the watchlist by `watchlist.js`, which keeps the device's stars where nobody is signed in.
import { siteUrl } from '../shared/base-url.js';

/** The server's no. */
export class Refusal extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

/** @returns {Promise<{ alerts: object[], limit: number }>} all alerts, the oldest first, and how many there may be */
export const readAlerts = async () => (await ask('GET', 'me/alerts')).json();

/**
 * Arms an alert, or the same one once more.
 * @param {{ symbol: string, condition: 'above' | 'below' | 'percent', threshold: number }} alert
 */
export const armAlert = async alert => (await ask('POST', 'me/alerts', alert)).json();

/** Deletes an alert. @param {number} id */
export const deleteAlert = async id => void (await ask('DELETE', `me/alerts/${id}`));

/** @returns {Promise<{ symbols: string[], version: string }>} */
export const readWatchlist = async () => watchlistOf(await ask('GET', 'me/watchlist'));

/**
 * Replaces the watchlist. Where it is not in this version any more, the refusal has the status 412.
 * @param {string[]} symbols @param {string} version
 */
export const writeWatchlist = async (symbols, version) =>
  watchlistOf(await ask('PUT', 'me/watchlist', { symbols }, { 'If-Match': `"${version}"` }));

const watchlistOf = async response => ({
  symbols: (await response.json()).symbols,
  version: response.headers.get('ETag').replace(/^W\/|"/g, ''),
});

async function ask(method, path, body, headers = {}) {
  const response = await fetch(siteUrl(path), {
    method,
    headers: body ? { 'Content-Type': 'application/json', ...headers } : headers,
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Refusal(response.status, problem.detail ?? 'The server did not say why.');
}
