// The pane that shows what the browser makes of a stream.
import { make } from '../shared/elements.js';
import { formatWhole } from '../shared/format.js';
import { ScrollLog } from './scroll-log.js';

/** The maximum length of displayed data, in characters. */
const DATA = 220;

/** Events that come so often that only the newest of several in a row is shown, with their number. */
const FREQUENT = /^\{"type":"update"/;

/** Creates the callbacks of an `EventReader`. @param {HTMLElement} element @param {(state: string) => void} setState */
export function createEventPane(element, setState) {
  const log = new ScrollLog(element);
  let frequent = null;
  let shownId = '';

  const addState = (name, text, kind = '') => {
    frequent = null;
    log.add(make('p', { className: `event is-state ${kind}` }, make('b', {}, name), ' ', text));
  };

  return {
    clear() {
      log.clear();
      frequent = null;
      shownId = '';
    },
    opened() {
      setState('open');
      addState('open', 'readyState 1');
    },
    event({ type, data, lastEventId }) {
      const isFrequent = FREQUENT.test(data);
      if (!isFrequent || !frequent) frequent = addEvent(log, type);
      frequent.count++;
      frequent.name.textContent = frequent.count > 1 ? `${type} × ${formatWhole(frequent.count)}` : type;
      frequent.data.textContent = data.length > DATA ? `${data.slice(0, DATA)}… (${formatWhole(data.length)} characters)` : data;
      // The browser reports the last id with every event.
      if (lastEventId && lastEventId !== shownId) frequent.id.textContent = `id ${lastEventId}`;
      shownId = lastEventId;
      const merged = type === 'quotes' ? JSON.parse(data).merged : 0;
      if (merged) frequent.name.after(' ', make('mark', {}, `merged ${formatWhole(merged)}`));
      if (!isFrequent) frequent = null;
    },
    reconnecting() {
      setState('reconnecting');
      addState('error', 'readyState 0: the browser reconnects', 'is-lost');
    },
    closed(renews, reason) {
      setState(renews ? 'reconnecting' : 'closed');
      addState('error', reason ?? `readyState 2: the browser has given up${renews ? ', so the page opens a new EventSource' : ''}`, 'is-error');
    },
  };
}

function addEvent(log, type) {
  const [name, data, id] = [make('b'), make('span', { className: 'event-data' }), make('small')];
  const entry = make('p', { className: 'event' }, name, ' ', data, ' ', id);
  entry.dataset.type = type;
  log.add(entry);
  return { name, data, id, count: 0 };
}
