import { formatPrice, usualDecimals } from '../shared/format.js';

/** A price with its instrument's number of decimals. Alerts stored by earlier versions do not have it. */
export const priceText = (price, decimals = usualDecimals(price)) => formatPrice(price, decimals);

/** The condition as text, for example `rises to 240.00`. */
export function conditionText({ condition, threshold, reference, decimals }) {
  if (condition === 'percent') return `moves by ${threshold}% from ${priceText(reference, decimals)}`;
  return `${condition === 'above' ? 'rises to' : 'falls to'} ${priceText(threshold, decimals)}`;
}

/** The message of a fired alert. */
export function firedText({ symbol, condition, threshold, fired, decimals }) {
  const now = `${symbol} is at ${priceText(fired.price, decimals)}`;
  if (condition === 'percent') return `${now}: it has moved by ${threshold}%.`;
  return `${now}, ${condition === 'above' ? 'at or above' : 'at or below'} ${priceText(threshold, decimals)}.`;
}
