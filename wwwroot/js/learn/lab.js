import { ask, Refusal } from '../account/user-api.js';
import { siteUrl } from '../shared/base-url.js';
import { setText } from '../shared/elements.js';
import { formatWhole } from '../shared/format.js';
import { uniqueId } from '../shared/liveness-lock.js';
import { createEventPane } from './event-pane.js';
import { EventReader } from './event-reader.js';
import { PriceTable } from './price-table.js';
import { createWirePane } from './wire-pane.js';
import { WireReader } from './wire-reader.js';

const STATES = { connecting: 'Connecting', open: 'Open', reconnecting: 'Reconnecting', closed: 'Closed', stopped: '' };

/** After this time without a connection, in milliseconds, the page explains what may be in the way. */
const CONNECT_HINT_DELAY = 3000;

/** The time over which the rate of bytes is averaged, in seconds. */
const AVERAGED = 5;

/** An experiment: it reads one address twice, with `fetch` for the bytes and with an EventSource for the events. */
export class Lab {
  #element;
  #onStart;
  #announce;
  #handle = uniqueId();
  #interval = 0;
  #ticket = '';
  #readers;
  #panes;
  #timer = 0;
  #started = 0;
  #bytes = [];

  /**
   * @param {HTMLElement} element
   * @param {object} page
   * @param {(lab: Lab) => void} page.onStart called before a stream opens
   * @param {(words: string, options: object) => void} page.announce
   */
  constructor(element, { onStart, announce }) {
    this.#element = element;
    this.#onStart = onStart;
    this.#announce = announce;
    const events = createEventPane(element.querySelector('.events'), state => this.#setState(state));
    const types = element.dataset.types.split(' ').filter(Boolean);
    const shown = this.#withPrices(events);
    this.#panes = [shown];
    this.#readers = [new EventReader(lastEventId => this.#address(lastEventId), { types, renews: this.#needsTicket }, shown)];
    const wire = element.querySelector('.wire');
    if (wire) {
      const pane = createWirePane(wire);
      this.#panes.push(pane);
      this.#readers.push(new WireReader(() => this.#address(''), { ...pane, bytes: (text, size) => this.#take(pane, text, size) }));
    }
    element.addEventListener('click', event => {
      const button = event.target.closest('[data-do]');
      if (button) this.#act(button).catch(error => this.#answer(error.message));
    });
    for (const button of element.querySelectorAll('[data-do]')) button.disabled = false;
  }

  /** The step that this experiment belongs to. */
  get step() {
    return this.#element.closest('.lesson');
  }

  get isRunning() {
    return this.#element.classList.contains('is-running');
  }

  start() {
    this.stop();
    this.#onStart(this);
    for (const pane of this.#panes) pane.clear();
    this.#element.classList.add('is-running', 'has-run');
    setText(this.#element.querySelector('[data-do="toggle"]'), 'Stop');
    this.#setState('connecting');
    this.#answer('');
    this.#started = Date.now();
    this.#bytes = [0];
    this.#timer = setInterval(() => this.#watch(), 1000);
    for (const reader of this.#readers) reader.open();
  }

  stop() {
    for (const reader of this.#readers) reader.close();
    this.#end('stopped');
  }

  get #needsTicket() {
    return this.#element.dataset.ticket === 'needed';
  }

  async #address(lastEventId) {
    const url = new URL(siteUrl(this.#element.dataset.address));
    url.searchParams.set('handle', this.#handle);
    if (this.#interval) url.searchParams.set('interval', this.#interval);
    if (lastEventId) url.searchParams.set('lastEventId', lastEventId);
    if (this.#needsTicket) url.searchParams.set('ticket', await this.#newTicket());
    return url.href;
  }

  async #newTicket() {
    this.#ticket = '';
    try {
      this.#ticket = (await (await ask('POST', 'stream/ticket')).json()).ticket;
      return this.#ticket;
    } catch (error) {
      throw error instanceof Refusal ? new Refusal(error.status, `POST /stream/ticket: ${error.status}. ${error.message}`) : error;
    }
  }

  async #act(button) {
    this.#answer('');
    switch (button.dataset.do) {
      case 'toggle':
        return this.isRunning ? this.stop() : this.start();
      case 'interval':
        for (const other of button.parentElement.children) other.ariaPressed = String(other === button);
        this.#interval = Number(button.dataset.interval);
        return this.start();
      case 'trigger':
        await ask('POST', 'trigger-notification');
        return this.#answer('Published.');
      case 'reuse':
        return this.#reuseTicket();
      default:
        return this.#disconnect(button.dataset.do);
    }
  }

  async #disconnect(how) {
    if (!this.isRunning) return this.#answer('Start the stream first.');
    const { disconnected } = await (await ask('POST', `stream/disconnect?handle=${this.#handle}&how=${how}`)).json();
    return this.#answer(disconnected ? '' : 'There is no connection now.');
  }

  async #reuseTicket() {
    if (!this.#ticket || this.#element.dataset.state !== 'open') return this.#answer('There is no used ticket. Sign in and start the stream first.');
    const response = await fetch(siteUrl(`${this.#element.dataset.address}?ticket=${this.#ticket}`), { headers: { Accept: 'application/json' } });
    if (response.ok) {
      await response.body.cancel();
      return this.#answer('The ticket had not been used before.');
    }
    const { detail } = await response.json();
    return this.#answer(`${response.status}: ${detail}`);
  }

  #withPrices(events) {
    const table = this.#element.querySelector('.prices');
    if (!table) return events;
    const prices = new PriceTable(table);
    return {
      ...events,
      clear() {
        prices.clear();
        events.clear();
      },
      event(event) {
        prices.take(event);
        events.event(event);
      },
    };
  }

  #take(pane, text, size) {
    this.#bytes[this.#bytes.length - 1] += size;
    pane.bytes(text, size);
  }

  #watch() {
    const { state } = this.#element.dataset;
    if (state === 'connecting' && Date.now() - this.#started > CONNECT_HINT_DELAY)
      this.#answer('Still connecting. A browser allows six connections to a host, so stop the experiments in other tabs.');
    if (state === 'open' && this.#readers.length > 1) this.#sayState(`Open, ${formatWhole(this.#byteRate())} bytes per second`);
    this.#bytes.push(0);
    // The first bytes are the state, not the changes.
    if (this.#bytes.length > AVERAGED + 1) this.#bytes.shift();
  }

  #byteRate() {
    const rates = this.#bytes.length > 1 ? this.#bytes.slice(1) : this.#bytes;
    return Math.round(rates.reduce((sum, bytes) => sum + bytes, 0) / rates.length);
  }

  #setState(state) {
    if (state === this.#element.dataset.state) return;
    // The browser has given up: the next click starts again.
    if (state === 'closed') this.#end(state);
    else this.#enter(state);
  }

  #end(state) {
    clearInterval(this.#timer);
    this.#element.classList.remove('is-running');
    setText(this.#element.querySelector('[data-do="toggle"]'), 'Start');
    this.#enter(state);
  }

  #enter(state) {
    this.#element.dataset.state = state;
    this.#sayState(STATES[state]);
  }

  #sayState(words) {
    setText(this.#element.querySelector('.lab-state'), words);
  }

  /** Shows the result of a button. */
  #answer(words) {
    setText(this.#element.querySelector('.lab-answer'), words);
    if (words) this.#announce(words, { asked: true });
  }
}
