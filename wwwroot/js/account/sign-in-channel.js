import { siteUrl } from '../shared/base-url.js';

const NAME = `${siteUrl('')} identity`;
const CHANGED = 'identity-changed';

/** Somebody signed in or out in this browser: the shared stream, wherever it lives, starts afresh. */
export function announceSignInChange() {
  if (!globalThis.BroadcastChannel) return;
  const channel = new BroadcastChannel(NAME);
  channel.postMessage(CHANGED);
  channel.close();
}

/**
 * Calls `changed` when another page announced that somebody signed in or out.
 * @returns {() => void} listens no longer
 */
export function onSignInChange(changed) {
  if (!globalThis.BroadcastChannel) return () => {};
  const channel = new BroadcastChannel(NAME);
  channel.addEventListener('message', ({ data }) => data === CHANGED && changed());
  return () => channel.close();
}
