import { siteUrl } from '../shared/base-url.js';
import { formatCount, formatPrice, formatTime, toneOf, zoneName } from '../shared/format.js';

/** Minimum time between fetches, in milliseconds. */
const INTERVAL = 1000;

/** The newest trades of one instrument, fetched again after the stream brought a quote of it. */
export class TradeList {
  #body;
  #empty;
  #address;
  #decimals;
  #timer = 0;
  #fetched = 0;
  #newest = '';

  constructor(table, empty, symbol, decimals) {
    this.#body = table.tBodies[0];
    this.#empty = empty;
    this.#address = siteUrl(`quotes/${encodeURIComponent(symbol)}/trades?limit=${table.dataset.limit}`);
    this.#decimals = decimals;
    table.querySelector('.zone').textContent = zoneName();
    this.shown = [...this.#body.rows].map(({ cells: [when, what, much] }) => {
      const label = when.firstElementChild;
      const trade = { time: Date.parse(label.dateTime), price: Number(what.dataset.value), size: much.dataset.value === undefined ? undefined : Number(much.dataset.value) };
      label.textContent = formatTime(trade.time);
      return trade;
    });
  }

  /** The displayed trades, newest first: until the first fetch those of the server's page. */
  shown;

  /** Schedules a fetch. */
  invalidate() {
    if (this.#timer || document.hidden) return;
    this.#timer = setTimeout(() => this.#fetch(), Math.max(0, this.#fetched + INTERVAL - performance.now()));
  }

  async #fetch() {
    // A trade from now on schedules another fetch, since this response may predate it.
    this.#timer = 0;
    this.#fetched = performance.now();
    try {
      const response = await fetch(this.#address, { signal: AbortSignal.timeout(10_000) });
      if (response.ok) this.#paint((await response.json()).trades);
    } catch {
      // The next trade schedules another fetch.
    }
  }

  #paint(trades) {
    this.shown = trades;
    this.#empty.hidden = trades.length > 0;
    while (this.#body.rows.length < trades.length) this.#append();
    while (this.#body.rows.length > trades.length) this.#body.deleteRow(-1);
    const keys = trades.map(({ time, price, size }) => `${time} ${price} ${size}`);
    const fresh = this.#newest ? keys.indexOf(this.#newest) : 0;
    this.#newest = keys[0] ?? '';
    trades.forEach(({ time, price, size }, i) => {
      const row = this.#body.rows[i];
      const [when, what, much] = row.cells;
      const label = when.firstElementChild;
      label.dateTime = new Date(time).toISOString();
      label.textContent = formatTime(time);
      what.textContent = formatPrice(price, this.#decimals);
      much.textContent = formatCount(size);
      row.className = i + 1 < trades.length ? toneOf(price - trades[i + 1].price) : 'flat';
    });
    if (fresh > 0) this.#mark(fresh);
  }

  /** Highlights new trades for a moment. */
  #mark(count) {
    for (const row of [...this.#body.rows].slice(0, count)) {
      row.classList.add('fresh');
    }
    requestAnimationFrame(() => {
      for (const row of this.#body.querySelectorAll('.fresh')) row.classList.remove('fresh');
    });
  }

  #append() {
    const row = this.#body.insertRow();
    row.insertCell().append(document.createElement('time'));
    row.insertCell();
    row.insertCell();
  }
}
