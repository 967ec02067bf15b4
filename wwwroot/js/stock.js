// One instrument, live.
import { FIELDS, writeField } from './fields.js';
import { Flash } from './flash.js';
import { formatCompact, formatPercent, formatPrice, formatWhole, heatOf, toneOf } from './format.js';
import { PriceChart } from './price-chart.js';
import { QuoteStore } from './quote-store.js';
import { startShell } from './shell.js';
import { site } from './site.js';
import { Trades } from './trades.js';
import { Watchlist } from './watchlist.js';

const find = id => document.getElementById(id);
const stock = find('stock');
const symbol = stock.dataset.instrument;
const shares = Number(stock.dataset.shares);
const store = new QuoteStore();
const chart = new PriceChart(find('chart'));
const decimals = Number(find('chart').dataset.decimals);
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
  turnover: { bare: value => value.toFixed(2), show: formatCompact },
  marketValue: { bare: value => value.toFixed(2), show: formatCompact },
};

const shell = startShell({ symbols: [symbol], paint });

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
  const position = quote.high > quote.low ? Math.round((100 * (quote.price - quote.low)) / (quote.high - quote.low)) : 50;
  for (const end of ['x1', 'x2']) find('range').lastElementChild.setAttribute(end, position);
  document.title = `${symbol} ${formatPrice(quote.price, decimals)} ${formatPercent(quote.changePercent)} · StockTicker`;
}

/** The candles of the span that is chosen. What the stream brings goes on from there. */
async function loadChart() {
  const interval = document.querySelector('#spans input:checked').value;
  const address = site(`quotes/${symbol}/candles?interval=${interval}&limit=300`);
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) return;
    const { candles } = await response.json();
    chart.set(candles, interval);
    shell.invalidate();
  } catch {
    // The server's line stays, and grows with the stream.
  }
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

find('spans').addEventListener('change', loadChart);
find('styles').addEventListener('change', event => {
  chart.style = event.target.value;
  shell.invalidate();
});

shell.market.addEventListener('change', showHalt);
shell.stream.addEventListener('hello', loadChart);
shell.stream.addEventListener('snapshot', ({ data }) => {
  store.replace(data.quotes);
  for (const quote of data.quotes) chart.add(quote);
  trades.invalidate();
});
shell.stream.addEventListener('quotes', ({ data }) => {
  store.merge(data.quotes, performance.now());
  for (const quote of data.quotes) chart.add(quote);
  trades.invalidate();
});
shell.stream.start();
