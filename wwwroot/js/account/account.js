// The page's view of who is signed in: the server renders the user's id on <html>.
import { readSetting, saveSetting } from '../shared/local-settings.js';
import { announceSignInChange, onSignInChange } from './sign-in-channel.js';

const root = document.documentElement;

/**
 * Keeps all tabs of the browser on the same user. The response to signing in or out is an ordinary page, so the first page
 * rendered for another user notifies the other tabs, which reload.
 */
export function syncAccount() {
  // A page from the service worker knows no user.
  if ('shell' in root.dataset) return;
  const user = root.dataset.user ?? '';
  const known = readSetting('user', '');
  // SameSite kept the cookie back on a link from another site; a reload from here sends it.
  if (known && root.dataset.arrival === 'foreign') {
    location.replace(location.href.split('#')[0]);
    return;
  }
  if (known !== user) saveSetting('user', user || undefined);
  // Without storage there is nothing to compare.
  if (readSetting('user', '') !== user) return;
  if (known !== user) announceSignInChange();
  const compare = () => readSetting('user', '') !== user && location.reload();
  onSignInChange(compare);
  addEventListener('pageshow', event => event.persisted && compare());
}

/** The sign-in has expired: the page continues signed out. */
export function markSignedOut() {
  delete root.dataset.user;
  const link = document.getElementById('account');
  link.title = 'Sign in';
  link.querySelector('span').textContent = 'Sign in';
}
