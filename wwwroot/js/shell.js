import { followAccount, forgetAccount, isSignedIn } from './account.js';
import { tellAlerts } from './alert-teller.js';
import { Alerts } from './alerts.js';
import { announcer } from './announcer.js';
import { Connection } from './connection.js';
import { Freshness } from './freshness.js';
import { onKey, startKeyList } from './keys.js';
import { Market } from './market.js';
import { startNotices } from './notices.js';
import { startRate } from './rate.js';
import { ServerClock } from './server-clock.js';
import { SharedStream } from './shared-stream.js';
import { site } from './site.js';
import { startTheme } from './theme.js';
import { startTools } from './tools.js';

/** What a live page listens to, and who is signed in besides. */
const CHANNELS = ['quotes', 'notices'];
const OWN = 'me';

/**
 * What every live page has: its share of the stream, the badge, the market's state, notices, rate and theme, and one
 * repaint a frame.
 * @param {object} page
 * @param {string[]} [page.symbols] only these instruments
 * @param {(now: number) => void} page.paint writes what has changed; called in a frame after something has
 * @param {import('./tools.js').View} page.view what is shown, for export
 * @returns {{ stream: SharedStream, market: Market, alerts: Alerts, announce: (words: string) => void, invalidate: () => void }}
 */
export function startShell({ symbols, paint, view }) {
  const root = document.documentElement;
  const find = id => document.getElementById(id);
  const announce = announcer(find('status'));
  followAccount();
  const alerts = new Alerts();
  // An alert fires whichever page is open.
  const wanted = () => symbols && [...new Set([...symbols, ...alerts.symbols])];
  const stream = new SharedStream({
    channels: isSignedIn() ? [...CHANNELS, OWN] : CHANNELS,
    symbols: wanted(),
    heartbeat: Number(root.dataset.heartbeat),
    manual: root.dataset.clock === 'manual',
    probe: site('health/live'),
  });
  const connection = new Connection(stream, find('connection'), announce);
  const market = new Market(stream, find('market-state'), announce);
  const freshness = new Freshness(find('freshness'), new ServerClock(stream));
  let received = '';
  let frame = 0;

  // In a hidden tab no frame comes: events go on to the store, and one paint follows when the tab is seen again.
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

  for (const type of ['hello', 'snapshot', 'quotes', 'market', 'heartbeat', 'notice', 'alert', 'through']) {
    stream.addEventListener(type, ({ data, id }) => {
      // Until a snapshot has come, the page stands where the server wrote it.
      if (type !== 'hello' || data.mode !== 'snapshot') received = id;
      if (type === 'quotes' || type === 'snapshot') freshness.hear(data.time, type === 'quotes');
      invalidate();
    });
  }

  alerts.follow(stream);
  alerts.addEventListener('change', () => {
    if (symbols && wanted().join() !== stream.symbols.join()) stream.symbols = wanted();
  });
  tellAlerts(alerts, find('notices'), announce);
  startTools({ stream, alerts, announce, view });
  startTheme(find('theme'), announce);
  startNotices(stream, find('notices'));
  stream.addEventListener('expired', () => {
    forgetAccount();
    announce('You are signed out: your sign-in has ended.');
  });
  startRate(find('rate'), stream, announce);
  startKeyList(find('keys'));
  onKey('p', () => find('pause').click());
  return { stream, market, alerts, announce, invalidate };
}
