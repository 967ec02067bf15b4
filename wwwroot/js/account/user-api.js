// Client of the endpoints under `/me`. Each function sends one request; a refused request throws a `Refusal` with the status
// and the server's message (401: not signed in).
//
// An alert is { id, symbol, condition, threshold, reference, armed, armedAt } and, after it has fired, { firedAt, firedPrice }.
// Pages use the lists through `user-list.js`, which falls back to this device's.
import { siteUrl } from '../shared/base-url.js';

/** An error response of the server. */
export class Refusal extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

/** @returns {Promise<{ alerts: object[], limit: number }>} all alerts, oldest first, and the maximum number */
export const readAlerts = async () => (await ask('GET', 'me/alerts')).json();

/**
 * Creates an alert, or arms an existing one again.
 * @param {{ symbol: string, condition: 'above' | 'below' | 'percent', threshold: number }} alert
 */
export const armAlert = async alert => (await ask('POST', 'me/alerts', alert)).json();

/** Deletes an alert. @param {number} id */
export const deleteAlert = async id => void (await ask('DELETE', `me/alerts/${id}`));

/** The property of each list in its endpoint's body. */
const PROPERTIES = { watchlist: 'symbols', watchlists: 'watchlists', positions: 'positions' };

/** @param {'watchlist' | 'watchlists' | 'positions'} name @returns {Promise<{ items: any[], version: string }>} */
export const readList = async name => listOf(name, await ask('GET', `me/${name}`));

/** Replaces a list. Throws a `Refusal` with status 412 if the version is no longer current. */
export const writeList = async (name, items, version) =>
  listOf(name, await ask('PUT', `me/${name}`, { [PROPERTIES[name]]: items }, { 'If-Match': `"${version}"` }));

const listOf = async (name, response) => ({
  items: (await response.json())[PROPERTIES[name]],
  version: response.headers.get('ETag').replace(/^W\/|"/g, ''),
});

/** Sends a request to this site. Throws a `Refusal` unless it succeeds. */
export async function ask(method, path, body, headers = {}) {
  const response = await fetch(siteUrl(path), {
    method,
    headers: body ? { 'Content-Type': 'application/json', ...headers } : headers,
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Refusal(response.status, problem.detail ?? 'The server gave no reason.');
}
