import { createAnnouncer } from '../shared/announcer.js';
import { ConnectionStatus } from './connection-status.js';
import { MarketState } from './market-state.js';

/**
 * What shows current prices on a live page: connection badge, market state, and one repaint per frame. The other things that live pages have in common are in `live-tools.js`, which may come later.
 * @param {object} page
 * @param {import('../stream/shared-stream.js').SharedStream} page.stream
 * @param {(now: number) => void} page.paint paints the changes; called in an animation frame
 * @returns {{ stream: SharedStream, market: MarketState, announce: (words: string) => void, invalidate: () => void, lastTick: number,
 *   freshness: Freshness | null, showPrices: (id: string, time: number) => void }}
 */
export function startLivePage({ stream, paint }) {
  const root = document.documentElement;
  const find = id => document.getElementById(id);
  const announce = createAnnouncer(find('status'));
  const connection = new ConnectionStatus(stream, find('connection'), announce);
  const market = new MarketState(stream, find('market-state'), announce);
  let received = '';
  let frame = 0;

  // Hidden tabs get no frames: events update the store, and one paint follows when the tab becomes visible.
  const invalidate = () => (frame ||= requestAnimationFrame(draw));

  function draw(now) {
    frame = 0;
    paint(now);
    page.freshness?.paint();
    if (!received) return;
    root.dataset.lastEventId = received;
    connection.painted();
  }

  /** The first prices do not wait for a frame, of which a page that is just being drawn gets few. */
  function drawFirst() {
    if (root.dataset.connection !== 'connecting' || document.hidden) return;
    cancelAnimationFrame(frame);
    draw(performance.now());
  }

  // Without a network, the notice keeps the time of the page.
  const replayed = find('replayed-time') && import('./replayed-time.js');
  for (const type of ['hello', 'snapshot', 'quotes', 'market', 'heartbeat', 'notice', 'notification', 'alert', 'through']) {
    stream.addEventListener(type, ({ data, id }) => {
      // Until a snapshot arrives, the page shows what the server rendered.
      if (type !== 'hello' || data.mode !== 'snapshot') received = id;
      if (type === 'quotes' || type === 'snapshot') {
        record(data.time, type === 'quotes');
        replayed?.then(({ showReplayedTime }) => showReplayedTime(find('replayed-time'), type, data.quotes), () => {});
      }
      invalidate();
      // After the other listeners.
      if (type === 'snapshot') queueMicrotask(drawFirst);
    });
  }

  function record(time, isUpdate) {
    page.lastTick = time;
    page.freshness?.record(time, isUpdate);
  }

  const page = {
    stream, market, announce, invalidate,
    /** Time of the newest tick. */
    lastTick: NaN,
    /** Shows it. @type {import('./freshness.js').Freshness | null} */
    freshness: null,
    /** Shows prices that did not come from the stream. @param {string} id @param {number} time of the newest tick */
    showPrices(id, time) {
      root.dataset.lastEventId = id;
      record(time, false);
      invalidate();
    },
  };
  return page;
}
