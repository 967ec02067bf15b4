// What the board has besides its table: the summary, tape, heat map, positions, menus and panels. It comes after the first prices.
import { Positions } from '../account/positions.js';
import { DEFAULT_NAME } from '../account/watchlist.js';
import { startLiveTools } from '../live/live-tools.js';
import { toWireQuote } from '../quotes/quote-store.js';
import { readSetting } from '../shared/local-settings.js';
import { onShortcut } from '../shared/shortcuts.js';
import { AwaySummary } from './away-summary.js';
import { HeatMap } from './heat-map.js';
import { KeptPrices } from './kept-prices.js';
import { describeMarket } from './market-description.js';
import { marketStatistics } from './market-statistics.js';
import { OrderLock } from './order-lock.js';
import { printAllRows } from './print.js';
import { RowNavigation } from './row-navigation.js';
import { markStaleRows } from './stale-rows.js';
import { Summary } from './summary.js';
import { tabTitle } from './tab-title.js';
import { TickerTape } from './ticker-tape.js';
import { ViewMenu } from './view-menu.js';
import { ViewSwitch } from './view-switch.js';

/** Minimum time between updates of the summary, in milliseconds. */
const SUMMARY_INTERVAL = 1000;

/** The same for the title of a hidden tab, and for spoken summaries. */
const HIDDEN_INTERVAL = 5000;
const SPEECH_INTERVAL = 30_000;

/** How many starred instruments a summary names. */
const MAX_NAMED = 3;

const find = id => document.getElementById(id);

/**
 * @typedef {object} Board
 * @property {import('../quotes/quote-store.js').QuoteStore} store
 * @property {import('./table.js').Table} table
 * @property {import('./search.js').Search} search
 * @property {import('./sort.js').Sort} sort
 * @property {import('../account/watchlist.js').Watchlist} watchlist
 * @property {ReturnType<import('../live/live-page.js').startLivePage>} livePage
 * @property {() => void} applyChoice call after a choice that changes the order, filter or view
 * @property {() => void} resumeSorting call when the order is no longer held
 * @property {(quotes: object[]) => void} replacePrices
 * @property {string[]} matches the symbols in the table, in order
 * @property {{ id: string, time: number } | null} newest the newest event
 */

/** The parts of the board around its table. */
export class BoardParts {
  #board;
  #positions = new Positions();
  #summary = new Summary(find('summary'), find('sectors'));
  #tape = new TickerTape(find('tape'));
  #map;
  #views = new ViewSwitch(find('views'), find('board'));
  #lock;
  #away;
  #panel = null;
  #columns = null;
  #columnsDialog = null;
  #figures = null;
  #summarizedAt = -Infinity;
  #announcedAt = performance.now();
  #tapeIsDue = false;

