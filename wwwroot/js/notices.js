import { formatTime } from './format.js';
import { recall, remember } from './memory.js';

/** How many notices are shown at once; the oldest makes room. */
const MOST = 3;

/** Operators' announcements, above everything until they are put away. */
export function startNotices(stream, region) {
  stream.addEventListener('notice', ({ data }) => {
    const key = `${data.time} ${wordsOf(data.message)}`;
    const shown = [...region.children].some(notice => notice.dataset.key === key);
    if (shown || recall('notice') === key) return;

    const notice = document.createElement('div');
    notice.className = 'notice';
    notice.setAttribute('role', 'alert');
    notice.dataset.key = key;
    const words = document.createElement('p');
    words.textContent = wordsOf(data.message);
    const time = document.createElement('time');
    time.dateTime = new Date(data.time).toISOString();
    time.textContent = formatTime(data.time);
    const close = document.createElement('button');
    close.type = 'button';
    close.className = 'button quiet';
    close.textContent = 'Dismiss';
    close.addEventListener('click', () => {
      remember('notice', key);
      notice.remove();
    });
    notice.append(time, words, close);
    region.append(notice);
    while (region.children.length > MOST) region.firstElementChild.remove();
  });
}

/** A message is any JSON value; what reads as text is shown as text. */
function wordsOf(message) {
  if (typeof message === 'string') return message;
  const text = message?.text ?? message?.message ?? message?.title;
  return typeof text === 'string' ? text : JSON.stringify(message);
}
