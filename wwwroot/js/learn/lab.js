import { ask } from '../account/user-api.js';
import { siteUrl } from '../shared/base-url.js';
import { setText } from '../shared/elements.js';
import { uniqueId } from '../shared/unique-id.js';
import { createEventPane } from './event-pane.js';
import { EventReader } from './event-reader.js';
import { PriceTable } from './price-table.js';
import { createWirePane } from './wire-pane.js';
import { WireReader } from './wire-reader.js';

const STATES = { connecting: 'Connecting', open: 'Open', reconnecting: 'Reconnecting', closed: 'Closed', stopped: '' };

/** An experiment: it reads one address twice, with `fetch` for the bytes and with an EventSource for the events. */
export class Lab {
  #element;
  #onStart;
  #handle = uniqueId();
  #interval = 0;
  #ticket = '';
  #readers;
  #panes;

  /** @param {HTMLElement} element @param {(lab: Lab) => void} onStart called before a stream opens */
  constructor(element, onStart) {
    this.#element = element;
    this.#onStart = onStart;
    const events = createEventPane(element.querySelector('.events'), state => this.#setState(state));
    const types = element.dataset.types.split(' ').filter(Boolean);
    const options = { types, renews: this.#needsTicket };
    this.#panes = [events];
    this.#readers = [new EventReader(lastEventId => this.#address(lastEventId), options, this.#withPrices(events))];
    const wire = element.querySelector('.wire');
    if (wire) {
      const pane = createWirePane(wire);
      this.#panes.push(pane);
      this.#readers.push(new WireReader(() => this.#address(''), pane));
    }
    element.addEventListener('click', event => {
      const button = event.target.closest('[data-do]');
      if (button) this.#act(button).catch(error => this.#say(error.message));
    });
  }

  /** The step that this experiment belongs to. */
  get step() {
    return this.#element.closest('.lesson');
  }

  get isRunning() {
    return this.#element.classList.contains('is-running');
  }

  start() {
    this.#onStart(this);
    for (const pane of this.#panes) pane.clear();
    this.#element.classList.add('is-running');
    setText(this.#element.querySelector('[data-do="toggle"]'), 'Stop');
    this.#setState('connecting');
    for (const reader of this.#readers) reader.open();
  }

  stop() {
    for (const reader of this.#readers) reader.close();
    this.#element.classList.remove('is-running');
    setText(this.#element.querySelector('[data-do="toggle"]'), 'Start');
    this.#setState('stopped');
  }

  get #needsTicket() {
    return this.#element.dataset.ticket === 'needed';
  }

  async #address(lastEventId) {
    const url = new URL(siteUrl(this.#element.dataset.address));
    url.searchParams.set('handle', this.#handle);
    if (this.#interval) url.searchParams.set('interval', this.#interval);
    if (lastEventId) url.searchParams.set('lastEventId', lastEventId);
    if (this.#needsTicket) {
      this.#ticket = (await (await ask('POST', 'stream/ticket')).json()).ticket;
      url.searchParams.set('ticket', this.#ticket);
    }
    return url.href;
  }

  async #act(button) {
    switch (button.dataset.do) {
      case 'toggle':
        return this.isRunning ? this.stop() : this.start();
      case 'interval':
        for (const other of button.parentElement.children) other.ariaPressed = String(other === button);
        this.#interval = Number(button.dataset.interval);
        return this.start();
      case 'trigger':
        await ask('POST', 'trigger-notification');
        return this.#say('Published.');
      case 'reuse':
        return this.#reuseTicket();
      default:
        return this.#disconnect(button.dataset.do);
    }
  }

  async #disconnect(how) {
    const { disconnected } = await (await ask('POST', `stream/disconnect?handle=${this.#handle}&how=${how}`)).json();
    if (!disconnected) this.#say('Start the stream first.');
  }

  async #reuseTicket() {
    if (!this.#ticket) return this.#say('Start the stream first.');
    const response = await fetch(siteUrl(`${this.#element.dataset.address}?ticket=${this.#ticket}`), { headers: { Accept: 'application/json' } });
    if (response.ok) {
      await response.body.cancel();
      return this.#say('The ticket had not been used before.');
    }
    const { detail } = await response.json();
    return this.#say(`${response.status}: ${detail}`);
  }

  #withPrices(events) {
    const table = this.#element.querySelector('.prices');
    if (!table) return events;
    const prices = new PriceTable(table);
    return {
      ...events,
      event(event) {
        prices.take(event);
        events.event(event);
      },
    };
  }

  #setState(state) {
    this.#element.dataset.state = state;
    this.#say(STATES[state]);
  }

  #say(words) {
    setText(this.#element.querySelector('.lab-state'), words);
  }
}
