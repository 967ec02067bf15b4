/** How often rows are checked, in milliseconds. */
const PERIOD = 1000;

/**
 * With a feed and the system's clock, marks the rows of instruments that have been silent for too long.
 * @param {import('./table.js').Table} table
 * @param {import('../quotes/quote-store.js').QuoteStore} store
 * @param {{ now: number }} clock the server's clock
 */
export function markStaleRows(table, store, clock) {
  const { staleAfter, clock: kind } = document.documentElement.dataset;
  const limit = Number(staleAfter);
  if (!limit || kind === 'manual') return;
  setInterval(() => {
    for (const row of table.body.rows) {
      const quote = store.get(row.dataset.symbol);
      row.classList.toggle('is-stale', quote !== undefined && clock.now - quote.time > limit);
    }
  }, PERIOD);
}
