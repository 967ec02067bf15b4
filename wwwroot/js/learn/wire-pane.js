// The pane that shows the bytes of a stream: what was requested, what arrived at once and when, and what is done after it was lost.
import { make } from '../shared/elements.js';
import { formatWhole } from '../shared/format.js';
import { ScrollLog } from './scroll-log.js';

/** The maximum length of a displayed line, in characters. */
const LINE = 400;

/** Lines of one arrival that are displayed. */
const LINES = 60;

/** Creates the callbacks of a `WireReader`. @param {HTMLElement} element */
export function createWirePane(element) {
  const log = new ScrollLog(element);
  let began = 0;

  const since = () => `${((performance.now() - began) / 1000).toFixed(3)} s`;
  const meta = (text, kind = '') => log.add(make('p', { className: `meta ${kind}` }, text));

  return {
    clear: () => log.clear(),
    request(url, lastEventId) {
      began = performance.now();
      url.searchParams.delete('handle');
      const path = url.pathname + url.search;
      log.add(make('pre', { className: 'request' }, `GET ${path}${lastEventId ? `\nLast-Event-ID: ${lastEventId}` : ''}`));
    },
    response(response) {
      meta(`${since()} · ${response.status} · ${response.headers.get('Content-Type') ?? 'no content type'}`, response.ok ? '' : 'is-error');
    },
    bytes(text, size) {
      meta(`${since()} · ${formatWhole(size)} bytes`);
      log.add(chunk(text));
    },
    lost(retry, lastEventId) {
      meta(`${since()} · The connection has ended. Reconnecting in ${(retry / 1000).toFixed(1)} s${lastEventId ? ` after id ${lastEventId}` : ''}.`, 'is-lost');
    },
    refused(reason) {
      meta(reason || 'The server gave no reason.', 'is-error');
    },
  };
}

/** What arrived at once, a line at a time, each marked with its field. */
function chunk(text) {
  const lines = text.replace(/\n$/, '').split('\n');
  const shown = lines.slice(0, LINES).map(line => {
    const field = /^(data|event|id|retry|:)/.exec(line)?.[0];
    return make('span', { className: field === ':' ? 'is-comment' : `is-${field ?? 'rest'}` }, `${clip(line)}\n`);
  });
  if (lines.length > LINES) shown.push(make('span', { className: 'is-comment' }, `… and ${formatWhole(lines.length - LINES)} more lines\n`));
  return make('pre', { className: 'chunk' }, ...shown);
}

const clip = line => (line.length > LINE ? `${line.slice(0, LINE)}… (${formatWhole(line.length)} characters)` : line);
