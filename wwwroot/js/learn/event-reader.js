/** How long to wait before a stream that was closed for good is opened anew, in milliseconds. */
const REOPEN = 2000;

/** Reads a stream with an EventSource, and shows what the browser reports. */
export class EventReader {
  #address;
  #types;
  #show;
  #renews;
  #source = null;
  #attempt = null;
  #timer = 0;

  /**
   * @param {(lastEventId: string) => Promise<string>} address gets the URL of a new connection; an error with a `status` is final
   * @param {object} options
   * @param {string[]} options.types types of named events to listen to
   * @param {boolean} [options.renews] whether to open a new EventSource with a new URL once the browser has given up
   * @param {object} show receives what happens
   * @param {() => void} show.opened
   * @param {(event: MessageEvent) => void} show.event
   * @param {() => void} show.reconnecting the browser reconnects by itself
   * @param {(renews: boolean, reason?: string) => void} show.closed the browser has given up; `renews`: a new EventSource follows
   */
  constructor(address, { types, renews = false }, show) {
    this.#address = address;
    this.#types = types;
    this.#renews = renews;
    this.#show = show;
  }

  open() {
    this.close();
    this.#connect('');
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = this.#attempt = null;
  }

  async #connect(lastEventId) {
    const attempt = (this.#attempt = {});
    try {
      const address = await this.#address(lastEventId);
      // Unless it was closed or opened again in the meantime.
      if (attempt === this.#attempt) this.#listen(address, lastEventId);
    } catch (error) {
      if (attempt === this.#attempt) this.#end(lastEventId, !error.status, error.message);
    }
  }

  #listen(address, lastEventId) {
    const source = (this.#source = new EventSource(address));
    const receive = event => {
      lastEventId = event.lastEventId || lastEventId;
      this.#show.event(event);
    };
    for (const type of ['message', ...this.#types]) source.addEventListener(type, receive);
    source.addEventListener('open', () => this.#show.opened());
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CONNECTING) this.#show.reconnecting();
      else this.#end(lastEventId, true);
    });
  }

  #end(lastEventId, mayRenew, reason) {
    const renews = this.#renews && mayRenew;
    this.#show.closed(renews, reason);
    if (renews) this.#timer = setTimeout(() => this.#connect(lastEventId), REOPEN);
  }
}
