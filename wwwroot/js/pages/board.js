// The board: takes over the server-rendered rows and keeps them live.
import { Watchlist } from '../account/watchlist.js';
import { AwaySummary } from '../board/away-summary.js';
import { HeatMap } from '../board/heat-map.js';
import { describeMarket } from '../board/market-description.js';
import { marketStatistics } from '../board/market-statistics.js';
import { OrderLock } from '../board/order-lock.js';
import { printAllRows } from '../board/print.js';
import { RowNavigation } from '../board/row-navigation.js';
import { Search } from '../board/search.js';
import { Sort } from '../board/sort.js';
import { PriceTrails } from '../board/sparkline.js';
import { markStaleRows } from '../board/stale-rows.js';
import { Summary } from '../board/summary.js';
import { tabTitle } from '../board/tab-title.js';
import { Table } from '../board/table.js';
import { TickerTape } from '../board/ticker-tape.js';
import { ViewMenu } from '../board/view-menu.js';
import { ViewSwitch } from '../board/view-switch.js';
import { startLivePage } from '../live/live-page.js';
import { PriceFlash } from '../quotes/price-flash.js';
import { toWireQuote, QuoteStore } from '../quotes/quote-store.js';
import { formatWhole } from '../shared/format.js';
import { readSetting } from '../shared/local-settings.js';
import { onShortcut } from '../shared/shortcuts.js';
import { ServerClock } from '../stream/server-clock.js';

/** Minimum time between updates of the order and the summary, in milliseconds. */
const SUMMARY_INTERVAL = 1000;

/** The same for the title of a hidden tab, and for spoken summaries. */
const HIDDEN_INTERVAL = 5000;
const SPEECH_INTERVAL = 30_000;

/** How many starred instruments a summary names. */
const MAX_NAMED = 3;

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
const tape = new TickerTape(find('tape'));
trails.adopt(tableElement.tBodies[0].rows);
const table = new Table({ table: tableElement, template: find('row'), store, trails, flash: new PriceFlash(), watchlist });
const map = new HeatMap(find('map'), store);
const views = new ViewSwitch(find('views'), find('board'));
const menu = new ViewMenu(find('view-menu'), find('view-button'));
const livePage = startLivePage({
  paint,
  view: { name: 'board', tables: { Quotes: () => matches.map(symbol => toWireQuote(store.get(symbol))) }, address: () => search.address },
});
const lock = new OrderLock(table.body, find('lock'), resumeSorting);
const away = new AwaySummary(find('away'), store, watchlist, livePage.announce);

let sortedAt = -Infinity;
let summarizedAt = -Infinity;
let announcedAt = performance.now();
let filterChanged = true;
let matches = store.symbols;
let figures = null;

/** Paints all changes. */
function paint(now) {
  if (!store.size) return;
  const due = now - summarizedAt >= SUMMARY_INTERVAL;
  if (filterChanged) applyFilter(now);
  else if (sort.moves && now - sortedAt >= SUMMARY_INTERVAL) resort(now);
  else if (!sort.moves) lock.show(null);
  table.follow();
  table.paint(store.takeDirty(), now);
  if (!due) return;
  summarizedAt = now;
  figures = marketStatistics(store.values());
  summary.paint(figures);
  tape.paint(store);
  if (map.isShown) map.paint();
  away.paint();
  paintTitle();
  if (readSetting('announce') === 'summary' && now - announcedAt >= SPEECH_INTERVAL) announceSummary();
}

/** Applies another filter or order. */
function applyFilter(now) {
  filterChanged = false;
  sortedAt = now;
  matches = sort.apply(search.apply(store.symbols, store, sort.field !== null), keyOf);
  table.show(matches);
  if (map.isShown) map.show(matches);
  lock.show(null);
  describe();
}

