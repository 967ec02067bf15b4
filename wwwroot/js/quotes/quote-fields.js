import { formatChange, formatCompact, formatPercent, formatPrice, formatWhole } from '../shared/format.js';

const price = { raw: (value, decimals) => value.toFixed(decimals), format: formatPrice };
const count = { raw: String, format: formatWhole };

/** Formats per quote field: the raw number for `data-value`, and the displayed text. */
export const QUOTE_FIELDS = {
  price,
  change: { raw: price.raw, format: formatChange },
  changePercent: { raw: value => value.toFixed(2), format: formatPercent },
  bidSize: count,
  bid: price,
  ask: price,
  askSize: count,
  open: price,
  low: price,
  high: price,
  previousClose: price,
  vwap: price,
  volume: { raw: String, format: formatCompact },
};

/** Writes a field's value to its element. */
export function writeQuoteField(element, { raw, format }, value, decimals) {
  element.dataset.value = raw(value, decimals);
  // Changing the text node is cheaper than replacing it.
  if (element.firstChild) element.firstChild.data = format(value, decimals);
  else element.textContent = format(value, decimals);
}
