/** A spreadsheet takes a text that begins with one of these for a formula, and runs it. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Rows as CSV (RFC 4180), the names of their fields first. Numbers are bare, with a point; a text that a spreadsheet would run
 * gets an apostrophe before it.
 * @param {object[]} rows all with the fields of the first
 */
export function csv(rows) {
  const fields = Object.keys(rows[0] ?? {});
  return [fields, ...rows.map(row => fields.map(field => row[field]))].map(line => `${line.map(cell).join(',')}\r\n`).join('');
}

function cell(value) {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
