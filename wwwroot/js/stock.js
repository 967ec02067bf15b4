// One instrument, live.
import { FIELDS, writeField } from './fields.js';
import { Flash } from './flash.js';
import { formatCompact, formatPercent, formatPrice, formatWhole, heatOf, toneOf } from './format.js';
import { onKey } from './keys.js';
import { plainQuote, QuoteStore } from './quote-store.js';
import { startShell } from './shell.js';
import { startChart } from './stock-chart.js';
import { Trades } from './trades.js';
import { Watchlist } from './watchlist.js';

const find = id => document.getElementById(id);
const stock = find('stock');
const symbol = stock.dataset.instrument;
const shares = Number(stock.dataset.shares);
const decimals = Number(find('chart').dataset.decimals);
const store = new QuoteStore();
const trades = new Trades(find('trades'), document.querySelector('.trades-empty'), symbol, decimals);
const watchlist = new Watchlist();
const flash = new Flash();
const fields = [...stock.querySelectorAll('[data-field]')];
const written = {};

/** Fields of this page alone, and those that have room for all their digits here. */
const formats = {
  ...FIELDS,
  volume: { bare: String, show: formatWhole },
  spread: FIELDS.price,
  turnover: { bare: value => value.toFixed(2), show: value => `$${formatCompact(value)}` },
  marketValue: { bare: value => value.toFixed(2), show: value => `$${formatCompact(value)}` },
};

const shell = startShell({
  symbols: [symbol],
  paint,
  view: {
    symbol,
    name: symbol,
    tables: {
      Quote: () => [store.get(symbol)].filter(Boolean).map(plainQuote),
      Candles: () => chart.barsInSight,
      Trades: () => trades.shown,
    },
    address: () => chart.address,
  },
});
const chart = startChart({ symbol, shell });

function paint(now) {
  const dirty = store.takeDirty();
  const quote = store.get(symbol);
  if (quote && dirty.has(symbol)) paintQuote(quote, now - dirty.get(symbol) < 500);
  chart.paint();
}

function paintQuote(quote, recent) {
  const values = {
    ...quote,
    spread: quote.ask - quote.bid,
    turnover: quote.volume * quote.vwap,
    marketValue: quote.price * shares,
  };
  const before = written.price;
  for (const element of fields) {
    const { field } = element.dataset;
    if (written[field] === values[field]) continue;
    written[field] = values[field];
    writeField(element, formats[field], values[field], decimals);
    if (field === 'changePercent') element.dataset.heat = heatOf(values[field]);
  }
  if (recent && before !== undefined && before !== quote.price) flash.mark(stock, quote.price > before ? 'up' : 'down');
  const tone = toneOf(quote.change);
  for (const other of ['gain', 'loss', 'flat']) stock.classList.toggle(other, other === tone);
  chart.tone = tone;
  paintBars(quote);
  document.title = `${symbol} ${formatPrice(quote.price, decimals)} ${formatPercent(quote.changePercent)} · StockTicker`;
}

/** Where the price stands in the day's range, and how much is bid for as against offered. */
function paintBars({ price, low, high, bidSize, askSize }) {
  const position = high > low ? Math.round((100 * (price - low)) / (high - low)) : 50;
  for (const end of ['x1', 'x2']) find('range').lastElementChild.setAttribute(end, position);
  const [bid, ask] = find('book-bar').children;
  const share = bidSize + askSize ? Math.round((100 * bidSize) / (bidSize + askSize)) : 50;
  bid.setAttribute('width', share);
  ask.setAttribute('x', share);
  ask.setAttribute('width', 100 - share);
}

function showHalt() {
  find('halted').hidden = !shell.market.halted.has(symbol);
}

function showStar() {
  find('star').setAttribute('aria-pressed', watchlist.has(symbol));
}

find('star').addEventListener('click', () => watchlist.toggle(symbol));
watchlist.addEventListener('change', showStar);
watchlist.addEventListener('refused', ({ words }) => shell.announce(words));
showStar();

function showAlerts() {
  chart.levels = shell.alerts.levelsOf(symbol).map(price => ({ price, title: 'Alert' }));
}

shell.alerts.addEventListener('change', showAlerts);
showAlerts();

onKey('j', () => find('next').click());
onKey('k', () => find('previous').click());
onKey('w', () => watchlist.toggle(symbol));

shell.market.addEventListener('change', showHalt);
shell.stream.addEventListener('snapshot', ({ data }) => {
  store.replace(data.quotes);
  trades.invalidate();
});
shell.stream.addEventListener('quotes', ({ data }) => {
  store.merge(data.quotes, performance.now());
  if (data.quotes.some(quote => quote.symbol === symbol)) trades.invalidate();
});
shell.stream.start();
