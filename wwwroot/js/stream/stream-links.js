// The ways from a tab to the multiplexer, in order of preference. `open` takes three callbacks: `receive` for messages,
// `renewed` when another multiplexer has taken over, which does not know this tab, and `failed` when the way does not work.
import { siteUrl, workerUrl } from '../shared/base-url.js';
import { onLivenessLockReleased } from '../shared/liveness-lock.js';

/** With the version of the message format: tabs must not talk to a worker of an older version. */
const NAME = `${siteUrl('')} stream ${document.documentElement.dataset.stream}`;

/** The worker that all tabs share, which starts with the first of them: at first, by `start-stream.js`. */
function openWorker() {
  const { startedWorker } = globalThis;
  delete globalThis.startedWorker;
  return startedWorker ?? new SharedWorker(workerUrl('js/stream/stream-worker.js'), { type: 'module', name: NAME });
}

/** How long a worker may take to start, in milliseconds. Browsers do not report each one that will not. */
const WORKER_START = 15_000;

/** How long after a failure the multiplexer is loaded again, in milliseconds. */
const RETRY = 2000;

/** Loads the multiplexer, which only browsers without shared workers need in the page; again after a network failure. */
const loadMultiplexer = () => import('./stream-multiplexer.js')
  .catch(() => new Promise(resolve => setTimeout(resolve, RETRY)).then(loadMultiplexer));

if (!('SharedWorker' in globalThis)) loadMultiplexer();

/** The multiplexer runs in a SharedWorker. */
export class WorkerLink {
  #worker = null;
  #patience = 0;
  #stopWatching = () => {};

  static transport = 'worker';

  static get isPossible() {
    return 'SharedWorker' in globalThis;
  }

  open({ receive, renewed, failed }) {
    const worker = (this.#worker = openWorker());
    const lost = () => {
      if (worker !== this.#worker) return;
      this.close();
      this.open({ receive, renewed, failed });
      renewed();
    };
    let answered = false;
    const giveUp = () => worker === this.#worker && !answered && failed();
    this.#patience = setTimeout(giveUp, WORKER_START);
    worker.addEventListener('error', giveUp);
    worker.port.addEventListener('close', lost);
    worker.port.addEventListener('message', ({ data }) => {
      answered = true;
      if (data.livenessLock) this.#stopWatching = onLivenessLockReleased(data.livenessLock, lost);
      else receive(data);
    });
    worker.port.start();
  }

  post(message) {
    this.#worker?.port.postMessage(message);
  }

  close() {
    clearTimeout(this.#patience);
    this.#stopWatching();
    this.#worker?.port.close();
    this.#worker = null;
  }
}

/**
 * The multiplexer runs in the tab that holds a lock; a BroadcastChannel connects the others. The next tab in line takes over.
 */
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

  /** Leads until `close`. The leader's own page uses the channel like the others. */
  async #lead() {
    const { startMultiplexer } = await loadMultiplexer();
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

/** The multiplexer runs in this tab, for this tab only. */
export class OwnLink {
  #multiplexer = null;
  #isOpen = false;
  #waiting = [];

  static transport = 'own';

  static get isPossible() {
    return true;
  }

  async open({ receive }) {
    this.#isOpen = true;
    const { startMultiplexer } = await loadMultiplexer();
    if (!this.#isOpen) return;
    // Asynchronous, like the other links.
    this.#multiplexer = startMultiplexer((members, message) => queueMicrotask(() => receive({ to: members, ...message })));
    for (const message of this.#waiting.splice(0)) this.#multiplexer.receive(message);
  }

  post(message) {
    if (this.#multiplexer) this.#multiplexer.receive(message);
    else this.#waiting.push(message);
  }

  close() {
    this.#isOpen = false;
    this.#multiplexer?.close();
    this.#multiplexer = null;
  }
}
