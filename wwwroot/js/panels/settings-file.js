import { allSettings, replaceSettings } from '../shared/local-settings.js';

/** Identifies the file format. */
const MARK = 'StockTicker settings';
const VERSION = 1;

/** All settings of this device, as JSON for a file. */
export const exportSettings = () => JSON.stringify({ file: MARK, version: VERSION, settings: allSettings() }, null, 2);

/**
 * Replaces the settings of this device.
 * @param {string} text contents of a file made by `exportSettings`
 * @returns {number} number of settings
 * @throws {Error} with a message for the user, if the file is invalid; then nothing changes
 */
export function importSettings(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error('The file is not JSON.');
  }
  if (file?.file !== MARK || typeof file.settings !== 'object' || !file.settings) throw new Error('The file contains no StockTicker settings.');
  if (file.version !== VERSION) throw new Error(`The file has version ${file.version}; supported is version ${VERSION}.`);
  replaceSettings(file.settings);
  return Object.keys(file.settings).length;
}
