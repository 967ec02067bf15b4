/**
 * What a position is worth, and its profit and loss: today since the previous close, in all since it was bought.
 * @param {import('../account/positions.js').Position} position
 * @param {{ price: number, change: number | null }} quote
 * @returns {{ cost: number, value: number, today: number, total: number }} in the instrument's currency
 */
export function positionValue({ quantity, cost }, { price, change }) {
  return { cost: quantity * cost, value: quantity * price, today: quantity * (change ?? 0), total: quantity * (price - cost) };
}

/**
 * Sums positions. Instruments without a quote are left out.
 * @param {import('../account/positions.js').Position[]} positions @param {(symbol: string) => object | undefined} quoteOf
 */
export function sumPositions(positions, quoteOf) {
  const sum = { cost: 0, value: 0, today: 0, total: 0 };
  for (const position of positions) {
    const quote = quoteOf(position.symbol);
    if (!quote) continue;
    const value = positionValue(position, quote);
    for (const name in sum) sum[name] += value[name];
  }
  return sum;
}

/** Profit and loss in percent of what the positions cost; null if they cost nothing. */
export const returnOf = ({ cost, total }) => (cost ? (100 * total) / Math.abs(cost) : null);
