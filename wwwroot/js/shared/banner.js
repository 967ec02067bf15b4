import { formatTime } from './format.js';
import { readSetting, saveSetting } from './local-settings.js';

/** Maximum number of banners; the oldest is removed. */
const MAX_BANNERS = 3;

/**
 * Shows a banner until it is dismissed. The one dismissed last does not come back.
 * @param {HTMLElement} region
 * @param {object} banner
 * @param {string} banner.kind CSS class suffix, and key of the dismissed banner in the settings
 * @param {number} banner.time Unix milliseconds
 * @param {string} banner.words
 * @param {string} [banner.role] ARIA role
 * @returns {boolean} whether it was new
 */
export function showBanner(region, { kind, time, words, role }) {
  const key = `${time} ${words}`;
  const shown = [...region.children].some(banner => banner.dataset.key === key);
  if (shown || readSetting(kind) === key) return false;

  const banner = document.createElement('div');
  banner.className = `notice is-${kind}`;
  if (role) banner.setAttribute('role', role);
  banner.dataset.key = key;
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
    banner.remove();
  });
  banner.append(when, text, close);
  region.append(banner);
  while (region.children.length > MAX_BANNERS) region.firstElementChild.remove();
  return true;
}
