import { readSetting } from './local-settings.js';

/**
 * Words for those who listen to the page: polite, and never the same twice in a row. A reader may have switched them off; what
 * was asked for is said all the same.
 */
export function createAnnouncer(region) {
  let timer = 0;
  return (words, { asked = false } = {}) => {
    if (!asked && readSetting('announce') === 'off') return;
    clearTimeout(timer);
    if (asked) region.textContent = '';
    // What is superseded within a moment is not worth an interruption.
    timer = setTimeout(() => {
      if (region.textContent !== words) region.textContent = words;
    }, 400);
  };
}
