/** The currency of quotes that name none. */
const USUAL_CURRENCY = 'USD';

/**
 * What a position is worth, and its profit and loss: today since the previous close, in all since it was bought.
 * @param {import('../account/positions.js').Position} position
 * @param {{ price?: number, change?: number }} quote
 * @returns {{ cost: number, value?: number, today?: number, total?: number }} in the instrument's currency; undefined where the
 *   quote lacks the value
 */
export function positionValue({ quantity, cost }, { price, change }) {
  return { cost: quantity * cost, value: times(quantity, price), today: times(quantity, change), total: times(quantity, price - cost) };
}

/** Not −0. */
const times = (quantity, amount) => (Number.isFinite(amount) ? quantity * amount + 0 : undefined);

/**
 * Sums positions by currency. Instruments without a price are left out.
 * @param {import('../account/positions.js').Position[]} positions @param {(symbol: string) => object | undefined} quoteOf
 * @returns {Map<string, { cost: number, value: number, today: number, total: number }>}
 */
export function sumPositions(positions, quoteOf) {
  const sums = new Map();
  for (const position of positions) {
    const quote = quoteOf(position.symbol);
    const value = quote && positionValue(position, quote);
    if (value?.value === undefined) continue;
    const currency = quote.currency ?? USUAL_CURRENCY;
    const sum = sums.get(currency) ?? { cost: 0, value: 0, today: 0, total: 0 };
    for (const name in sum) sum[name] += value[name] ?? 0;
    sums.set(currency, sum);
  }
  return sums;
}

/** Profit and loss in percent of what the positions cost; undefined if it is not known, or they cost nothing. */
export const returnOf = ({ cost, total }) => (cost && total !== undefined ? (100 * total) / Math.abs(cost) : undefined);
