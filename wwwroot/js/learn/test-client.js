import { siteUrl } from '../shared/base-url.js';
import { setText } from '../shared/elements.js';
import { formatMilliseconds, formatWhole } from '../shared/format.js';
import { isNewer } from '../stream/stream-event.js';

/** How long the client reads, in milliseconds. */
const DURATION = 5000;

/** Reads `/stock-stream` for a while and measures it. @param {HTMLElement} element @param {() => void} onStart */
export function initTestClient(element, onStart) {
  const button = element.querySelector('[data-run]');
  const say = words => setText(element.querySelector('.lab-state'), words);
  button.addEventListener('click', async () => {
    onStart();
    button.disabled = true;
    say('Reading');
    try {
      show(element, await measure());
      say('Done');
    } catch (error) {
      say(error.message);
    }
    button.disabled = false;
  });
  button.disabled = false;
}

async function measure() {
  const began = performance.now();
  const response = await fetch(siteUrl('stock-stream'), { cache: 'no-store', signal: AbortSignal.timeout(2 * DURATION) });
  if (!response.ok) throw new Error(`${response.status}: ${(await response.json()).detail}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const result = { first: 0, updates: 0, bytes: 0, disorder: 0, seconds: 0 };
  let rest = '';
  let newest = '';
  const stop = setTimeout(() => reader.cancel().catch(() => {}), DURATION);
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      result.first ||= performance.now() - began;
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop();
      for (const block of blocks) {
        const id = /^id: (.+)$/m.exec(block)?.[1];
        if (id && !isNewer(id, newest)) result.disorder++;
        newest = id ?? newest;
        if (!/^data: \{"type":"update"/m.test(block)) continue;
        result.updates++;
        result.bytes += block.length + 2;
      }
    }
  } finally {
    clearTimeout(stop);
  }
  result.seconds = (performance.now() - began) / 1000;
  return result;
}

function show(element, { first, updates, bytes, disorder, seconds }) {
  const values = {
    first: formatMilliseconds(first),
    updates: formatWhole(updates),
    rate: formatWhole(Math.round(updates / seconds)),
    size: updates ? formatWhole(Math.round(bytes / updates)) : '–',
    disorder: formatWhole(disorder),
  };
  for (const [name, value] of Object.entries(values)) setText(element.querySelector(`[data-measure="${name}"]`), value);
}
