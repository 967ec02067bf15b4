/** How long an EventSource waits before it reconnects, unless the stream says otherwise, in milliseconds. */
const DEFAULT_RETRY = 3000;

/**
 * Reads a stream with `fetch`, which gives access to the bytes, and reconnects as an EventSource does: after the time in `retry`,
 * with the last id in the header `Last-Event-ID`.
 */
export class WireReader {
  #address;
  #show;
  #abort = null;
  #retry = DEFAULT_RETRY;
  #lastEventId = '';
  #line = '';

  /**
   * @param {() => Promise<string>} address gets the URL of a new connection
   * @param {object} show receives what happens
   * @param {(path: string, lastEventId: string) => void} show.request
   * @param {(response: Response) => void} show.response
   * @param {(text: string, size: number) => void} show.bytes what arrived at once, and its size in bytes
   * @param {(retry: number, lastEventId: string) => void} show.lost the connection has ended; the next follows after `retry`
   * @param {(reason: string) => void} show.refused the response is an error
   */
  constructor(address, show) {
    this.#address = address;
    this.#show = show;
  }

  open() {
    this.close();
    this.#abort = new AbortController();
    this.#run(this.#abort.signal);
  }

  close() {
    this.#abort?.abort();
    this.#abort = null;
    this.#retry = DEFAULT_RETRY;
    this.#lastEventId = '';
  }

  async #run(signal) {
    while (!signal.aborted) {
      try {
        const address = await this.#address();
        if (signal.aborted) return;
        this.#show.request(new URL(address), this.#lastEventId);
        const headers = { Accept: 'text/event-stream', ...(this.#lastEventId && { 'Last-Event-ID': this.#lastEventId }) };
        const response = await fetch(address, { headers, cache: 'no-store', signal });
        this.#show.response(response);
        if (response.status !== 200) {
          this.#show.refused((await response.json().catch(() => ({}))).detail ?? '');
          return;
        }
        await this.#read(response.body.getReader());
      } catch (error) {
        if (signal.aborted) return;
        // A refusal is final, as it is for an EventSource.
        if (error.status) return void this.#show.refused(error.message);
      }
      if (signal.aborted) return;
      this.#show.lost(this.#retry, this.#lastEventId);
      await new Promise(resolve => {
        const timer = setTimeout(resolve, this.#retry);
        signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
      });
    }
  }

  async #read(reader) {
    const decoder = new TextDecoder();
    this.#line = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const text = decoder.decode(value, { stream: true });
      this.#note(text);
      this.#show.bytes(text, value.length);
    }
  }

  /** Notes `id` and `retry`. A line may arrive in pieces. */
  #note(text) {
    const lines = (this.#line + text).split(/\r\n|\n|\r/);
    this.#line = lines.pop();
    for (const line of lines) {
      const [, field, value] = /^(id|retry): ?(.*)$/.exec(line) ?? [];
      if (field === 'id') this.#lastEventId = value;
      if (field === 'retry' && /^\d+$/.test(value)) this.#retry = Number(value);
    }
  }
}
