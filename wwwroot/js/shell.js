import { followAccount, forgetAccount, isSignedIn } from './account.js';
import { announcer } from './announcer.js';
import { Connection } from './connection.js';
import { startFiredAlerts } from './fired-alerts.js';
import { Freshness } from './freshness.js';
import { onKey, startKeyList } from './keys.js';
import { Market } from './market.js';
import { startNotices } from './notices.js';
import { startRate } from './rate.js';
import { ServerClock } from './server-clock.js';
import { SharedStream } from './shared-stream.js';
import { site } from './site.js';
import { startTheme } from './theme.js';

/** What a live page listens to, and who is signed in besides. */
const CHANNELS = ['quotes', 'notices'];
const OWN = 'me';

/**
 * What every live page has: its share of the stream, the badge, the market's state, notices, rate and theme, and one
 * repaint a frame.
 * @param {object} page
 * @param {string[]} [page.symbols] only these instruments
 * @param {(now: number) => void} page.paint writes what has changed; called in a frame after something has
 * @returns {{ stream: SharedStream, market: Market, announce: (words: string) => void, invalidate: () => void }}
 */
export function startShell({ symbols, paint }) {
  const root = document.documentElement;
  const find = id => document.getElementById(id);
  const announce = announcer(find('status'));
  followAccount();
  const stream = new SharedStream({
    channels: isSignedIn() ? [...CHANNELS, OWN] : CHANNELS,
    symbols,
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

  for (const type of ['hello', 'snapshot', 'quotes', 'market', 'heartbeat', 'notice', 'alert']) {
    stream.addEventListener(type, ({ data, id }) => {
      // Until a snapshot has come, the page stands where the server wrote it.
      if (type !== 'hello' || data.mode !== 'snapshot') received = id;
      if (type === 'quotes' || type === 'snapshot') freshness.hear(data.time, type === 'quotes');
      invalidate();
    });
  }

  startTheme(find('theme'), announce);
  startNotices(stream, find('notices'));
  startFiredAlerts(stream, find('notices'), announce);
  stream.addEventListener('expired', () => {
    forgetAccount();
    announce('You are signed out: your sign-in has ended.');
  });
  startRate(find('rate'), stream, announce);
  startKeyList(find('keys'));
  onKey('p', () => find('pause').click());
  return { stream, market, announce, invalidate };
}
