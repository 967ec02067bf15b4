import { showStrip } from './strip.js';

/** Operators' announcements, above everything until they are put away. */
export function startNotices(stream, region) {
  stream.addEventListener('notice', ({ data: { time, message } }) =>
    showStrip(region, { kind: 'notice', role: 'alert', time, words: wordsOf(message) }));
}

/** A message is any JSON value; what reads as text is shown as text. */
function wordsOf(message) {
  if (typeof message === 'string') return message;
  const text = message?.text ?? message?.message ?? message?.title;
  return typeof text === 'string' ? text : JSON.stringify(message);
}
