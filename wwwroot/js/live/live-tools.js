import { markSignedOut, syncAccount } from '../account/account.js';
import { Alerts } from '../alerts/alerts.js';
import { initPanels } from '../panels/panels.js';
import { onShortcut, initShortcutList } from '../shared/shortcuts.js';
import { initThemeButton } from '../shared/theme.js';
import { ServerClock } from '../stream/server-clock.js';
import { Freshness } from './freshness.js';
import { showNotices } from './notices.js';
import { initRateControl } from './rate-control.js';

/** How long after it has loaded a page waits for an idle moment, in milliseconds. */
const IDLE_TIMEOUT = 10_000;

/** Calls `act` once the page has loaded. */
function whenLoaded(act) {
  if (document.readyState === 'complete') act();
  else addEventListener('load', act, { once: true });
}

/** Calls `act` once the page has loaded and the browser is idle, so that nothing that matters waits for it. */
const whenIdle = act => whenLoaded(() => (globalThis.requestIdleCallback ?? setTimeout)(act, { timeout: IDLE_TIMEOUT }));

/**
 * What all live pages have in common besides prices: their age, account, alerts, notices, panels, rate, theme and shortcuts.
 * @param {ReturnType<import('./live-page.js').startLivePage>} livePage
 * @param {object} page
 * @param {string[]} [page.symbols] the page's own instruments
 * @param {import('../account/watchlist.js').Watchlist} page.watchlist
 * @param {import('../account/positions.js').Positions} page.positions
 * @param {import('../panels/panels.js').View} page.view the displayed data, for export
 * @returns {{ alerts: Alerts, clock: ServerClock, otherSymbols: string[] }}
 */
export function startLiveTools(livePage, { symbols, watchlist, positions, view }) {
  const find = id => document.getElementById(id);
  const { stream, announce } = livePage;
  const clock = new ServerClock(stream);
  const freshness = new Freshness(find('freshness'), clock);
  if (livePage.lastTick) freshness.record(livePage.lastTick, false);
  livePage.freshness = freshness;
  syncAccount();
  stream.addEventListener('expired', () => endSession(announce));
  if (document.documentElement.dataset.user && !stream.hasUser) endSession(announce);
  const alerts = new Alerts();
  let others = [];
  // Alerts fire on every page.
  const updateSymbols = () => {
    const wanted = symbols && [...new Set([...symbols, ...others, ...alerts.symbols])];
    if (wanted && wanted.join() !== stream.symbols.join()) stream.symbols = wanted;
  };
  updateSymbols();
  alerts.follow(stream);
  alerts.addEventListener('change', updateSymbols);
  alerts.addEventListener('fired', async ({ detail }) => {
    try {
      const { notifyOfAlert } = await import('../alerts/alert-notifier.js');
      notifyOfAlert(detail, find('notices'), announce);
    } catch {
      announce(`An alert for ${detail.symbol} has fired.`);
    }
  });
  initPanels({ stream, alerts, watchlist, positions, announce, view });
  for (const list of [watchlist, positions]) list.addEventListener('refused', ({ words }) => announce(words));
  initThemeButton(find('theme'), announce);
  showNotices(stream, find('notices'));
  initRateControl(find('rate'), stream, announce);
  initShortcutList(find('keys'));
  onShortcut('p', () => find('pause').click());
  whenLoaded(() => document.head.append(find('late-styles').content));
  whenIdle(() => positions.load());
  whenIdle(async () => {
    // Without a network, the next visit tries again.
    const offline = await import('./offline.js').catch(() => null);
    offline?.replaceShell(stream);
    offline?.installOfflineBoard();
  });
  return {
    alerts, clock,
    /** Instruments to follow besides the page's own. @param {string[]} list */
    set otherSymbols(list) {
      others = list;
      updateSymbols();
    },
  };
}

function endSession(announce) {
  markSignedOut();
  announce('Your sign-in has expired. You are signed out.');
}
