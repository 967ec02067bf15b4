import { plainNumber } from '../shared/format.js';

/** Spreadsheets run text that starts with one of these as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Formats rows as CSV (RFC 4180) with a header. Numbers are invariant; text that a spreadsheet would run as a formula is
 * prefixed with an apostrophe.
 * @param {object[]} rows a field that a row lacks is empty
 */
export function csv(rows) {
  const fields = [...new Set(rows.toSorted((a, b) => Object.keys(b).length - Object.keys(a).length).flatMap(Object.keys))];
  return [fields, ...rows.map(row => fields.map(field => row[field]))].map(line => `${line.map(cell).join(',')}\r\n`).join('');
}

function cell(value) {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return plainNumber(value);
  const text = FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
