// The page of one instrument.
import { Positions } from '../account/positions.js';
import { Watchlist } from '../account/watchlist.js';
import { createStockChart } from '../chart/stock-chart.js';
import { startLivePage } from '../live/live-page.js';
import { startLiveTools } from '../live/live-tools.js';
import { positionValue, returnOf } from '../quotes/position-value.js';
import { PriceFlash } from '../quotes/price-flash.js';
import { QuoteField } from '../quotes/quote-fields.js';
import { toWireQuote, QuoteStore } from '../quotes/quote-store.js';
import { TradeList } from '../quotes/trade-list.js';
import { formatPercent, formatPrice, toneOf } from '../shared/format.js';
import { onShortcut } from '../shared/shortcuts.js';
import { createPageStream } from '../stream/page-stream.js';

const find = id => document.getElementById(id);
const stock = find('stock');
const symbol = stock.dataset.instrument;
const shares = Number(stock.dataset.shares || NaN);
const decimals = Number(find('chart').dataset.decimals);
const store = new QuoteStore();
const trades = new TradeList(find('trades'), document.querySelector('.trades-empty'), symbol, decimals);
const watchlist = new Watchlist();
const positions = new Positions();
const flash = new PriceFlash();
const fields = QuoteField.in(stock);
let price;

const livePage = startLivePage({ stream: createPageStream(), paint });
const tools = startLiveTools(livePage, {
  symbols: [symbol],
  watchlist,
  positions,
  view: {
    symbol,
    name: symbol,
    tables: {
      Quote: () => [store.get(symbol)].filter(Boolean).map(toWireQuote),
      Candles: () => chart.barsInSight,
      Trades: () => trades.shown,
    },
    address: () => chart.address,
  },
});
const chart = createStockChart({ symbol, livePage, tools });

function paint(now) {
  const dirty = store.takeDirty();
  const quote = store.get(symbol);
  if (quote && dirty.has(symbol)) paintQuote(quote, now - dirty.get(symbol) < 500);
  chart.paint();
}

function paintQuote(quote, recent) {
  const values = {
    ...quote,
    spread: known(quote.ask - quote.bid),
    turnover: known(quote.volume * quote.vwap),
    marketValue: known(quote.price * shares),
    ...positionOf(quote),
  };
  const before = price;
  price = quote.price;
  for (const field of fields) field.write(values[field.name], decimals, true, stock.dataset.currency);
  if (recent && before !== undefined && quote.price !== undefined && before !== quote.price) flash.mark(stock, quote.price > before ? 'up' : 'down');
  const tone = toneOf(quote.change);
  for (const other of ['gain', 'loss', 'flat']) stock.classList.toggle(other, other === tone);
  chart.tone = tone;
  paintBars(quote);
  document.title = `${symbol} ${formatPrice(quote.price, decimals)} ${formatPercent(quote.changePercent)} · StockTicker`;
}

/** What the user holds, in the fields of the position. */
function positionOf(quote) {
  const position = positions.of(symbol);
  if (!position) return {};
  const value = positionValue(position, quote);
  for (const name of ['today', 'total']) find(`position-${name}`).className = toneOf(value[name]);
  return {
    positionQuantity: position.quantity, positionCost: position.cost, positionValue: value.value,
    positionToday: value.today, positionTotal: value.total, positionReturn: returnOf(value),
  };
}

function showPosition() {
  find('position').hidden = !positions.of(symbol);
  const quote = store.get(symbol);
  if (quote) paintQuote(quote, false);
  showLevels();
}

/** What follows from a value that is not known is not known. */
const known = number => (Number.isNaN(number) ? undefined : number);

/** The price's position in the day's range, and the bid size's share of the book. */
function paintBars({ price, low, high, bidSize, askSize }) {
  const position = high > low ? Math.round((100 * (price - low)) / (high - low)) : 50;
  const marker = find('range').lastElementChild;
  marker.setAttribute('visibility', price === undefined ? 'hidden' : 'visible');
  for (const end of ['x1', 'x2']) marker.setAttribute(end, position);
  const [bid, ask] = find('book-bar').children;
  const share = bidSize + askSize > 0 ? Math.round((100 * bidSize) / (bidSize + askSize)) : null;
  bid.setAttribute('width', share ?? 0);
  ask.setAttribute('x', share ?? 0);
  ask.setAttribute('width', share === null ? 0 : 100 - share);
}

function showHalt() {
  find('halted').hidden = !livePage.market.halted.has(symbol);
}

function showStar() {
  find('star').setAttribute('aria-pressed', watchlist.has(symbol));
}

find('star').addEventListener('click', () => watchlist.toggle(symbol));
watchlist.addEventListener('change', showStar);
showStar();

/** Alerts, and what the position cost, as lines in the chart. */
function showLevels() {
  const position = positions.of(symbol);
  chart.levels = [
    ...tools.alerts.levelsOf(symbol).map(price => ({ price, title: 'Alert' })),
    ...(position ? [{ price: position.cost, title: 'Cost' }] : []),
  ];
}

tools.alerts.addEventListener('change', showLevels);
positions.addEventListener('change', showPosition);
showPosition();

onShortcut('j', () => find('next').click());
onShortcut('k', () => find('previous').click());
onShortcut('w', () => watchlist.toggle(symbol));

livePage.market.addEventListener('change', showHalt);
livePage.stream.addEventListener('snapshot', ({ data }) => {
  store.replace(data.quotes);
  trades.invalidate();
});
livePage.stream.addEventListener('quotes', ({ data }) => {
  store.merge(data.quotes, performance.now());
  if (data.quotes.some(quote => quote.symbol === symbol)) trades.invalidate();
});
livePage.stream.start();
