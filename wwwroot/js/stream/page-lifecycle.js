/**
 * Listens to the page lifecycle and network events that matter to a connection.
 * @param {object} handlers
 * @param {() => void} handlers.suspend the page is closed, frozen or put into the back/forward cache
 * @param {() => void} handlers.resume the page is back
 * @param {() => void} handlers.visibilityChange
 * @param {() => void} handlers.offline
 * @param {() => void} handlers.online
 */
export function onPageLifecycle({ suspend, resume, visibilityChange, offline, online }) {
  addEventListener('pagehide', suspend);
  addEventListener('pageshow', event => event.persisted && resume());
  // A frozen page runs no code, and messages to it would pile up.
  document.addEventListener('freeze', suspend);
  document.addEventListener('resume', resume);
  document.addEventListener('visibilitychange', visibilityChange);
  addEventListener('offline', offline);
  addEventListener('online', online);
}
