import { showBanner } from '../shared/banner.js';

/** Shows operators' notices and the tutorial's notifications as banners until dismissed. */
export function showNotices(stream, region) {
  for (const type of ['notice', 'notification']) {
    stream.addEventListener(type, ({ data: { time, message } }) =>
      showBanner(region, { kind: 'notice', role: 'alert', time, words: wordsOf(message) }));
  }
}

/** A message is any JSON value. */
function wordsOf(message) {
  if (typeof message === 'string') return message;
  const text = message?.text ?? message?.message ?? message?.title;
  return typeof text === 'string' ? text : JSON.stringify(message);
}
