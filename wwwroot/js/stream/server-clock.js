/** The server's clock as heard here: behind by as long as a word takes on its way. */
export class ServerClock {
  #offset = -Infinity;

  constructor(stream) {
    // The word that came fastest tells the clock best. A new connection may lead to another server.
    stream.addEventListener('hello', ({ data }) => (this.#offset = data.time - Date.now()));
    stream.addEventListener('heartbeat', ({ data }) => (this.#offset = Math.max(this.#offset, data.time - Date.now())));
  }

  /** Unix milliseconds; `NaN` before the server has said a word. */
  get now() {
    return this.#offset === -Infinity ? NaN : Date.now() + this.#offset;
  }
}
