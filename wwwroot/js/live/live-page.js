import { markSignedOut } from '../account/account.js';
import { createAnnouncer } from '../shared/announcer.js';
import { ServerClock } from '../stream/server-clock.js';
import { ConnectionStatus } from './connection-status.js';
import { Freshness } from './freshness.js';
import { MarketState } from './market-state.js';

/**
 * What shows current prices on a live page: connection badge, market state, the age of prices, and one repaint per frame. The other
 * things that live pages have in common are in `live-tools.js`, which may come later.
 * @param {object} page
 * @param {import('../stream/shared-stream.js').SharedStream} page.stream
 * @param {(now: number) => void} page.paint paints the changes; called in an animation frame
 * @returns {{ stream: SharedStream, clock: ServerClock, market: MarketState, announce: (words: string) => void, invalidate: () => void,
 *   showPrices: (id: string, time: number) => void }}
 */
export function startLivePage({ stream, paint }) {
  const root = document.documentElement;
  const find = id => document.getElementById(id);
  const announce = createAnnouncer(find('status'));
  const connection = new ConnectionStatus(stream, find('connection'), announce);
  const market = new MarketState(stream, find('market-state'), announce);
  const clock = new ServerClock(stream);
  const freshness = new Freshness(find('freshness'), clock);
  let received = '';
  let frame = 0;
  // The first prices do not wait for the first formatter of times.
  let isFirst = true;

  // Hidden tabs get no frames: events update the store, and one paint follows when the tab becomes visible.
  const invalidate = () => {
    frame ||= requestAnimationFrame(now => {
      frame = 0;
      paint(now);
      if (isFirst) invalidate();
      else freshness.paint();
      if (!received) return;
      isFirst = false;
      root.dataset.lastEventId = received;
      connection.painted();
    });
  };

  for (const type of ['hello', 'snapshot', 'quotes', 'market', 'heartbeat', 'notice', 'notification', 'alert', 'through']) {
    stream.addEventListener(type, ({ data, id }) => {
      // Until a snapshot arrives, the page shows what the server rendered.
      if (type !== 'hello' || data.mode !== 'snapshot') received = id;
      if (type === 'quotes' || type === 'snapshot') freshness.record(data.time, type === 'quotes');
      invalidate();
    });
  }

  stream.addEventListener('expired', () => {
    markSignedOut();
    announce('Your sign-in has expired. You are signed out.');
  });
  return {
    stream, clock, market, announce, invalidate,
    /** Shows prices that did not come from the stream. @param {string} id @param {number} time of the newest tick */
    showPrices(id, time) {
      root.dataset.lastEventId = id;
      freshness.record(time, false);
      invalidate();
    },
  };
}
