import { siteUrl } from '../shared/base-url.js';

/** How many events are waited for, one a second. */
const EVENTS = 5;

/** No word at all within this many milliseconds is no stream. */
const SILENCE = 6000;

/** Events that leave a second apart and come this much closer or farther were held somewhere, in milliseconds. */
const UNEVEN = 700;

/** What to set, by what stands between. */
export const ADVICE = {
  nginx: 'proxy_buffering off; and no proxy_ignore_headers X-Accel-Buffering; no gzip of text/event-stream',
  Apache: 'ProxyPass … flushpackets=on, and SetEnvIf Request_URI "^/stream" no-gzip',
  'IIS with ARR': 'responseBufferLimit="0" in the proxy section',
  HAProxy: 'option http-no-delay, and no compression of text/event-stream',
  'A CDN': 'no caching, no compression and no transformation for /stream',
  'An antivirus or a company’s proxy': 'HTTPS, which it cannot hold back',
};

/**
 * Listens to `clock`, which has an event a second, and judges by their arrival whether something on the way holds them back.
 * @param {(words: string) => void} tell how far it is
 * @returns {Promise<{ held: boolean | null, words: string }>} `held` is null where nothing can be said
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
    // Given up, or the network failed: what came until then tells.
  }
  clearTimeout(timer);
  stop.abort();
  return judge(arrivals, first);
}

function judge(arrivals, first) {
  const opening = `The first word came after ${Math.round(first)} ms`;
  if (!first) return { held: true, words: `Not a word came within ${SILENCE / 1000} seconds.` };
  if (arrivals.length < 2) return { held: null, words: `${opening}, but no event a second after it: the market’s clock stands still.` };
  const spread = Math.round(Math.max(...arrivals) - Math.min(...arrivals));
  const evenness = `${arrivals.length} events, sent a second apart, came within ${spread} ms of their turn`;
  return { held: first > SILENCE / 2 || spread > UNEVEN, words: `${opening}; ${evenness}.` };
}
