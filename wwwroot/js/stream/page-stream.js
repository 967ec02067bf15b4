import { siteUrl } from '../shared/base-url.js';
import { SharedStream } from './shared-stream.js';

/** Creates the stream of a live page, which <html> describes. */
export function createPageStream() {
  const { channels, streamSymbol, heartbeat, clock } = document.documentElement.dataset;
  return new SharedStream({
    channels: channels.split(','),
    symbols: streamSymbol ? [streamSymbol] : null,
    heartbeat: Number(heartbeat),
    manual: clock === 'manual',
    probe: siteUrl('health/live'),
  });
}
