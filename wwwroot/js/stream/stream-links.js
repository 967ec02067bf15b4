// The ways from a tab to the multiplexer, the best first. Each is opened with what takes the multiplexer's messages, what is called when
// there is another multiplexer than before, which knows nothing of this tab, and what is called when this way leads nowhere.
import { siteUrl } from '../shared/base-url.js';
import { onLivenessLockReleased } from '../shared/liveness-lock.js';
import { startMultiplexer } from './stream-multiplexer.js';

/** To be raised with every change of the messages: a tab must not talk to a worker that an older version of the site left. */
const NAME = `${siteUrl('')} stream 2`;

/** The multiplexer lives in a SharedWorker. */
export class WorkerLink {
  #worker = null;
  #stopWatching = () => {};

  static transport = 'worker';

  static get isPossible() {
    return 'SharedWorker' in globalThis;
  }

  open({ receive, renewed, failed }) {
    const worker = (this.#worker = new SharedWorker(workerAddress(), { type: 'module', name: NAME }));
    const lost = () => {
      if (worker !== this.#worker) return;
      this.close();
      this.open({ receive, renewed, failed });
      renewed();
    };
    let answered = false;
    worker.addEventListener('error', () => worker === this.#worker && !answered && failed());
    worker.port.addEventListener('close', lost);
    worker.port.addEventListener('message', ({ data }) => {
      answered = true;
      if (data.lifetime) this.#stopWatching = onLivenessLockReleased(data.lifetime, lost);
      else receive(data);
    });
    worker.port.start();
  }

  post(message) {
    this.#worker?.port.postMessage(message);
  }

  close() {
    this.#stopWatching();
    this.#worker?.port.close();
    this.#worker = null;
  }
}

/** The multiplexer lives in the tab that holds a lock, and a BroadcastChannel joins the others to it. The next in line takes over. */
export class LeaderLink {
  #channel = null;
  #candidacy = null;
  #resign = () => {};

  static transport = 'leader';

  static get isPossible() {
    return Boolean(globalThis.BroadcastChannel && navigator.locks);
  }

  open({ receive, renewed }) {
    this.#channel = new BroadcastChannel(NAME);
    this.#channel.addEventListener('message', ({ data }) => {
      if (data.leads) renewed();
      else if (data.to) receive(data);
    });
    this.#candidacy = new AbortController();
    navigator.locks.request(NAME, { signal: this.#candidacy.signal }, () => this.#lead()).catch(() => {});
  }

  post(message) {
    this.#channel?.postMessage(message);
  }

  close() {
    this.#candidacy?.abort();
    this.#resign();
    this.#resign = () => {};
    this.#channel?.close();
    this.#channel = null;
  }

  /** Leads until `close`. The leader's own tab talks to its multiplexer as all others do. */
  #lead() {
    if (!this.#channel) return undefined;
    const channel = new BroadcastChannel(NAME);
    const multiplexer = startMultiplexer((members, message) => channel.postMessage({ to: members, ...message }));
    channel.addEventListener('message', ({ data }) => data.from && multiplexer.receive(data));
    channel.postMessage({ leads: true });
    return new Promise(end => {
      this.#resign = () => {
        multiplexer.close();
        channel.close();
        end();
      };
    });
  }
}

/** The multiplexer lives here, for this tab alone. */
export class OwnLink {
  #multiplexer = null;

  static transport = 'own';

  static get isPossible() {
    return true;
  }

  open({ receive }) {
    // Later, as everywhere else: an answer never comes in the middle of a question.
    this.#multiplexer = startMultiplexer((members, message) => queueMicrotask(() => receive({ to: members, ...message })));
  }

  post(message) {
    this.#multiplexer?.receive(message);
  }

  close() {
    this.#multiplexer?.close();
    this.#multiplexer = null;
  }
}

let policy;

/** Under Trusted Types a policy must vouch for the address of a script. This one knows one address. */
function workerAddress() {
  const address = new URL('stream-worker.js', import.meta.url).href;
  if (!globalThis.trustedTypes) return address;
  policy ??= trustedTypes.createPolicy('stockticker', { createScriptURL: () => address });
  return policy.createScriptURL('');
}