  /** @param {Board} board */
  constructor(board) {
    const { store, table, search, watchlist, livePage } = board;
    this.#board = board;
    this.#map = new HeatMap(find('map'), store);
    this.#lock = new OrderLock(table.body, find('lock'), () => this.#lock.held || board.resumeSorting());
    this.#away = new AwaySummary(find('away'), store, watchlist, livePage.announce);
    const { clock } = startLiveTools(livePage, {
      watchlist,
      positions: this.#positions,
      view: { name: 'board', tables: { Quotes: () => board.matches.map(symbol => toWireQuote(store.get(symbol))) }, address: () => search.address },
    });
    this.#views.addEventListener('change', board.applyChoice);
    const menu = new ViewMenu(find('view-menu'), find('view-button'), find('collapse'));
    menu.addEventListener('change', () => {
      table.measure();
      this.#arrangeMap();
      livePage.invalidate();
    });
    addEventListener('resize', () => this.#arrangeMap());
    this.#positions.addEventListener('change', () => this.#showPositions());
    watchlist.addEventListener('change', () => this.#showListName());
    printAllRows(table, find('on-paper'));
    markStaleRows(table, store, clock);
    new RowNavigation(table, search.input, symbol => watchlist.toggle(symbol));
    new KeptPrices(board);
    this.#initShortcuts();
    this.#initColumns();
    this.#showListName();
    this.#showPositions();
    livePage.stream.releaseBroadcasts();
  }

  /** Paints what follows prices at a distance, in two frames, since one would be long. */
  paint(now) {
    if (!this.#board.sort.moves) this.#lock.show(null);
    if (now - this.#summarizedAt >= SUMMARY_INTERVAL) this.#paintSummary(now);
    else if (this.#tapeIsDue) this.#paintTape();
  }

  /** All prices are new: the next paint shows them at once. */
  invalidate() {
    this.#summarizedAt = -Infinity;
  }

  /** Other rows are shown, or in another order. @param {string[]} symbols */
  show(symbols) {
    if (this.#map.isShown) this.#map.show(symbols);
    this.#lock.show(null);
  }

  /** Whether the order is held; then, says how many rows would move. @param {string[]} wanted the symbols in their new order */
  holdOrder(wanted) {
    const { held } = this.#lock;
    this.#lock.show(held ? OrderLock.moved(this.#board.table.symbols, wanted) : null);
    return held;
  }

  /** How many of the instruments the heat map shows, unless it is all. @param {string} count */
  mapWords(count) {
    return this.#map.isShown && this.#map.size < this.#board.matches.length ? `${this.#map.size} largest of ${count}` : null;
  }

  /** Writes the view to a query string. */
  write(query) {
    this.#views.write(query);
  }

  /** Marks the active view. */
  showAddress(query) {
    this.#views.show(query);
  }

  /** Hidden tabs get no frames, but show their title. */
  follow(now) {
    if (document.visibilityState !== 'hidden' || now - this.#summarizedAt < HIDDEN_INTERVAL) return;
    this.#summarizedAt = now;
    this.#figures = marketStatistics(this.#board.store.values());
    this.#paintTitle();
  }

  #paintSummary(now) {
    this.#summarizedAt = now;
    this.#tapeIsDue = true;
    this.#board.livePage.invalidate();
    this.#figures = marketStatistics(this.#board.store.values());
    this.#summary.paint(this.#figures);
    this.#away.paint();
    this.#paintTitle();
    if (readSetting('announce') === 'summary' && now - this.#announcedAt >= SPEECH_INTERVAL) this.#announceSummary();
  }

  #paintTape() {
    this.#tapeIsDue = false;
    this.#tape.paint(this.#board.store);
    this.#panel?.paint();
    if (this.#map.isShown) this.#map.paint();
  }

  #paintTitle() {
    document.title = tabTitle(this.#figures, this.#watched[0]);
  }

  #arrangeMap() {
    if (this.#map.isShown) this.#map.arrange();
  }

  /** The first starred instruments. */
  get #watched() {
    const { store, watchlist } = this.#board;
    return [...watchlist.symbols].slice(0, MAX_NAMED).map(symbol => store.get(symbol)).filter(Boolean);
  }

  /** Announces the state of the market. */
  #announceSummary(options) {
    if (!this.#figures) return;
    this.#announcedAt = performance.now();
    this.#board.livePage.announce(describeMarket(this.#figures, this.#watched), options);
  }

  #initShortcuts() {
    onShortcut('/', () => this.#board.search.focus());
    onShortcut('m', () => this.#views.toggle());
    onShortcut('s', () => this.#announceSummary({ asked: true }));
    find('say-summary').addEventListener('click', () => this.#announceSummary({ asked: true }));
    find('show-keys').addEventListener('click', () => {
      find('view-menu').hidePopover();
      find('keys').showModal();
    });
  }

  /** Columns that can be moved and resized; loaded once the pointer or the focus comes near. */
  #initColumns() {
    const head = find('quotes').tHead;
    const load = () => this.#loadColumns().catch(() => (this.#columns = null));
    for (const type of ['pointerover', 'focusin']) head.addEventListener(type, load);
    if (head.matches(':is(:hover, :focus-within)')) load();
    find('arrange-columns').addEventListener('click', () => this.#arrangeColumns());
  }

  #loadColumns() {
    this.#columns ??= import('./column-layout.js')
      .then(({ ColumnLayout }) => new ColumnLayout(find('quotes').tHead, this.#board.livePage.announce));
    return this.#columns;
  }

  async #arrangeColumns() {
    find('view-menu').hidePopover();
    try {
      const [{ ColumnsDialog }, columns] = await Promise.all([import('./columns-dialog.js'), this.#loadColumns()]);
      this.#columnsDialog ??= new ColumnsDialog(columns);
      this.#columnsDialog.open();
    } catch {
      this.#columns = null;
      this.#board.livePage.announce('The dialog could not be loaded.');
    }
  }

  /** Names the chosen watchlist, unless it is the default one. */
  #showListName() {
    const button = find('watchlists');
    const { watchlist } = this.#board;
    const name = watchlist.name === DEFAULT_NAME ? '' : watchlist.name;
    button.querySelector('.list-name').textContent = name;
    button.setAttribute('aria-label', name ? `${name}: choose a watchlist` : 'Choose a watchlist');
  }

  /** Shows what the user holds; loaded on first use. */
  async #showPositions() {
    const { dataset } = document.documentElement;
    const any = this.#positions.all.length > 0;
    if (any) dataset.positions = 'true';
    else delete dataset.positions;
    if (!any) return;
    // Without a network, the next change tries again.
    const loaded = await import('./positions-panel.js').catch(() => null);
    if (!loaded) return;
    this.#panel ??= new loaded.PositionsPanel(find('positions'), this.#board.store, this.#positions);
    this.#panel.paint();
  }
}
