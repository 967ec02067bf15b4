import { siteUrl } from '../shared/base-url.js';
import { zoneName } from '../shared/format.js';
import { readSetting, saveSetting } from '../shared/local-settings.js';
import { Candles } from './candles.js';
import { Comparison } from './comparison.js';
import { PriceChart } from './price-chart.js';

/** Time spans in milliseconds, each with its default interval. */
const RANGES = {
  '1m': [60_000, '1s'], '5m': [300_000, '5s'], '15m': [900_000, '5s'], '1h': [3_600_000, '1m'], all: [Infinity, '1m'],
};

/** Minimum time between fetches of the newest candles, in milliseconds. */
const INTERVAL = 1000;

/** Maximum number of other instruments, each with its colour. */
const MAX_COMPARED = 4;

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
 * @param {object} page
 * @param {string} page.symbol
 * @param {ReturnType<import('../live/live-page.js').startLivePage>} page.livePage
 * @param {ReturnType<import('../live/live-tools.js').startLiveTools>} page.tools
 * @returns {{ paint: () => void, candles: Candles }}
 */
export function createStockChart({ symbol, livePage, tools }) {
  const form = document.getElementById('chart-choices');
  const candles = new Candles();
  const chart = new PriceChart(document.getElementById('chart'), symbol, candles, removed => compare(removed, false));
  let comparisons = [];
  let menu = null;
  let asked = 0;
  let renewal = 0;
  let renewed = 0;

  const load = async (limit, of = symbol) => {
    const { interval } = candles;
    const address = siteUrl(`quotes/${encodeURIComponent(of)}/candles?interval=${interval}&limit=${limit}`);
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
    await Promise.all(comparisons.map(loadComparison));
  };

  const loadComparison = async comparison => {
    const bars = await load(1000, comparison.symbol);
    if (!bars) return;
    comparison.replace(bars, candles.interval);
    livePage.invalidate();
  };

  /** Adds another instrument to the chart, or removes it. */
  const compare = (other, isWanted) => {
    comparisons = comparisons.filter(comparison => comparison.symbol !== other);
    if (isWanted && comparisons.length < MAX_COMPARED) {
      const color = [1, 2, 3, 4].find(free => comparisons.every(comparison => comparison.color !== free));
      comparisons = [...comparisons, new Comparison(other, color)];
      loadComparison(comparisons.at(-1));
    }
    chart.comparisons = comparisons;
    tools.otherSymbols = comparisons.map(comparison => comparison.symbol);
    writeChoices();
  };

  /** Loaded on first use. */
  const openMenu = async () => {
    const choice = {
      symbol, limit: MAX_COMPARED,
      has: other => comparisons.some(comparison => comparison.symbol === other),
      get isFull() { return comparisons.length >= MAX_COMPARED; },
      toggle: other => compare(other, !choice.has(other)),
    };
    try {
      const { CompareMenu } = await import('./compare-menu.js');
      menu ??= new CompareMenu(document.getElementById('compare'), choice);
    } catch {
      livePage.announce('The menu could not be loaded.');
      return;
    }
    menu.toggle();
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
      comparisons.find(comparison => comparison.symbol === quote.symbol)?.add(quote);
      if (quote.symbol !== symbol) continue;
      chart.session = quote.vwap === undefined ? null : quote;
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
    const lines = query.has('lines') ? query.get('lines').split(',') : readSetting('chartLines', []);
    for (const box of form.elements.lines) box.checked = Array.isArray(lines) && lines.includes(box.value);
    chart.overlays = chosenLines();
    const others = new Set((query.get('compare') ?? '').split(',').filter(other => other && other !== symbol));
    for (const other of others) compare(other, true);
  };

  const chosenLines = () => [...form.elements.lines].filter(box => box.checked).map(box => box.value);

  /** Range, interval and style. */
  const choicesOf = () => Object.fromEntries(['range', 'interval', 'style'].map(name => [name, form.elements[name].value]));

  const address = () => {
    const url = new URL(location.href);
    const choices = { ...choicesOf(), lines: chosenLines().join(), compare: comparisons.map(comparison => comparison.symbol).join() };
    for (const [name, value] of Object.entries(choices)) {
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    return url.href;
  };

  const writeChoices = () => history.replaceState(null, '', address());

  form.addEventListener('change', ({ target }) => {
    if (target.name === 'style') chart.style = target.value;
    if (target.name === 'range') form.elements.interval.value = RANGES[target.value][1];
    saveSetting('chart', choicesOf());
    writeChoices();
    if (target.name === 'lines') {
      chart.overlays = chosenLines();
      saveSetting('chartLines', chosenLines().length ? chosenLines() : undefined);
      return;
    }
    if (candles.interval !== form.elements.interval.value) loadAll();
    else show();
  });
  form.addEventListener('submit', event => event.preventDefault());
  document.getElementById('compare').addEventListener('click', openMenu);
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
    get address() { return address(); },
    get barsInSight() { return chart.barsInSight; },
  };
}
