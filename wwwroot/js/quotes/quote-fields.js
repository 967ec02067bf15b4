import { formatChange, formatCompact, formatPercent, formatPrice, formatWhole } from '../shared/format.js';

const price = { bare: (value, decimals) => value.toFixed(decimals), show: formatPrice };
const count = { bare: String, show: formatWhole };

/** How each field of a quote is written: as the bare number, for `data-value`, and for people. */
export const QUOTE_FIELDS = {
  price,
  change: { bare: price.bare, show: formatChange },
  changePercent: { bare: value => value.toFixed(2), show: formatPercent },
  bidSize: count,
  bid: price,
  ask: price,
  askSize: count,
  open: price,
  low: price,
  high: price,
  previousClose: price,
  vwap: price,
  volume: { bare: String, show: formatCompact },
};

/** Writes a field's value into its element. */
export function writeQuoteField(element, { bare, show }, value, decimals) {
  element.dataset.value = bare(value, decimals);
  // Writing into the text that is there is cheaper than putting another in its place.
  if (element.firstChild) element.firstChild.data = show(value, decimals);
  else element.textContent = show(value, decimals);
}
