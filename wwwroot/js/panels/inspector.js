import { copyText } from '../shared/clipboard.js';
import { make, setText } from '../shared/elements.js';
import { formatTime, formatWhole } from '../shared/format.js';
import { BufferCheck } from './buffer-check.js';

/** Refresh interval in milliseconds. */
const INTERVAL = 1000;

const TRANSPORTS = {
  worker: 'A shared worker', leader: 'A leading tab', own: 'This tab only',
};

const COLUMNS = ['Received', 'Event', 'Id', 'Bytes', 'Delay', 'Merged'];

/** The drawer that shows the stream's events and statistics. */
export class Inspector {
  #stream;
  #announce;
  #drawer;
  #facts = make('dl', { className: 'facts' });
  #values = {};
  #rows = make('tbody');
  #command = make('pre', { tabIndex: 0, ariaLabel: 'Command' });
  #timer = 0;
  #from = null;

  constructor({ stream, announce }) {
    this.#stream = stream;
    this.#announce = announce;
    this.#drawer = this.#build();
    document.body.append(this.#drawer);
  }

  toggle() {
    if (this.#drawer.open) return this.#close();
    this.#from = document.activeElement;
    this.#drawer.show();
    this.#drawer.querySelector('h2').focus();
    this.#refresh();
    this.#timer = setInterval(() => document.hidden || this.#refresh(), INTERVAL);
  }

  #close() {
    clearInterval(this.#timer);
    this.#drawer.close();
    this.#from?.focus();
  }

  #build() {
    const copyButton = make('button', { type: 'button', className: 'button', onclick: () => this.#copy(copyButton) }, 'Copy as curl');
    const drawer = make('dialog', { className: 'drawer', 'aria-labelledby': 'inspector-heading' },
      make('div', { className: 'panel-head' },
        make('h2', { id: 'inspector-heading', tabIndex: -1 }, 'Stream'),
        make('button', { type: 'button', className: 'button quiet', onclick: () => this.#close() }, 'Close')),
      this.#facts,
      make('section', {}, make('h3', {}, 'In a terminal'), this.#command, copyButton),
      new BufferCheck().element,
      make('section', {}, make('h3', { id: 'frames-heading' }, 'Newest frames'),
        make('div', { className: 'frames', tabIndex: 0, role: 'region', 'aria-labelledby': 'frames-heading' },
          make('table', {},
            make('thead', {}, make('tr', {}, ...COLUMNS.map(name => make('th', { scope: 'col' }, name)))), this.#rows))));
    drawer.addEventListener('keydown', event => {
      if (event.key !== 'Escape' && (event.key !== 'i' || event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    });
    return drawer;
  }

  async #refresh() {
    const facts = await this.#stream.inspect();
    this.#show('Status', this.#stream.status);
    if (!facts) return;
    const { address, reconnects, tabs, events, bytes, merged, hello, delays, frames, lastEventId } = facts;
    const manual = document.documentElement.dataset.clock === 'manual';
    const delay = value => (manual ? 'none: the market clock is manual' : value === null ? '–' : `${formatWhole(Math.round(value))} ms`);
    this.#show('Carried by', `${TRANSPORTS[this.#stream.transport]}, for ${tabs} ${tabs === 1 ? 'tab' : 'tabs'}`);
    this.#show('Delay, median', delay(delays.p50));
    this.#show('Delay, 95th percentile', delay(delays.p95));
    this.#show('Events', formatWhole(events));
    this.#show('Bytes before compression', formatWhole(bytes));
    this.#show('Updates merged', formatWhole(merged));
    this.#show('Reconnects', formatWhole(reconnects));
    this.#show('Opened with', hello ? `${hello.mode}, ${hello.reason}` : '–');
    this.#show('Server', hello?.version ?? '–');
    this.#show('Newest id', lastEventId || '–');
    setText(this.#command, curl(address, lastEventId));
    this.#showFrames(frames, manual);
  }

  #show(name, value) {
    if (!this.#values[name]) {
      this.#values[name] = make('dd');
      this.#facts.append(make('div', {}, make('dt', {}, name), this.#values[name]));
    }
    setText(this.#values[name], value);
  }

  #showFrames(frames, manual) {
    while (this.#rows.rows.length < frames.length) this.#rows.append(make('tr', {}, ...COLUMNS.map(() => make('td'))));
    frames.forEach(({ type, id, size, received, delay, merged }, i) => {
      const words = [
        formatTime(received), type, id || '–', formatWhole(size),
        delay === null || manual ? '–' : `${formatWhole(Math.round(delay))} ms`, merged === null ? '–' : formatWhole(merged),
      ];
      words.forEach((word, column) => setText(this.#rows.rows[i].cells[column], word));
    });
  }

  async #copy(button) {
    const copied = await copyText(this.#command.textContent);
    if (!copied) getSelection().selectAllChildren(this.#command);
    this.#announce(copied ? 'Command copied.' : 'The browser does not allow copying. The command is selected.');
    button.textContent = copied ? 'Copied' : 'Selected';
    setTimeout(() => (button.textContent = 'Copy as curl'), 2000);
  }
}

/** A curl command that resumes the connection from its newest id. Where the browser sends its cookie, curl needs the user's token. */
function curl(address, lastEventId) {
  if (!address) return '';
  const url = new URL(address);
  url.searchParams.delete('lastEventId');
  url.searchParams.delete('history');
  const cursor = lastEventId ? ` -H 'Last-Event-ID: ${lastEventId}'` : '';
  const token = /[/,]me(,|$)/.test(url.pathname) ? ' -H "Authorization: Bearer $token"' : '';
  return `curl -N${cursor}${token} '${decodeURIComponent(url.href).replaceAll("'", '%27')}'`;
}
