import { siteUrl } from '../shared/base-url.js';
import { setText } from '../shared/elements.js';
import { formatMilliseconds, formatWhole } from '../shared/format.js';

/** Milliseconds between two requests. */
const PERIOD = 1000;

/** Shows some figures of `/stats` while `isWanted`. @param {HTMLElement} element @param {() => boolean} isWanted */
export function createStatistics(element, isWanted) {
  let isPolling = false;

  async function poll() {
    const goesOn = isWanted() && await read();
    element.hidden = !goesOn;
    if (goesOn) setTimeout(poll, PERIOD);
    else isPolling = false;
  }

  /** Returns false if the server does not show its figures to this user. */
  async function read() {
    try {
      const response = await fetch(siteUrl('stats'), { cache: 'no-store', signal: AbortSignal.timeout(5 * PERIOD) });
      if (response.ok) show(await response.json());
      return response.ok;
    } catch {
      // The next request may succeed.
      return true;
    }
  }

  function show({ totalClients, channels, eventsDelivered, latencyMs }) {
    const values = {
      totalClients: formatWhole(totalClients),
      notices: formatWhole(channels.notices ?? 0),
      eventsDelivered: formatWhole(eventsDelivered),
      latency: latencyMs.p50 < 1 ? `< ${formatMilliseconds(1)}` : formatMilliseconds(latencyMs.p50),
    };
    for (const [name, value] of Object.entries(values)) setText(element.querySelector(`[data-measure="${name}"]`), value);
  }

  return {
    /** Starts, unless it has started. */
    start() {
      if (isPolling) return;
      isPolling = true;
      // The experiment that starts it does not run yet.
      queueMicrotask(poll);
    },
  };
}
