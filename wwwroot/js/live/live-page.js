import { syncAccount, markSignedOut, isSignedIn } from '../account/account.js';
import { Alerts } from '../alerts/alerts.js';
import { initPanels } from '../panels/panels.js';
import { createAnnouncer } from '../shared/announcer.js';
import { siteUrl } from '../shared/base-url.js';
import { onShortcut, initShortcutList } from '../shared/shortcuts.js';
import { initThemeButton } from '../shared/theme.js';
import { ServerClock } from '../stream/server-clock.js';
import { SharedStream } from '../stream/shared-stream.js';
import { ConnectionStatus } from './connection-status.js';
import { Freshness } from './freshness.js';
import { MarketState } from './market-state.js';
import { showNotices } from './notices.js';
import { initRateControl } from './rate-control.js';

/** Channels of a live page, and the one for signed-in users. */
const CHANNELS = ['quotes', 'notices'];
const USER_CHANNEL = 'me';

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
 * What all live pages have in common: the stream, connection badge, market state, notices, alerts, rate, theme, and one
 * repaint per frame.
 * @param {object} page
 * @param {string[]} [page.symbols] only these instruments
 * @param {import('../account/watchlist.js').Watchlist} page.watchlist
 * @param {import('../account/positions.js').Positions} page.positions
 * @param {(now: number) => void} page.paint paints the changes; called in an animation frame
 * @param {import('../panels/panels.js').View} page.view the displayed data, for export
 * @returns {{ stream: SharedStream, market: MarketState, alerts: Alerts, announce: (words: string) => void, invalidate: () => void,
 *   showPrices: (id: string, time: number) => void, otherSymbols: string[] }}
 */
export function startLivePage({ symbols, watchlist, positions, paint, view }) {
  const root = document.documentElement;
  const find = id => document.getElementById(id);
  const announce = createAnnouncer(find('status'));
  syncAccount();
  const alerts = new Alerts();
  let others = [];
  // Alerts fire on every page.
  const wanted = () => symbols && [...new Set([...symbols, ...others, ...alerts.symbols])];
  const stream = new SharedStream({
    channels: isSignedIn() ? [...CHANNELS, USER_CHANNEL] : CHANNELS,
    symbols: wanted(),
    heartbeat: Number(root.dataset.heartbeat),
    manual: root.dataset.clock === 'manual',
    probe: siteUrl('health/live'),
  });
  const connection = new ConnectionStatus(stream, find('connection'), announce);
  const market = new MarketState(stream, find('market-state'), announce);
  const freshness = new Freshness(find('freshness'), new ServerClock(stream));
  let received = '';
  let frame = 0;

  // Hidden tabs get no frames: events update the store, and one paint follows when the tab becomes visible.
  const invalidate = () => {
    frame ||= requestAnimationFrame(now => {
      frame = 0;
      paint(now);
      freshness.paint();
      if (!received) return;
      root.dataset.lastEventId = received;
      connection.painted();
    });
  };

  // Without a network, the notice keeps the time of the page.
  const replayed = find('replayed-time') && import('./replayed-time.js');
  for (const type of ['hello', 'snapshot', 'quotes', 'market', 'heartbeat', 'notice', 'notification', 'alert', 'through']) {
    stream.addEventListener(type, ({ data, id }) => {
      // Until a snapshot arrives, the page shows what the server rendered.
      if (type !== 'hello' || data.mode !== 'snapshot') received = id;
      if (type === 'quotes' || type === 'snapshot') {
        freshness.record(data.time, type === 'quotes');
        replayed?.then(({ showReplayedTime }) => showReplayedTime(find('replayed-time'), type, data.quotes), () => {});
      }
      invalidate();
    });
  }

  alerts.follow(stream);
  const updateSymbols = () => {
    if (symbols && wanted().join() !== stream.symbols.join()) stream.symbols = wanted();
  };
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
  stream.addEventListener('expired', () => {
    markSignedOut();
    announce('Your sign-in has expired. You are signed out.');
  });
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
    stream, market, alerts, announce, invalidate,
    /** Shows prices that did not come from the stream. @param {string} id @param {number} time of the newest tick */
    showPrices(id, time) {
      root.dataset.lastEventId = id;
      freshness.record(time, false);
      invalidate();
    },
    /** Instruments to follow besides the page's own. @param {string[]} symbols */
    set otherSymbols(symbols) {
      others = symbols;
      updateSymbols();
    },
  };
}
