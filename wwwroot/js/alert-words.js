import { decimalsOf, formatPrice } from './format.js';

/** A price as precisely as its instrument's are told. */
export const priceWords = price => formatPrice(price, decimalsOf(price));

/** What an alert waits for, for example `rises to 240.00`. */
export function conditionWords({ condition, threshold, reference }) {
  if (condition === 'percent') return `moves by ${threshold}% from ${priceWords(reference)}`;
  return `${condition === 'above' ? 'rises to' : 'falls to'} ${priceWords(threshold)}`;
}

/** What an alert that has fired says. */
export function firedWords({ symbol, condition, threshold, fired }) {
  const now = `${symbol} is at ${priceWords(fired.price)}`;
  if (condition === 'percent') return `${now}: it has moved by ${threshold}%.`;
  return `${now}, ${condition === 'above' ? 'at or above' : 'at or below'} ${priceWords(threshold)}.`;
}
