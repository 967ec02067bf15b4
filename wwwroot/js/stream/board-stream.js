// The stream of the board. A page loads this module first, so that the newest prices arrive while its other modules are still loading.
import { createPageStream } from './page-stream.js';

export const stream = createPageStream();
stream.start({ held: true });
