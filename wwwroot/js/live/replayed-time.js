import { setText } from '../shared/elements.js';

const format = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: 'UTC',
});

/**
 * Shows the time of the newest prices in the notice of a replay. Until they come, it is the position of the replay.
 * @param {HTMLTimeElement} element
 * @param {'snapshot' | 'quotes'} type of the event
 * @param {object[]} quotes in the event
 */
export function showReplayedTime(element, type, quotes) {
  const newest = newestTime(quotes);
  // The prices of a snapshot may be older than the position.
  if (newest === undefined || (type === 'snapshot' && newest < Date.parse(element.dateTime))) return;
  element.dateTime = new Date(newest).toISOString();
  setText(element, formatReplayed(newest));
}

// An instrument without prices has the time of its listing.
function newestTime(quotes) {
  const times = quotes.filter(({ price, bid, ask }) => (price ?? bid ?? ask) !== undefined).map(({ time }) => time);
  return times.length === 0 ? undefined : times.reduce((latest, time) => Math.max(latest, time));
}

/** A time as the server writes it, for example 5 January 2026, 14:30:20 UTC. */
function formatReplayed(time) {
  const { day, month, year, hour, minute, second } = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
  return `${day} ${month} ${year}, ${hour}:${minute}:${second} UTC`;
}
