import { readSetting } from './local-settings.js';

/**
 * Creates a function that announces text to screen readers through a live region, without repeating itself. Users can turn
 * announcements off, except those they asked for.
 */
export function createAnnouncer(region) {
  let timer = 0;
  return (words, { asked = false } = {}) => {
    if (!asked && readSetting('announce') === 'off') return;
    clearTimeout(timer);
    if (asked) region.textContent = '';
    // Text that is superseded at once is not announced.
    timer = setTimeout(() => {
      if (region.textContent !== words) region.textContent = words;
    }, 400);
  };
}
