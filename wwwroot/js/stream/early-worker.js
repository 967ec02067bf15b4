// Starts the shared worker while the page's own modules are still loading. It opens no stream before the page joins.
import { openWorker } from './open-worker.js';

try {
  if ('SharedWorker' in globalThis) openWorker();
} catch {
  // The page tries again, and has other ways.
}
