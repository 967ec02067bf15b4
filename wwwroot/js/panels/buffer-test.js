import { siteUrl } from '../shared/base-url.js';

/** Number of events to wait for, one per second. */
const EVENTS = 5;

/** Without an event for this many milliseconds the test ends. */
const SILENCE = 6000;

/** A larger deviation from one event per second indicates buffering, in milliseconds. */
const UNEVEN = 700;

/** Settings by type of intermediary. */
export const ADVICE = {
  nginx: 'proxy_buffering off; and no proxy_ignore_headers X-Accel-Buffering; no gzip of text/event-stream',
  Apache: 'ProxyPass … flushpackets=on, and SetEnvIf Request_URI "^/stream" no-gzip',
  'IIS with ARR': 'responseBufferLimit="0" in the proxy section',
  HAProxy: 'option http-no-delay, and no compression of text/event-stream',
  'A CDN': 'no caching, no compression and no transformation for /stream',
  'An antivirus or a company’s proxy': 'HTTPS, which it cannot hold back',
};

/**
 * Listens to `clock`, which sends an event every second, and looks for buffering in the arrival times.
 * @param {(words: string) => void} tell receives the progress
 * @returns {Promise<{ held: boolean | null, words: string }>} `held` is null if the test is inconclusive
 */
export async function testBuffering(tell) {
  const stop = new AbortController();
  const began = performance.now();
  const arrivals = [];
  let timer = setTimeout(() => stop.abort(), SILENCE);
  let first = 0;
  try {
    const response = await fetch(siteUrl('stream/clock'), { signal: stop.signal, cache: 'no-store' });
    if (!response.ok) return { held: null, words: `The server answered ${response.status}.` };
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ''; arrivals.length < EVENTS;) {
      const { done, value } = await reader.read();
      if (done) break;
      first ||= performance.now() - began;
      clearTimeout(timer);
      timer = setTimeout(() => stop.abort(), SILENCE);
      const blocks = (text + value).split('\n\n');
      text = blocks.pop();
      for (const block of blocks) {
        const time = /^event: ?clock$/m.test(block) && /"time": ?(\d+)/.exec(block)?.[1];
        if (time) arrivals.push(performance.now() - began - Number(time));
      }
      tell(`Listening: ${arrivals.length} of ${EVENTS} events`);
    }
  } catch {
    // Timeout or network failure: judge by what arrived.
  }
  clearTimeout(timer);
  stop.abort();
  return judge(arrivals, first);
}

function judge(arrivals, first) {
  const opening = `The first event arrived after ${Math.round(first)} ms`;
  if (!first) return { held: true, words: `No event arrived within ${SILENCE / 1000} seconds.` };
  if (arrivals.length < 2) return { held: null, words: `${opening}, but no second event: the market clock is manual.` };
  const spread = Math.round(Math.max(...arrivals) - Math.min(...arrivals));
  const evenness = `${arrivals.length} events, sent a second apart, arrived with a jitter of ${spread} ms`;
  return { held: first > SILENCE / 2 || spread > UNEVEN, words: `${opening}; ${evenness}.` };
}
