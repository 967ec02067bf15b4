import { formatWhole } from '../shared/format.js';

/** Maximum number of printed rows, about twenty sheets. */
const MAX_ROWS = 1000;

/** Prints all rows up to a maximum, and notes on paper how many there are. */
export function printAllRows(table, words) {
  addEventListener('beforeprint', () => {
    const printed = formatWhole(table.showFirst(MAX_ROWS));
    const all = formatWhole(table.symbols.length);
    words.textContent = printed === all ? `${all} ${all === '1' ? 'row' : 'rows'}` : `The first ${printed} of ${all} rows`;
  });
  addEventListener('afterprint', () => table.showFirst(0));
}
