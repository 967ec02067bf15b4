import { formatTime } from './format.js';
import { readSetting, saveSetting } from './local-settings.js';

/** How many strips are shown at once; the oldest makes room. */
const MOST = 3;

/**
 * Shows words above everything until they are put away; words that were put away last do not come back.
 * @param {HTMLElement} region
 * @param {object} strip
 * @param {string} strip.kind what is put away is remembered by this name, on this device
 * @param {number} strip.time in Unix milliseconds
 * @param {string} strip.words
 * @param {string} [strip.role] for those who listen to the page
 * @returns {boolean} whether it was new
 */
export function showBanner(region, { kind, time, words, role }) {
  const key = `${time} ${words}`;
  const shown = [...region.children].some(strip => strip.dataset.key === key);
  if (shown || readSetting(kind) === key) return false;

  const strip = document.createElement('div');
  strip.className = `notice is-${kind}`;
  if (role) strip.setAttribute('role', role);
  strip.dataset.key = key;
  const text = document.createElement('p');
  text.textContent = words;
  const when = document.createElement('time');
  when.dateTime = new Date(time).toISOString();
  when.textContent = formatTime(time);
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'button quiet';
  close.textContent = 'Dismiss';
  close.addEventListener('click', () => {
    saveSetting(kind, key);
    strip.remove();
  });
  strip.append(when, text, close);
  region.append(strip);
  while (region.children.length > MOST) region.firstElementChild.remove();
  return true;
}
