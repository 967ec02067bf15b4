// The shared worker: the multiplexer, with a message port to each tab.
import { holdLivenessLock, onLivenessLockReleased } from '../shared/liveness-lock.js';
import { uniqueId } from '../shared/unique-id.js';
import { startMultiplexer } from './stream-multiplexer.js';

// By the name of the tab.
const ports = new Map();
const multiplexer = startMultiplexer((members, message) => {
  for (const name of members) ports.get(name)?.postMessage({ to: [name], ...message });
});

// A worker may die before its tabs: it often lives in the process of the first. They watch this lifetime.
const lifetime = uniqueId();
const begun = holdLivenessLock(lifetime);

addEventListener('connect', ({ ports: [port] }) => {
  port.addEventListener('message', ({ data }) => {
    if (data.join) {
      ports.set(data.from, port);
      onLivenessLockReleased(data.from, () => ports.delete(data.from));
    }
    multiplexer.receive(data);
    if (data.leave) ports.delete(data.from);
  });
  // Some browsers tell of a port whose tab is gone, even where there are no locks.
  port.addEventListener('close', () => {
    for (const [name, other] of ports) {
      if (other !== port) continue;
      ports.delete(name);
      multiplexer.leave(name);
    }
  });
  port.start();
  begun.then(() => port.postMessage({ lifetime }));
});
