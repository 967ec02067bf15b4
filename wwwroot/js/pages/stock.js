// The page of one instrument.
import { Watchlist } from '../account/watchlist.js';
import { createStockChart } from '../chart/stock-chart.js';
import { startLivePage } from '../live/live-page.js';
import { PriceFlash } from '../quotes/price-flash.js';
import { QuoteField } from '../quotes/quote-fields.js';
import { toWireQuote, QuoteStore } from '../quotes/quote-store.js';
import { TradeList } from '../quotes/trade-list.js';
import { formatPercent, formatPrice, toneOf } from '../shared/format.js';
import { onShortcut } from '../shared/shortcuts.js';

const find = id => document.getElementById(id);
const stock = find('stock');
const symbol = stock.dataset.instrument;
const shares = Number(stock.dataset.shares);
const decimals = Number(find('chart').dataset.decimals);
const store = new QuoteStore();
const trades = new TradeList(find('trades'), document.querySelector('.trades-empty'), symbol, decimals);
const watchlist = new Watchlist();
const flash = new PriceFlash();
const fields = QuoteField.in(stock);
let price;

const livePage = startLivePage({
  symbols: [symbol],
  paint,
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
const chart = createStockChart({ symbol, livePage });

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
  };
  const before = price;
  price = quote.price;
  for (const field of fields) field.write(values[field.name], decimals, stock.dataset.currency);
  if (recent && before !== undefined && quote.price !== undefined && before !== quote.price) flash.mark(stock, quote.price > before ? 'up' : 'down');
  const tone = toneOf(quote.change);
  for (const other of ['gain', 'loss', 'flat']) stock.classList.toggle(other, other === tone);
  chart.tone = tone;
  paintBars(quote);
  document.title = `${symbol} ${formatPrice(quote.price, decimals)} ${formatPercent(quote.changePercent)} · StockTicker`;
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
watchlist.addEventListener('refused', ({ words }) => livePage.announce(words));
showStar();

function showAlerts() {
  chart.levels = livePage.alerts.levelsOf(symbol).map(price => ({ price, title: 'Alert' }));
}

livePage.alerts.addEventListener('change', showAlerts);
showAlerts();

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
