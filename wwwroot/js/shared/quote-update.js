/** The fields of a quote that change and are not always known. */
const OPTIONAL = ['price', 'change', 'changePercent', 'bid', 'ask', 'bidSize', 'askSize', 'high', 'low', 'vwap'];

/** Whether a quote of a `quotes` event has all fields: that of an instrument that is listed then, or whose constant fields have changed. */
export const isWhole = update => update.name !== undefined;

/**
 * Applies a quote of a `quotes` event to one that a snapshot contained. The event has all changing fields that are known: one without a
 * key is no longer known, for example the bid of an instrument that nobody wants to buy.
 */
export function updateQuote(known, update) {
  for (const field of OPTIONAL) if (!(field in update)) known[field] = undefined;
  Object.assign(known, update);
}
