import { siteUrl } from '../shared/base-url.js';
import { SharedStream } from './shared-stream.js';

/** Channels of a live page, and the one for signed-in users. */
const CHANNELS = ['quotes', 'notices'];
const USER_CHANNEL = 'me';

/**
 * Creates the stream of a live page, which <html> describes.
 * @param {string[]} [symbols] only these instruments
 */
export function createPageStream(symbols) {
  const { user, heartbeat, clock } = document.documentElement.dataset;
  return new SharedStream({
    channels: user ? [...CHANNELS, USER_CHANNEL] : CHANNELS,
    symbols,
    heartbeat: Number(heartbeat),
    manual: clock === 'manual',
    probe: siteUrl('health/live'),
  });
}
