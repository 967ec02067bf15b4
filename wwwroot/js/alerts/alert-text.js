import { decimalsOf, formatPrice } from '../shared/format.js';

/** A price as precisely as its instrument's are told. */
export const priceText = price => formatPrice(price, decimalsOf(price));

/** What an alert waits for, for example `rises to 240.00`. */
export function conditionText({ condition, threshold, reference }) {
  if (condition === 'percent') return `moves by ${threshold}% from ${priceText(reference)}`;
  return `${condition === 'above' ? 'rises to' : 'falls to'} ${priceText(threshold)}`;
}

/** What an alert that has fired says. */
export function firedText({ symbol, condition, threshold, fired }) {
  const now = `${symbol} is at ${priceText(fired.price)}`;
  if (condition === 'percent') return `${now}: it has moved by ${threshold}%.`;
  return `${now}, ${condition === 'above' ? 'at or above' : 'at or below'} ${priceText(threshold)}.`;
}
