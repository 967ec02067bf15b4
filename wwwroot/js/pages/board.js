// The board: takes over the server-rendered rows and keeps them live.
import { Positions } from '../account/positions.js';
import { DEFAULT_NAME, Watchlist } from '../account/watchlist.js';
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

/** Minimum time between writes of the last prices for a start without a network, in milliseconds. */
const KEEP_INTERVAL = 60_000;

/** How many starred instruments a summary names. */
const MAX_NAMED = 3;

const find = id => document.getElementById(id);
const tableElement = find('quotes');
const query = new URLSearchParams(location.search);
const store = new QuoteStore();
const trails = new PriceTrails();
const watchlist = new Watchlist();
const positions = new Positions();
const search = new Search({
  form: find('search'), sectors: find('sectors'), moves: find('moves'), watchButton: find('watchlist'), watchlist, query,
});
const sort = new Sort(tableElement.tHead, query);
const summary = new Summary(find('summary'), find('sectors'));
const tape = new TickerTape(find('tape'));
trails.adopt(tableElement.tBodies[0].rows);
const table = new Table({ table: tableElement, template: find('row'), store, trails, flash: new PriceFlash(), watchlist });
const map = new HeatMap(find('map'), store);
const views = new ViewSwitch(find('views'), find('board'));
const menu = new ViewMenu(find('view-menu'), find('view-button'), find('collapse'));
const livePage = startLivePage({
  watchlist,
  positions,
  paint,
  view: { name: 'board', tables: { Quotes: () => matches.map(symbol => toWireQuote(store.get(symbol))) }, address: () => search.address },
});
const lock = new OrderLock(table.body, find('lock'), resumeSorting);
const away = new AwaySummary(find('away'), store, watchlist, livePage.announce);

let sortedAt = -Infinity;
let summarizedAt = -Infinity;
let announcedAt = performance.now();
let tapeIsDue = false;
let filterChanged = true;
let matches = store.symbols;
let figures = null;

/** Paints all changes. */
function paint(now) {
  if (!store.size) return;
  if (filterChanged) applyFilter(now);
  else if (sort.moves && now - sortedAt >= SUMMARY_INTERVAL) resort(now);
  else if (!sort.moves) lock.show(null);
  table.follow(now);
  table.paint(store.takeDirty(), now);
  if (now - summarizedAt >= SUMMARY_INTERVAL) paintSummary(now);
  else if (tapeIsDue) paintTape();
}

/** Paints what follows prices at a distance, in two frames, since one would be long. */
function paintSummary(now) {
  summarizedAt = now;
  tapeIsDue = true;
  livePage.invalidate();
  figures = marketStatistics(store.values());
  summary.paint(figures);
  away.paint();
  paintTitle();
  if (readSetting('announce') === 'summary' && now - announcedAt >= SPEECH_INTERVAL) announceSummary();
}

function paintTape() {
  tapeIsDue = false;
  tape.paint(store);
  panel?.paint();
  if (map.isShown) map.paint();
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

let layout = null;

/** Columns that can be moved and resized; loaded once the pointer or the focus comes near. */
const loadLayout = () => (layout ??= import('../board/column-layout.js')
  .then(({ ColumnLayout }) => new ColumnLayout(tableElement.tHead, livePage.announce)));

for (const type of ['pointerover', 'focusin']) tableElement.tHead.addEventListener(type, () => loadLayout().catch(() => (layout = null)));
let columnsDialog = null;
find('arrange-columns').addEventListener('click', async () => {
  find('view-menu').hidePopover();
  try {
    const [{ ColumnsDialog }, loaded] = await Promise.all([import('../board/columns-dialog.js'), loadLayout()]);
    columnsDialog ??= new ColumnsDialog(loaded);
    columnsDialog.open();
  } catch {
    layout = null;
    livePage.announce('The dialog could not be loaded.');
  }
});

/** Names the chosen watchlist, unless it is the default one. */
function showListName() {
  const button = find('watchlists');
  const name = watchlist.name === DEFAULT_NAME ? '' : watchlist.name;
  button.querySelector('.list-name').textContent = name;
  button.setAttribute('aria-label', name ? `${name}: choose a watchlist` : 'Choose a watchlist');
}

let panel = null;

/** Shows what the user holds; loaded on first use. */
async function showPositions() {
  const element = find('positions');
  const { dataset } = document.documentElement;
  if (positions.all.length) dataset.positions = 'true';
  else delete dataset.positions;
  if (!positions.all.length) return;
  // Without a network, the next change tries again.
  const loaded = await import('../board/positions-panel.js').catch(() => null);
  if (!loaded) return;
  panel ??= new loaded.PositionsPanel(element, store, positions);
  panel.paint();
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
watchlist.addEventListener('change', showListName);
positions.addEventListener('change', showPositions);
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

// The rows in view, and in a large market those in the document, change with the scroll position.
addEventListener('scroll', () => livePage.invalidate(), { passive: true });
addEventListener('resize', () => {
  if (map.isShown) map.arrange();
  livePage.invalidate();
});

let keptAt = -Infinity;
let newest = null;

/** Keeps the last prices for a start without a network. */
async function keepPrices() {
  if (!newest || performance.now() - keptAt < KEEP_INTERVAL) return;
  keptAt = performance.now();
  const { keepLastPrices } = await import('../board/last-prices.js');
  await keepLastPrices({ ...newest, quotes: [...store.values()].map(toWireQuote) });
}

/** Without a network, shows the prices that were kept. */
async function showKeptPrices() {
  if (store.size || !['offline', 'reconnecting'].includes(document.documentElement.dataset.connection)) return;
  const { readLastPrices } = await import('../board/last-prices.js');
  const kept = await readLastPrices();
  if (!kept || store.size) return;
  replacePrices(kept.quotes);
  livePage.showPrices(kept.id, kept.time);
}

document.addEventListener('visibilitychange', () => document.hidden && keepPrices().catch(() => {}));
setInterval(() => document.hidden || keepPrices().catch(() => {}), KEEP_INTERVAL);
setInterval(() => store.size || showKeptPrices().catch(() => {}), SUMMARY_INTERVAL);

function replacePrices(quotes) {
  const first = store.size === 0;
  store.replace(quotes);
  filterChanged = true;
  summarizedAt = -Infinity;
  if (first) leavePaging();
}

livePage.stream.addEventListener('snapshot', ({ data, id }) => {
  newest = { id, time: data.time };
  for (const quote of data.quotes) trails.of(quote.symbol).add(quote.time, quote.price);
  replacePrices(data.quotes);
});
livePage.stream.addEventListener('quotes', ({ data, id }) => {
  newest = { id, time: data.time };
  const now = performance.now();
  for (const quote of data.quotes) trails.of(quote.symbol).add(quote.time, quote.price);
  if (store.merge(data.quotes, now)) {
    filterChanged = true;
    find('total').textContent = formatWhole(store.size);
  }
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

showListName();
showPositions();
livePage.stream.start();
