// The shared worker: the hub, with a message port to each tab.
import { beginLifetime, newName, onLifetimeEnd } from './lifetime.js';
import { startHub } from './stream-host.js';

// By the name of the tab.
const ports = new Map();
const hub = startHub((members, message) => {
  for (const name of members) ports.get(name)?.postMessage({ to: [name], ...message });
});

// A worker may die before its tabs: it often lives in the process of the first. They watch this lifetime.
const lifetime = newName();
const begun = beginLifetime(lifetime);

addEventListener('connect', ({ ports: [port] }) => {
  port.addEventListener('message', ({ data }) => {
    if (data.join) {
      ports.set(data.from, port);
      onLifetimeEnd(data.from, () => ports.delete(data.from));
    }
    hub.receive(data);
    if (data.leave) ports.delete(data.from);
  });
  // Some browsers tell of a port whose tab is gone, even where there are no locks.
  port.addEventListener('close', () => {
    for (const [name, other] of ports) {
      if (other !== port) continue;
      ports.delete(name);
      hub.leave(name);
    }
  });
  port.start();
  begun.then(() => port.postMessage({ lifetime }));
});
