import { formatPrice } from './format.js';
import { showStrip } from './strip.js';

/** The signed-in user's alerts as they fire: said once, and shown until they are put away. */
export function startFiredAlerts(stream, region, announce) {
  stream.addEventListener('alert', ({ data }) => {
    const words = wordsOf(data);
    if (showStrip(region, { kind: 'alert', time: data.time, words })) announce(words);
  });
}

function wordsOf({ symbol, condition, threshold, price }) {
  if (condition === 'percent') return `${symbol} has moved ${threshold}% to ${show(price)}.`;
  const met = price === threshold ? 'which is' : condition;
  return `${symbol} is at ${show(price)}, ${met} your ${show(threshold)}.`;
}

/** With the decimals of a price; below a dollar it has four. */
const show = price => formatPrice(price, Math.round(price * 100) === price * 100 ? 2 : 4);
