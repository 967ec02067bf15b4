// Who is signed in, as a page knows it: the server writes the user's id on <html>.
import { readSetting, saveSetting } from '../shared/local-settings.js';
import { announceSignInChange, onSignInChange } from './sign-in-channel.js';

const root = document.documentElement;

/** Whether somebody is signed in, as far as this page knows. */
export function isSignedIn() {
  return Boolean(root.dataset.user);
}

/**
 * Keeps all tabs of the browser on the same user. The server's answer to signing in or out is a page like any other, so the first
 * one that is written for somebody else tells the others, and they load anew.
 */
export function syncAccount() {
  const user = root.dataset.user ?? '';
  const known = readSetting('user', '');
  // Coming from another site's link, the browser has kept the cookie back; from here it sends it.
  if (known && root.dataset.arrival === 'foreign') {
    location.replace(location.href.split('#')[0]);
    return;
  }
  if (known !== user) saveSetting('user', user || undefined);
  // Where nothing is remembered nothing can be compared.
  if (readSetting('user', '') !== user) return;
  if (known !== user) announceSignInChange();
  const compare = () => readSetting('user', '') !== user && location.reload();
  onSignInChange(compare);
  addEventListener('pageshow', event => event.persisted && compare());
}

/** The sign-in has ended by itself: the page goes on as anybody's. */
export function markSignedOut() {
  delete root.dataset.user;
  const link = document.getElementById('account');
  link.title = 'Sign in';
  link.querySelector('span').textContent = 'Sign in';
}
