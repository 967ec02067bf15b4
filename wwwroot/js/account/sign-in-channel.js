import { siteUrl } from '../shared/base-url.js';

const NAME = `${siteUrl('')} identity`;
const CHANGED = 'identity-changed';

/** Announces that the user of this browser has changed. The shared stream starts over, wherever it runs. */
export function announceSignInChange() {
  if (!globalThis.BroadcastChannel) return;
  const channel = new BroadcastChannel(NAME);
  channel.postMessage(CHANGED);
  channel.close();
}

/**
 * Calls `changed` when another page announces a sign-in or sign-out.
 * @returns {() => void} stops listening
 */
export function onSignInChange(changed) {
  if (!globalThis.BroadcastChannel) return () => {};
  const channel = new BroadcastChannel(NAME);
  channel.addEventListener('message', ({ data }) => data === CHANGED && changed());
  return () => channel.close();
}
