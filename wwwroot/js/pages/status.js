// The status page: polls /stats every second while visible.
import { syncAccount } from '../account/account.js';
import { createAnnouncer } from '../shared/announcer.js';
import { siteUrl } from '../shared/base-url.js';
import { setText } from '../shared/elements.js';
import { formatDuration, formatWhole, formatZonedTime } from '../shared/format.js';
import { initThemeButton } from '../shared/theme.js';
import { ReplayControls } from '../status/replay-controls.js';
import { StatusFigure } from '../status/status-figure.js';

const PERIOD = 1000;
const TIMEOUT = 5000;
const LABELS = { live: 'Live,', failing: 'No response since', paused: 'Paused at' };

const find = id => document.getElementById(id);
const announce = createAnnouncer(find('status'));
const root = find('ops');
const figures = [...root.querySelectorAll('[data-stat]')].map(element => new StatusFigure(element));
const replay = new ReplayControls(find('replay'));
let epoch = Number(root.dataset.epoch);
let timer = 0;
let polling = false;

async function get(path) {
  const response = await fetch(siteUrl(path), { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT) });
  // A server that is not ready explains why with a 503.
  if (!response.ok && response.status !== 503) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

async function poll() {
  if (polling) return;
  polling = true;
  clearTimeout(timer);
  const began = performance.now();
  try {
    const [stats, health] = await Promise.all([get('stats'), get('health/ready')]);
    show(stats, health);
    setState('live');
  } catch {
    setState('failing');
  }
  polling = false;
  if (document.visibilityState === 'visible') timer = setTimeout(poll, Math.max(0, PERIOD - (performance.now() - began)));
}

function show(stats, health) {
  const now = performance.now();
  // Counters restart with the server.
  if (stats.epoch !== epoch) restart();
  epoch = stats.epoch;
  for (const figure of figures) figure.show(stats, now);
  showChannels(stats.channels);
  if (stats.instances && find('instances')) showInstances(stats.instances);
  replay.show(stats);
  showHealth(health);
  setText(find('read-at'), formatZonedTime(Date.now()));
  find('read-at').dateTime = new Date().toISOString();
}

/** Replaces the plots by the server's, which have no gap where this page was in the background. */
async function replot() {
  const plots = await get('status?handler=plots').catch(() => null);
  if (plots) for (const figure of figures) figure.replot(plots);
}

function restart() {
  for (const figure of figures) figure.restart();
}

function showHealth({ status, checks }) {
  const badge = find('ready');
  // A degraded server is ready: only users' data cannot be used.
  const ready = status !== 'unhealthy';
  if (badge.dataset.ready !== String(ready)) announce(ready ? 'The server is ready.' : 'The server is not ready.');
  badge.dataset.ready = ready;
  badge.classList.toggle('is-ready', ready);
  setText(badge.querySelector('strong'), ready ? 'Ready' : 'Not ready');
  setText(badge.querySelector('.ready-why'), Object.values(checks).filter(words => words !== 'healthy').join(' '));
}

function showChannels(channels) {
  const table = find('channels');
  const body = table.tBodies[0];
  const limit = Number(table.dataset.limit);
  const all = Object.entries(channels).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const shown = all.slice(0, limit);
  while (body.rows.length > shown.length) body.deleteRow(-1);
  shown.forEach(([name, subscribers], i) => {
    const row = body.rows[i] ?? newRow(body);
    row.dataset.channel = name;
    row.cells[1].dataset.value = subscribers;
    setText(row.cells[0], name);
    setText(row.cells[1], formatWhole(subscribers));
  });
  const more = find('channels-more');
  more.hidden = all.length <= limit;
  setText(more.firstElementChild, formatWhole(Math.max(0, all.length - limit)));
}

function showInstances(instances) {
  const body = find('instances').tBodies[0];
  while (body.rows.length > instances.length) body.deleteRow(-1);
  instances.forEach((one, i) => {
    const row = body.rows[i] ?? newInstanceRow(body);
    const [title, streams, lag] = row.cells;
    row.dataset.instance = one.name;
    setText(title.firstChild, one.name);
    setText(title.lastChild, roleOf(one));
    streams.dataset.value = one.streams;
    setText(streams, formatWhole(one.streams));
    lag.dataset.value = one.lagEvents;
    setText(lag, one.lagMs < 1 ? formatWhole(one.lagEvents) : `${formatWhole(one.lagEvents)}, ${formatWhole(Math.floor(one.lagMs))} ms`);
  });
}

function roleOf({ leader, since, version, refused }) {
  const role = `${leader ? 'Moves the market' : 'Runs'} for ${formatDuration(Math.max(0, Date.now() - since))}, version ${version}`;
  return refused > 0 ? `${role}, ${formatWhole(refused)} updates refused` : role;
}

function newInstanceRow(body) {
  const row = newRow(body);
  row.cells[0].append('', document.createElement('small'));
  row.insertCell();
  return row;
}

function newRow(body) {
  const row = body.insertRow();
  const name = document.createElement('th');
  name.scope = 'row';
  row.append(name, document.createElement('td'));
  return row;
}

function setState(state) {
  if (document.visibilityState === 'hidden') state = 'paused';
  if (root.dataset.poll === state) return;
  if (state === 'failing') announce('The server does not respond.');
  if (root.dataset.poll === 'failing' && state === 'live') announce('The server responds again.');
  root.dataset.poll = state;
  setText(find('poll-word'), LABELS[state]);
}

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') {
    // Rates must not span the time in the background.
    restart();
    replot();
    poll();
  } else {
    clearTimeout(timer);
    setState('paused');
  }
});
syncAccount();
initThemeButton(find('theme'), announce);
poll();
