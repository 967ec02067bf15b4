import { siteUrl } from '../shared/base-url.js';
import { zoneName } from '../shared/format.js';
import { readSetting, saveSetting } from '../shared/local-settings.js';
import { Candles } from './candles.js';
import { PriceChart } from './price-chart.js';

/** Time spans in milliseconds, each with its default interval. */
const RANGES = {
  '1m': [60_000, '1s'], '5m': [300_000, '5s'], '15m': [900_000, '5s'], '1h': [3_600_000, '1m'], all: [Infinity, '1m'],
};

/** Minimum time between fetches of the newest candles, in milliseconds. */
const INTERVAL = 1000;

/** Print uses an image in place of the canvas. */
function printPicture(element, chart) {
  let picture = null;
  addEventListener('beforeprint', () => {
    picture = chart.picture();
    picture.className = 'paper';
    element.append(picture);
  });
  addEventListener('afterprint', () => picture?.remove());
}

/**
 * The chart of the instrument page. Its options are kept in the URL and on this device.
 * @param {{ symbol: string, livePage: ReturnType<import('../live/live-page.js').startLivePage> }} page
 * @returns {{ paint: () => void, candles: Candles }}
 */
export function createStockChart({ symbol, livePage }) {
  const form = document.getElementById('chart-choices');
  const candles = new Candles();
  const chart = new PriceChart(document.getElementById('chart'), candles);
  let asked = 0;
  let renewal = 0;
  let renewed = 0;

  const load = async limit => {
    const { interval } = candles;
    const address = siteUrl(`quotes/${encodeURIComponent(symbol)}/candles?interval=${interval}&limit=${limit}`);
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(10_000) });
      return response.ok && interval === candles.interval ? (await response.json()).candles : null;
    } catch {
      // The existing candles stay and follow the stream.
      return null;
    }
  };

  /** Fetches all candles of the selected interval. */
  const loadAll = async () => {
    const turn = ++asked;
    candles.interval = form.elements.interval.value;
    const bars = await load(1000);
    if (!bars || turn !== asked) return;
    candles.replace(bars, candles.interval);
    show();
  };

  const show = () => chart.show(RANGES[form.elements.range.value][0]);

  /** Fetches the newest candles: an update can stand for several trades. */
  const renew = () => {
    if (document.hidden) return;
    renewal ||= setTimeout(async () => {
      const turn = asked;
      // A quote from now on schedules another fetch, since this response may predate it.
      renewal = 0;
      renewed = performance.now();
      const bars = await load(5);
      if (!bars || turn !== asked) return;
      candles.renew(bars);
      livePage.invalidate();
    }, Math.max(0, renewed + INTERVAL - performance.now()));
  };

  const take = ({ data }) => {
    for (const quote of data.quotes) {
      if (quote.symbol !== symbol) continue;
      candles.add(quote);
      renew();
    }
  };

  /** Restores the options from the URL or the settings. */
  const recallChoices = () => {
    const query = new URLSearchParams(location.search);
    // Small screens have room for fewer candles.
    const usual = matchMedia('(max-width: 700px)').matches ? { range: '5m' } : {};
    const known = { ...usual, ...readSetting('chart', {}) };
    for (const name of ['range', 'interval', 'style']) {
      const radios = form.elements[name];
      const value = query.get(name) ?? known[name];
      if ([...radios].some(radio => radio.value === value)) radios.value = value;
    }
    chart.style = form.elements.style.value;
  };

  const addressOf = choices => {
    const address = new URL(location.href);
    for (const name in choices) address.searchParams.set(name, choices[name]);
    return address.href;
  };

  const writeChoices = () => {
    const choices = Object.fromEntries(new FormData(form));
    saveSetting('chart', choices);
    history.replaceState(null, '', addressOf(choices));
  };

  form.addEventListener('change', ({ target }) => {
    if (target.name === 'style') chart.style = target.value;
    if (target.name === 'range') form.elements.interval.value = RANGES[target.value][1];
    writeChoices();
    if (candles.interval !== form.elements.interval.value) loadAll();
    else show();
  });
  form.addEventListener('submit', event => event.preventDefault());
  document.getElementById('plot').addEventListener('read', ({ detail }) => livePage.announce(detail));
  document.getElementById('chart-zone').textContent = `Times in ${zoneName()}.`;

  recallChoices();
  printPicture(document.getElementById('chart'), chart);
  livePage.stream.addEventListener('hello', loadAll);
  livePage.stream.addEventListener('snapshot', take);
  livePage.stream.addEventListener('quotes', take);
  return {
    candles,
    paint: () => chart.paint(),
    set tone(tone) { chart.tone = tone; },
    set levels(levels) { chart.levels = levels; },
    get address() { return addressOf(Object.fromEntries(new FormData(form))); },
    get barsInSight() { return chart.barsInSight; },
  };
}
