/** Name of the Web Lock. */
const LOCK = 'stockticker turn';

/** How long a hidden tab lets visible ones go first, in milliseconds. */
const COURTESY = 500;

/**
 * Runs a function in one tab at a time, for example to change shared settings. Without Web Locks (plain HTTP to another host)
 * two tabs can interfere.
 * @template T
 * @param {() => T} act
 * @returns {Promise<T>}
 */
export async function withTabLock(act) {
  if (document.hidden) await new Promise(go => setTimeout(go, COURTESY));
  return navigator.locks ? navigator.locks.request(LOCK, act) : act();
}
