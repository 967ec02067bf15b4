/**
 * Tells of the life of this page as a live connection needs it.
 * @param {object} life
 * @param {() => void} life.leave the page goes: for good, to the back/forward cache, or it is frozen
 * @param {() => void} life.come it is back from there
 * @param {() => void} life.see it is shown or hidden
 * @param {() => void} life.lose the browser says that the network is gone
 * @param {() => void} life.find the browser says that it is back
 */
export function onPageLifecycle({ leave, come, see, lose, find }) {
  addEventListener('pagehide', leave);
  addEventListener('pageshow', event => event.persisted && come());
  // A frozen page runs no code, and what is sent to it would pile up.
  document.addEventListener('freeze', leave);
  document.addEventListener('resume', come);
  document.addEventListener('visibilitychange', see);
  addEventListener('offline', lose);
  addEventListener('online', find);
}
