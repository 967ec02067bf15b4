import { onIdentity } from './identity.js';
import { site } from './site.js';
import { QuoteStream } from './stream.js';
import { StreamHub } from './stream-hub.js';

/** The broadcasts that the pages show. */
const BROADCASTS = ['notice', 'alert'];

/**
 * Starts the hub of this site, in a worker or in a page.
 * @param {(members: string[], message: object) => void} send
 * @returns {{ receive: (message: object) => void, leave: (member: string) => void, close: () => void }}
 */
export function startHub(send) {
  const hub = new StreamHub(new QuoteStream(site('stream'), BROADCASTS), BROADCASTS, isSignedIn, send);
  const stopListening = onIdentity(() => hub.renew());
  return {
    receive: message => hub.receive(message),
    leave: member => hub.leave(member),
    close() {
      stopListening();
      hub.close();
    },
  };
}

/** Whether the server would let this browser listen to `me`. Where it does not answer, nothing is known against it. */
const isSignedIn = () =>
  fetch(site('stream/me'), { method: 'HEAD', cache: 'no-store' }).then(({ status }) => status !== 401, () => true);
