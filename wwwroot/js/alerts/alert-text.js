import { decimalsOf, formatPrice } from '../shared/format.js';

/** A price with its instrument's number of decimals. */
export const priceText = price => formatPrice(price, decimalsOf(price));

/** The condition as text, for example `rises to 240.00`. */
export function conditionText({ condition, threshold, reference }) {
  if (condition === 'percent') return `moves by ${threshold}% from ${priceText(reference)}`;
  return `${condition === 'above' ? 'rises to' : 'falls to'} ${priceText(threshold)}`;
}

/** The message of a fired alert. */
export function firedText({ symbol, condition, threshold, fired }) {
  const now = `${symbol} is at ${priceText(fired.price)}`;
  if (condition === 'percent') return `${now}: it has moved by ${threshold}%.`;
  return `${now}, ${condition === 'above' ? 'at or above' : 'at or below'} ${priceText(threshold)}.`;
}
