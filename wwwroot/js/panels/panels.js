import { onShortcut } from '../shared/shortcuts.js';

/** Panels are loaded on first use. */
const PANELS = {
  alerts: async page => new (await import('../alerts/alert-dialog.js')).AlertDialog(page),
  export: async page => new (await import('./export-dialog.js')).ExportDialog(page),
  position: async page => new (await import('./position-dialog.js')).PositionDialog(page),
  watchlists: async page => new (await import('./watchlists-dialog.js')).WatchlistsDialog(page),
  inspector: async page => new (await import('./inspector.js')).Inspector(page),
};

const KEYS = { a: 'alerts', e: 'export', i: 'inspector', l: 'watchlists' };

/**
 * The panels of every live page. Buttons open them with `data-open`; the instrument comes from `data-for` or the enclosing
 * row, for shortcuts from the focused row.
 * @param {object} page
 * @param {import('../stream/shared-stream.js').SharedStream} page.stream
 * @param {import('../alerts/alerts.js').Alerts} page.alerts
 * @param {import('../account/watchlist.js').Watchlist} page.watchlist
 * @param {import('../account/positions.js').Positions} page.positions
 * @param {(words: string) => void} page.announce
 * @param {View} page.view the displayed data, for export
 */
export function initPanels(page) {
  const made = {};

  const open = async (name, near) => {
    made[name] ??= PANELS[name](page);
    const panel = await made[name].catch(() => null);
    if (panel) return panel.toggle(symbolAt(near) ?? page.view.symbol);
    // After a network failure the next click loads it again.
    delete made[name];
    page.announce('The panel could not be loaded.');
  };

  for (const [key, name] of Object.entries(KEYS)) onShortcut(key, () => open(name, document.activeElement));
  document.addEventListener('click', ({ target }) => {
    const opener = target.closest?.('[data-open]');
    if (!opener) return;
    document.querySelector('#tools-menu:popover-open')?.hidePopover();
    open(opener.dataset.open, opener);
  });
}

const symbolAt = element => element?.dataset.for ?? element?.closest('[data-symbol]')?.dataset.symbol;

/**
 * What a page displays.
 * @typedef {object} View
 * @property {string} [symbol] the page's instrument
 * @property {string} name base of file names
 * @property {Record<string, () => object[]>} tables by name: the displayed rows, in order
 * @property {() => string} address URL of the view
 */
