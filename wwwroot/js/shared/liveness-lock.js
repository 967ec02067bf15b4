// How tabs and workers detect each other's end: the browser releases a Web Lock even after a crash. Without Web Locks (plain
// HTTP to another host) the callbacks never run, and only a `leave` message or a closed port tells.

/**
 * Holds a lock with this name until this page or worker ends.
 * @returns {Promise<() => void>} releases it earlier
 */
export function holdLivenessLock(name) {
  if (!navigator.locks) return Promise.resolve(() => {});
  return new Promise(held => {
    navigator.locks.request(name, () => new Promise(release => held(release))).catch(() => held(() => {}));
  });
}

/**
 * Calls `released` when the holder of the lock ends.
 * @returns {() => void} stops waiting
 */
export function onLivenessLockReleased(name, released) {
  const cancellation = new AbortController();
  navigator.locks?.request(name, { signal: cancellation.signal }, released).catch(() => {});
  return () => cancellation.abort();
}

/** Returns a random id; `crypto.randomUUID` would need a secure context. */
export function uniqueId() {
  return crypto.getRandomValues(new Uint32Array(3)).join('-');
}
