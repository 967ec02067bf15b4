// The board: takes over the server-rendered rows and keeps them live. What it needs for that comes first; see board-parts.js for the rest.
import { Watchlist } from '../account/watchlist.js';
import { Search } from '../board/search.js';
import { Sort } from '../board/sort.js';
import { PriceTrails } from '../board/sparkline.js';
import { Table } from '../board/table.js';
import { startLivePage } from '../live/live-page.js';
import { PriceFlash } from '../quotes/price-flash.js';
import { QuoteStore } from '../quotes/quote-store.js';
import { holdInput } from '../shared/early-input.js';
import { formatWhole, prepareFormats } from '../shared/format.js';
import { stream } from '../stream/board-stream.js';

/** Minimum time between updates of the order, in milliseconds. */
const ORDER_INTERVAL = 1000;

/** How long the other parts wait for the first prices, and how long after a network failure they are loaded again, in milliseconds. */
const PARTS_WAIT = 5000;
const PARTS_RETRY = 1500;

const find = id => document.getElementById(id);
const tableElement = find('quotes');
const query = new URLSearchParams(location.search);
const store = new QuoteStore();
const trails = new PriceTrails();
const watchlist = new Watchlist();
const search = new Search({
  form: find('search'), sectors: find('sectors'), moves: find('moves'), watchButton: find('watchlist'), watchlist, query,
});
const sort = new Sort(tableElement.tHead, query);
trails.adopt(tableElement.tBodies[0].rows);
const table = new Table({ table: tableElement, template: find('row'), store, trails, flash: new PriceFlash(), watchlist });
const livePage = startLivePage({ stream, paint });

let sortedAt = -Infinity;
let filterChanged = true;
let matches = store.symbols;
let newest = null;
let parts = null;
let isLoading = false;

/** Paints all changes. */
function paint(now) {
  if (!store.size) return;
  if (filterChanged) applyFilter(now);
  else if (sort.moves && now - sortedAt >= ORDER_INTERVAL) resort(now);
  table.follow(now);
  table.paint(store.takeDirty(), now);
  if (parts) parts.paint(now);
  // Once this frame has been drawn.
  else if (!isLoading) requestAnimationFrame(() => setTimeout(loadParts));
}

/** Applies another filter or order. */
function applyFilter(now) {
  filterChanged = false;
  sortedAt = now;
  matches = sort.apply(search.apply(store.symbols, store, sort.field !== null), keyOf);
  table.show(matches);
  parts?.show(matches);
  describe();
}

/** Reorders the rows as prices change, unless the order is held. */
function resort(now) {
  sortedAt = now;
  const wanted = sort.apply(matches, keyOf);
  if (parts?.holdOrder(wanted)) return;
  matches = wanted;
  table.show(matches);
}

/** Sort key of a row. */
function keyOf(symbol, field) {
  const quote = store.get(symbol);
  if (field === 'trend') return trails.of(symbol).move;
  if (field === 'range' && quote.price !== undefined)
    return quote.high > quote.low ? (quote.price - quote.low) / (quote.high - quote.low) : 0.5;
  return quote[field];
}

/** Shows the number of rows, or why there are none. */
function describe() {
  const total = formatWhole(store.size);
  const count = formatWhole(matches.length);
  const all = `${total} ${store.size === 1 ? 'instrument' : 'instruments'}`;
  find('count').textContent = parts?.mapWords(count) ?? (search.narrows ? `${count} of ${total}` : all);
  find('empty').hidden = matches.length > 0;
  find('empty-words').textContent = search.starred && !watchlist.size
    ? `No stars yet. The star next to a symbol adds it to your watchlist, which ${watchlist.place}.`
    : search.words ? `Nothing matches “${search.words}”.` : 'Nothing matches.';
  tableElement.classList.toggle('is-empty', matches.length === 0);
}