/** Reorders the rows as prices change, unless the order is held. */
function resort(now) {
  sortedAt = now;
  const wanted = sort.apply(matches, keyOf);
  if (lock.held) return lock.show(OrderLock.moved(table.symbols, wanted));
  lock.show(null);
  matches = wanted;
  table.show(matches);
}

/** The order is no longer held. */
function resumeSorting() {
  if (lock.held) return;
  sortedAt = -Infinity;
  livePage.invalidate();
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
  const few = map.isShown && map.size < matches.length;
  find('count').textContent = few ? `${map.size} largest of ${count}` : search.narrows ? `${count} of ${total}` : all;
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
  views.write(address.searchParams);
  // Replaced, not pushed: typing must not fill the history. Going back to the board restores it.
  history.replaceState(null, '', address);
  search.show(address.searchParams);
  sort.show(address.searchParams);
  views.show(address.searchParams);
  livePage.invalidate();
}

/** The first starred instruments. */
function watched() {
  return [...watchlist.symbols].slice(0, MAX_NAMED).map(symbol => store.get(symbol)).filter(Boolean);
}

/** Announces the state of the market. */
function announceSummary(options) {
  if (!figures) return;
  announcedAt = performance.now();
  livePage.announce(describeMarket(figures, watched()), options);
}

function paintTitle() {
  document.title = tabTitle(figures, watched()[0]);
}

search.addEventListener('change', () => {
  applyChoice();
  requestAnimationFrame(() => livePage.announce(`${formatWhole(matches.length)} of ${formatWhole(store.size)} instruments`));
});
sort.addEventListener('change', applyChoice);
views.addEventListener('change', applyChoice);
menu.addEventListener('change', () => {
  table.measure();
  if (map.isShown) map.arrange();
  livePage.invalidate();
});
watchlist.addEventListener('change', () => {
  table.paintStars();
  if (search.starred) applyChoice();
});
watchlist.addEventListener('refused', ({ words }) => livePage.announce(words));
find('show-all').addEventListener('click', event => {
  event.preventDefault();
  search.clear();
});
livePage.market.addEventListener('change', () => (table.halted = livePage.market.halted));
printAllRows(table, find('on-paper'));
markStaleRows(table, store, new ServerClock(livePage.stream));
new RowNavigation(table, search.input, symbol => watchlist.toggle(symbol));
onShortcut('m', () => views.toggle());
onShortcut('s', () => announceSummary({ asked: true }));
find('say-summary').addEventListener('click', () => announceSummary({ asked: true }));
find('show-keys').addEventListener('click', () => {
  find('view-menu').hidePopover();
  find('keys').showModal();
});

// Throttled updates complete even if no further event arrives.
setInterval(livePage.invalidate, SUMMARY_INTERVAL);

// A windowed table changes its rows with the scroll position.
addEventListener('scroll', () => table.windowed && livePage.invalidate(), { passive: true });
addEventListener('resize', () => {
  if (map.isShown) map.arrange();
  if (table.windowed) livePage.invalidate();
});

livePage.stream.addEventListener('snapshot', ({ data }) => {
  for (const quote of data.quotes) trails.of(quote.symbol).add(quote.time, quote.price);
  const first = store.size === 0;
  store.replace(data.quotes);
  filterChanged = true;
  summarizedAt = -Infinity;
  if (first) leavePaging();
});
livePage.stream.addEventListener('quotes', ({ data }) => {
  const now = performance.now();
  for (const quote of data.quotes) trails.of(quote.symbol).add(quote.time, quote.price);
  if (store.merge(data.quotes, now)) filterChanged = true;
  for (const { tickSize, symbol } of data.quotes) if (tickSize !== undefined) makeRoomFor(store.get(symbol).decimals);
  // Hidden tabs get no frames, but show their title.
  if (document.visibilityState === 'hidden' && now - summarizedAt >= HIDDEN_INTERVAL) {
    summarizedAt = now;
    figures = marketStatistics(store.values());
    paintTitle();
  }
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

livePage.stream.start();
