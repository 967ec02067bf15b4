import { make } from '../shared/elements.js';
import { formatTime } from '../shared/format.js';
import { readSetting } from '../shared/local-settings.js';
import { firedText } from './alert-text.js';

/** Maximum number of banners; the oldest is removed. */
const MAX_BANNERS = 3;

/**
 * Reports a fired alert: as a banner, to screen readers, as a system notification where permitted, and with a sound if
 * enabled.
 */
export function notifyOfAlert(alert, region, announce) {
  const words = firedText(alert);
  show(alert, words, region);
  announce(words);
  notify(words);
  if (readSetting('alertSound') === true) chime();
}

function show(alert, words, region) {
  const again = make('button', { type: 'button', className: 'button', onclick: () => {
    alert.store.rearm(alert.id);
    notice.remove();
  } }, 'Set again');
  const dismiss = make('button', { type: 'button', className: 'button quiet', onclick: () => notice.remove() }, 'Dismiss');
  const time = make('time', { dateTime: new Date(alert.fired.time).toISOString() }, formatTime(alert.fired.time));
  const notice = make('div', { className: 'notice price-alert' }, time, make('p', {}, words), ...(alert.id ? [again] : []), dismiss);
  region.append(notice);
  const shown = region.querySelectorAll('.price-alert');
  if (shown.length > MAX_BANNERS) shown[0].remove();
}

function notify(words) {
  if (globalThis.Notification?.permission !== 'granted') return;
  try {
    const notification = new Notification('Price alert', { body: words, tag: words });
    notification.addEventListener('click', () => focus());
  } catch {
    // Some browsers allow notifications only from a service worker.
  }
}

/** Plays two soft notes. */
function chime() {
  const audio = new AudioContext();
  [660, 880].forEach((frequency, i) => {
    const start = audio.currentTime + i * 0.18;
    const gain = new GainNode(audio, { gain: 0 });
    gain.gain.linearRampToValueAtTime(0.12, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, start + 0.5);
    const tone = new OscillatorNode(audio, { frequency });
    tone.connect(gain).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.5);
    if (i === 1) tone.addEventListener('ended', () => audio.close());
  });
}
