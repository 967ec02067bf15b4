// The board: rows of the server's HTML, taken over and kept live.
import { Flash } from './flash.js';
import { formatWhole } from './format.js';
import { OrderLock } from './order-lock.js';
import { plainQuote, QuoteStore } from './quote-store.js';
import { Search } from './search.js';
import { startShell } from './shell.js';
import { Sort } from './sort.js';
import { PriceTrails } from './sparkline.js';
import { Summary } from './summary.js';
import { Table } from './table.js';
import { Watchlist } from './watchlist.js';

/** How often the order and the summary follow the market at most, in milliseconds. */
const SLOW = 1000;

const find = id => document.getElementById(id);
const tableElement = find('quotes');
const query = new URLSearchParams(location.search);
const store = new QuoteStore();
const trails = new PriceTrails();
const watchlist = new Watchlist();
const search = new Search({
  form: find('search'), sectors: find('sectors'), watchButton: find('watchlist'), watchlist, query,
});
const sort = new Sort(tableElement.tHead, query);
const summary = new Summary(find('summary'), find('sectors'));
trails.adopt(tableElement.tBodies[0].rows);
const table = new Table({ table: tableElement, template: find('row'), store, trails, flash: new Flash(), watchlist });
const lock = new OrderLock(table.body);
const shell = startShell({
  paint,
  view: { name: 'board', tables: { Quotes: () => found.map(symbol => plainQuote(store.get(symbol))) }, address: () => search.address },
});

let reordered = 0;
let summarized = 0;
let chosen = true;
let found = store.symbols;

/** One repaint of everything that has changed. */
function paint(now) {
  if (!store.size) return;
  const moved = sort.moves && now - reordered >= SLOW && !lock.held;
  if (chosen || moved) {
    found = sort.apply(search.apply(store.symbols, store, sort.field !== null), store);
    table.show(found);
    reordered = now;
    if (chosen) describe();
    chosen = false;
  } else {
    table.follow();
  }
  table.paint(store.takeDirty(), now);
  if (now - summarized >= SLOW) {
    summarized = now;
    summary.paint(store.values());
  }
}

/** Says in words and in the address what is shown. */
function describe() {
  const total = formatWhole(store.size);
  const count = formatWhole(found.length);
  const all = `${total} ${store.size === 1 ? 'instrument' : 'instruments'}`;
  find('count').textContent = search.narrows ? `${count} of ${total}` : all;
  find('empty').hidden = found.length > 0;
  find('empty-words').textContent = search.starred && !watchlist.size
    ? 'No stars yet. The star beside a symbol puts it on your watchlist, which stays on this device.'
    : search.words ? `Nothing matches “${search.words}”.` : 'Nothing matches.';
  tableElement.classList.toggle('is-empty', found.length === 0);
}

/** The reader chose something: another order or other rows. */
function choose() {
  chosen = true;
  const address = new URL(location.href);
  search.write(address.searchParams);
  sort.write(address.searchParams);
  // Replaced, not pushed: typing must not fill the history. Coming back to the board finds it as it was left.
  history.replaceState(null, '', address);
  search.show(address.searchParams);
  sort.show(address.searchParams);
  shell.invalidate();
}

search.addEventListener('change', () => {
  choose();
  requestAnimationFrame(() => shell.announce(`${formatWhole(found.length)} of ${formatWhole(store.size)} instruments`));
});
sort.addEventListener('change', choose);
watchlist.addEventListener('change', () => {
  table.paintStars();
  if (search.starred) choose();
});
find('show-all').addEventListener('click', event => {
  event.preventDefault();
  search.clear();
});
shell.market.addEventListener('change', () => (table.halted = shell.market.halted));

// The table is windowed when it is long: its rows follow the scroll.
addEventListener('scroll', () => table.windowed && shell.invalidate(), { passive: true });
addEventListener('resize', () => table.windowed && shell.invalidate());

shell.stream.addEventListener('snapshot', ({ data }) => {
  for (const quote of data.quotes) trails.of(quote.symbol).add(quote.time, quote.price);
  const first = store.size === 0;
  store.replace(data.quotes);
  chosen = true;
  if (first) takeOver();
});
shell.stream.addEventListener('quotes', ({ data }) => {
  const now = performance.now();
  for (const quote of data.quotes) trails.of(quote.symbol).add(quote.time, quote.price);
  store.merge(data.quotes, now);
});

/** The live table shows all pages as one; whoever came by a link to a later page stays at its rows. */
function takeOver() {
  const pager = find('pager');
  if (!pager) return;
  pager.hidden = true;
  const page = Number(tableElement.dataset.page);
  if (page === 1) return;
  const rows = (page - 1) * Number(tableElement.dataset.pageSize);
  requestAnimationFrame(() => scrollBy(0, rows * table.rowHeight));
}

shell.stream.start();
