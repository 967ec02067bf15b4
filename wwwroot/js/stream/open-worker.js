import { siteUrl } from '../shared/base-url.js';
import { workerUrl } from '../shared/trusted-scripts.js';

/** Increment with every change of the message format: tabs must not talk to a worker of an older version. */
export const NAME = `${siteUrl('')} stream 3`;

/** The worker that all tabs share, which starts with the first of them. */
export const openWorker = () => new SharedWorker(workerUrl('js/stream/stream-worker.js'), { type: 'module', name: NAME });
