/** The name of the lock under which tabs take turns. */
const LOCK = 'stockticker turn';

/** How long a hidden tab lets those in sight go first, in milliseconds. */
const COURTESY = 500;

/**
 * Does what one tab of the browser alone is to do at a time, such as to change what all of them keep. Where there are no locks
 * (plain HTTP to another host) two may meet.
 * @template T
 * @param {() => T} act
 * @returns {Promise<T>}
 */
export async function withTabLock(act) {
  if (document.hidden) await new Promise(go => setTimeout(go, COURTESY));
  return navigator.locks ? navigator.locks.request(LOCK, act) : act();
}
