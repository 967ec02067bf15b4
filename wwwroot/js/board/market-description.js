import { formatPercent } from '../shared/format.js';

/** The state of the market in a few sentences, for screen readers. */
export function describeMarket({ average, up, down, gainers, losers }, watched) {
  const words = [
    `The market is ${average > 0 ? 'up' : average < 0 ? 'down' : 'unchanged'}${average ? ` ${formatPercent(Math.abs(average)).replace('+', '')}` : ''}.`,
    `${up} up, ${down} down.`,
  ];
  if (gainers.length)
    words.push(`${gainers[0].symbol} leads with ${formatPercent(gainers[0].changePercent)}, ${losers[0].symbol} trails with ${formatPercent(losers[0].changePercent)}.`);
  for (const { symbol, changePercent } of watched) words.push(`${symbol} ${formatPercent(changePercent)}.`);
  return words.join(' ');
}