/** The user changed the order, filter or view. */
function applyChoice() {
  filterChanged = true;
  const address = new URL(location.href);
  search.write(address.searchParams);
  sort.write(address.searchParams);
  parts?.write(address.searchParams);
  // Replaced, not pushed: typing must not fill the history. Going back to the board restores it.
  history.replaceState(null, '', address);
  search.show(address.searchParams);
  sort.show(address.searchParams);
  parts?.showAddress(address.searchParams);
  livePage.invalidate();
}

/** Loads the parts that are not needed for the first prices. */
async function loadParts() {
  if (parts || isLoading) return;
  isLoading = true;
  // Requests all of their modules at once, instead of one level of imports after the other.
  document.head.append(find('late-modules').content);
  const loaded = await import('../board/board-parts.js').catch(error => {
    if (!(error instanceof TypeError)) throw error;
    return null;
  });
  isLoading = false;
  // No network.
  if (!loaded) return void setTimeout(loadParts, PARTS_RETRY);
  parts = new loaded.BoardParts({
    store, table, search, sort, watchlist, livePage, applyChoice, replacePrices,
    get matches() {
      return matches;
    },
    get newest() {
      return newest;
    },
    resumeSorting() {
      sortedAt = -Infinity;
      livePage.invalidate();
    },
  });
  filterChanged = true;
  livePage.invalidate();
  repeatInput();
  document.documentElement.dataset.complete = 'true';
}

const repeatInput = holdInput(loadParts);
setTimeout(loadParts, PARTS_WAIT);
// Without a server there are no prices to wait for.
stream.addEventListener('status', () => ['connecting', 'open'].includes(stream.status) || loadParts());

search.addEventListener('change', () => {
  applyChoice();
  requestAnimationFrame(() => livePage.announce(`${formatWhole(matches.length)} of ${formatWhole(store.size)} instruments`));
});
sort.addEventListener('change', applyChoice);
watchlist.addEventListener('change', () => {
  table.paintStars();
  if (search.starred) applyChoice();
});
find('show-all').addEventListener('click', event => {
  event.preventDefault();
  search.clear();
});
livePage.market.addEventListener('change', () => (table.halted = livePage.market.halted));

// Throttled updates complete even if no further event arrives.
setInterval(livePage.invalidate, ORDER_INTERVAL);

// The rows in view, and in a large market those in the document, change with the scroll position.
addEventListener('scroll', () => livePage.invalidate(), { passive: true });
addEventListener('resize', () => livePage.invalidate());

function replacePrices(quotes) {
  const first = store.size === 0;
  store.replace(quotes);
  filterChanged = true;
  parts?.invalidate();
  if (first) leavePaging();
}

stream.addEventListener('snapshot', ({ data, id }) => {
  newest = { id, time: data.time };
  for (const quote of data.quotes) trails.of(quote.symbol).add(quote.time, quote.price);
  replacePrices(data.quotes);
});
stream.addEventListener('quotes', ({ data, id }) => {
  newest = { id, time: data.time };
  const now = performance.now();
  for (const quote of data.quotes) trails.of(quote.symbol).add(quote.time, quote.price);
  if (store.merge(data.quotes, now)) {
    filterChanged = true;
    find('total').textContent = formatWhole(store.size);
  }
  for (const { tickSize, symbol } of data.quotes) if (tickSize !== undefined) makeRoomFor(store.get(symbol).decimals);
  parts?.follow(now);
});

/** Widens the columns for the prices of an instrument that has been listed, as the server does for those that it knows. */
function makeRoomFor(decimals) {
  if (decimals > 4) tableElement.classList.replace('has-fine', 'has-many') || tableElement.classList.add('has-many');
  else if (decimals > 2 && !tableElement.classList.contains('has-many')) tableElement.classList.add('has-fine');
}

/** The live table has no pages; a link to a later page scrolls to its rows. */
function leavePaging() {
  const pager = find('pager');
  if (!pager) return;
  pager.hidden = true;
  const page = Number(tableElement.dataset.page);
  if (page === 1) return;
  const rows = (page - 1) * Number(tableElement.dataset.pageSize);
  requestAnimationFrame(() => scrollBy(0, rows * table.rowHeight));
}

// While the first prices are on their way.
prepareFormats();
stream.release();
