// The pane that shows what the browser makes of a stream.
import { make } from '../shared/elements.js';
import { formatWhole } from '../shared/format.js';
import { ScrollLog } from './scroll-log.js';

/** The maximum length of displayed data, in characters. */
const DATA = 220;

/** Creates the callbacks of an `EventReader`. @param {HTMLElement} element @param {(state: string) => void} setState */
export function createEventPane(element, setState) {
  const log = new ScrollLog(element);
  const add = (name, text, kind = '') => log.add(make('p', { className: `event ${kind}` }, make('b', {}, name), ' ', text));

  return {
    clear: () => log.clear(),
    opened() {
      setState('open');
      add('open', 'readyState 1', 'is-state');
    },
    event({ type, data, lastEventId }) {
      setState('open');
      const shown = data.length > DATA ? `${data.slice(0, DATA)}… (${formatWhole(data.length)} characters)` : data;
      const entry = make('p', { className: 'event' }, make('b', {}, type), ' ', make('span', { className: 'event-data' }, shown));
      entry.dataset.type = type;
      const merged = mergedOf(type, data);
      if (merged) entry.append(' ', make('mark', {}, `merged ${formatWhole(merged)}`));
      if (lastEventId) entry.append(' ', make('small', {}, `id ${lastEventId}`));
      log.add(entry);
    },
    reconnecting() {
      setState('reconnecting');
      add('error', 'readyState 0: the browser reconnects', 'is-state is-lost');
    },
    closed(renews, reason) {
      setState(renews ? 'reconnecting' : 'closed');
      add('error', reason ?? `readyState 2: the browser has given up${renews ? ', so the page opens a new EventSource' : ''}`, 'is-state is-error');
    },
  };
}

const mergedOf = (type, data) => (type === 'quotes' ? JSON.parse(data).merged : 0);
