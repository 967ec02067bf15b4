import { readSetting } from '../shared/local-settings.js';
import { workerUrl } from '../shared/base-url.js';

/** Once there is a network, a page from the service worker, which knows no user, makes way for the user's own. @param {import('../stream/shared-stream.js').SharedStream} stream */
export function replaceShell(stream) {
  if (!('shell' in document.documentElement.dataset) || !readSetting('user')) return;
  if (stream.hello) location.reload();
  else stream.addEventListener('hello', () => location.reload());
}

/** Shorter visits install nothing, unless they turn to another tab, in milliseconds. */
const SHORT_VISIT = 30_000;

/**
 * Installs the service worker that shows the board without a network, once the page has been used for a while, since it loads the
 * page again. Browsers allow it over HTTPS and on localhost; elsewhere, and in private windows, pages work without it.
 */
export function installOfflineBoard() {
  if (!('serviceWorker' in navigator)) return;
  const { version } = document.documentElement.dataset;
  const install = () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', install);
    navigator.serviceWorker.register(workerUrl(`service-worker.js?v=${version}`)).catch(() => {});
  };
  const timer = setTimeout(install, SHORT_VISIT);
  document.addEventListener('visibilitychange', install);
}
