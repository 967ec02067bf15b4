import { formatWhole } from '../shared/format.js';

/** More rows than these are a book: some twenty sheets. */
const MOST = 1000;

/** Prints a long table whole, as far as that is sensible, and says on the paper how much of it is there. */
export function printAllRows(table, words) {
  addEventListener('beforeprint', () => {
    const printed = formatWhole(table.unroll(MOST));
    const all = formatWhole(table.symbols.length);
    words.textContent = printed === all ? `${all} ${all === '1' ? 'row' : 'rows'}` : `The first ${printed} of ${all} rows`;
  });
  addEventListener('afterprint', () => table.unroll(0));
}
