// The shared worker: a multiplexer with a message port per tab.
import { holdLivenessLock, onLivenessLockReleased, uniqueId } from '../shared/liveness-lock.js';
// All modules of the worker, so that it requests them at once: workers have no preload.
import '../account/sign-in-channel.js';
import '../shared/base-url.js';
import '../shared/quote-update.js';
import './frame-log.js';
import './quote-book.js';
import './quote-stream.js';
import './stream-event.js';
import { startMultiplexer } from './stream-multiplexer.js';

// By tab name.
const ports = new Map();
const multiplexer = startMultiplexer((members, message) => {
  for (const name of members) ports.get(name)?.postMessage({ to: [name], ...message });
});

// A worker can end before its tabs, since it often runs in the first one's process. They watch this lock.
const livenessLock = uniqueId();
const lockHeld = holdLivenessLock(livenessLock);

addEventListener('connect', ({ ports: [port] }) => {
  port.addEventListener('message', ({ data }) => {
    if (data.join) {
      ports.set(data.from, port);
      onLivenessLockReleased(data.from, () => ports.delete(data.from));
    }
    multiplexer.receive(data);
    if (data.leave) ports.delete(data.from);
  });
  // Some browsers report a closed port even without Web Locks.
  port.addEventListener('close', () => {
    for (const [name, other] of ports) {
      if (other !== port) continue;
      ports.delete(name);
      multiplexer.leave(name);
    }
  });
  port.start();
  lockHeld.then(() => port.postMessage({ livenessLock }));
});
