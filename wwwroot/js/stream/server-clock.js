/** The server's clock, late by the shortest network delay. */
export class ServerClock {
  #offset = -Infinity;

  constructor(stream) {
    // It may have started before this.
    if (stream.hello) this.#offset = stream.hello.time - stream.helloAt;
    // The fastest message gives the best estimate. A new connection may lead to another server.
    stream.addEventListener('hello', ({ data }) => (this.#offset = data.time - Date.now()));
    stream.addEventListener('heartbeat', ({ data }) => (this.#offset = Math.max(this.#offset, data.time - Date.now())));
  }

  /** Unix milliseconds; `NaN` before the first message. */
  get now() {
    return this.#offset === -Infinity ? NaN : Date.now() + this.#offset;
  }
}
