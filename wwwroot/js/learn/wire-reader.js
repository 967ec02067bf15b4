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
  #nextEventId = '';
  #line = '';

  /**
   * @param {() => Promise<string>} address gets the URL of a new connection; an error with a `status` is final
   * @param {object} show receives what happens
   * @param {(url: URL, lastEventId: string) => void} show.request
   * @param {(response: Response) => void} show.response
   * @param {(text: string, size: number) => void} show.bytes what arrived at once, and its size in bytes
   * @param {(retry: number, lastEventId: string) => void} show.lost the connection has ended; the next follows after `retry`
   * @param {(reason: string) => void} show.refused the response is an error, and there is no further attempt
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
    this.#lastEventId = this.#nextEventId = '';
  }

  async #run(signal) {
    while (!signal.aborted) {
      const refusal = await this.#connect(signal);
      if (signal.aborted) return;
      if (refusal) return void this.#show.refused(refusal);
      this.#show.lost(this.#retry, this.#lastEventId);
      await delay(this.#retry, signal);
    }
  }

  /** Reads one connection to its end. Returns why the server refused it, if it did. */
  async #connect(signal) {
    try {
      const address = await this.#address();
      if (signal.aborted) return '';
      this.#show.request(new URL(address), this.#lastEventId);
      const headers = { Accept: 'text/event-stream', ...(this.#lastEventId && { 'Last-Event-ID': this.#lastEventId }) };
      const response = await fetch(address, { headers, cache: 'no-store', signal });
      this.#show.response(response);
      if (response.status !== 200) return (await response.json().catch(() => ({}))).detail ?? 'The server gave no reason.';
      await this.#read(response.body.getReader(), signal);
      return '';
    } catch (error) {
      // Without a status, the network failed or the connection was cut.
      return error.status ? error.message : '';
    }
  }

  async #read(reader, signal) {
    const decoder = new TextDecoder();
    this.#line = '';
    this.#nextEventId = this.#lastEventId;
    for (;;) {
      const { value, done } = await reader.read();
      if (done || signal.aborted) return;
      const text = decoder.decode(value, { stream: true });
      this.#note(text);
      this.#show.bytes(text, value.length);
    }
  }

  /** Notes `retry` at once, and `id` at the end of its event. A line may arrive in pieces. */
  #note(text) {
    const lines = (this.#line + text).split(/\r\n|\n|\r/);
    this.#line = lines.pop();
    for (const line of lines) {
      const [, field, value] = /^(id|retry): ?(.*)$/.exec(line) ?? [];
      if (line === '') this.#lastEventId = this.#nextEventId;
      else if (field === 'id') this.#nextEventId = value;
      else if (field === 'retry' && /^\d+$/.test(value)) this.#retry = Number(value);
    }
  }
}

/** Waits, until the signal at most. */
function delay(milliseconds, signal) {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
