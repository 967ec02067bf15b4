// How tabs and workers learn of each other's end. A worker cannot see a tab die, and a crash says no goodbye; but a Web Lock is
// released whatever the end was. Where there are no locks (plain HTTP to another host) these never tell: then only a goodbye,
// or the end of a message port, does.

/**
 * Begins a lifetime of this name, which ends with this page or worker, or earlier.
 * @returns {Promise<() => void>} ends it
 */
export function holdLivenessLock(name) {
  if (!navigator.locks) return Promise.resolve(() => {});
  return new Promise(begun => {
    navigator.locks.request(name, () => new Promise(end => begun(end))).catch(() => begun(() => {}));
  });
}

/**
 * Calls `ended` when a lifetime that has begun ends.
 * @returns {() => void} waits no longer
 */
export function onLivenessLockReleased(name, ended) {
  const waiting = new AbortController();
  navigator.locks?.request(name, { signal: waiting.signal }, ended).catch(() => {});
  return () => waiting.abort();
}
