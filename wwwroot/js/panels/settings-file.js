import { allSettings, replaceSettings } from '../shared/local-settings.js';

/** What the file says of itself, so that no other is taken for one. */
const MARK = 'StockTicker settings';
const VERSION = 1;

/** What this device remembers, as a file to keep or to take to another. */
export const exportSettings = () => JSON.stringify({ file: MARK, version: VERSION, settings: allSettings() }, null, 2);

/**
 * Takes settings in place of those on this device.
 * @param {string} text of a file that `exportSettings` made
 * @returns {number} how many there were
 * @throws {Error} in words for the reader, when it is something else; then nothing is changed
 */
export function importSettings(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error('The file is not JSON.');
  }
  if (file?.file !== MARK || typeof file.settings !== 'object' || !file.settings) throw new Error('The file holds no settings of StockTicker.');
  if (file.version !== VERSION) throw new Error(`The file is of version ${file.version}; this is version ${VERSION}.`);
  replaceSettings(file.settings);
  return Object.keys(file.settings).length;
}
