import { readSetting } from '../shared/local-settings.js';
import { workerUrl } from '../shared/trusted-scripts.js';

/** Once there is a network, a page from the service worker, which knows no user, makes way for the user's own. @param {EventTarget} stream */
export function replaceShell(stream) {
  if ('shell' in document.documentElement.dataset && readSetting('user')) stream.addEventListener('hello', () => location.reload());
}

/**
 * Installs the service worker that shows the board without a network. Browsers allow it over HTTPS and on localhost; elsewhere,
 * and in private windows, pages work without it.
 */
export async function installOfflineBoard() {
  if (!('serviceWorker' in navigator)) return;
  const { version } = document.documentElement.dataset;
  await navigator.serviceWorker.register(workerUrl(`service-worker.js?v=${version}`)).catch(() => {});
}
