import { onShortcut } from '../shared/shortcuts.js';

/** What is fetched when it is first wanted. */
const PANELS = {
  alerts: async page => new (await import('../alerts/alert-dialog.js')).AlertDialog(page),
  export: async page => new (await import('./export-dialog.js')).ExportDialog(page),
  inspector: async page => new (await import('./inspector.js')).Inspector(page),
};

const KEYS = { a: 'alerts', e: 'export', i: 'inspector' };

/**
 * The panels that stand over every live page. A button opens one by `data-open`, for an instrument by `data-for` or by the row
 * that it stands in; keys do for the row that has the focus.
 * @param {object} page
 * @param {import('../stream/shared-stream.js').SharedStream} page.stream
 * @param {import('../alerts/alerts.js').Alerts} page.alerts
 * @param {(words: string) => void} page.announce
 * @param {View} page.view what is shown, for export
 */
export function initPanels(page) {
  const made = {};

  const open = async (name, near) => {
    made[name] ??= PANELS[name](page);
    const panel = await made[name].catch(() => null);
    if (panel) return panel.toggle(symbolAt(near) ?? page.view.symbol);
    // The network failed: the next time asks again.
    delete made[name];
    page.announce('This could not be loaded.');
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
 * What a page shows.
 * @typedef {object} View
 * @property {string} [symbol] the instrument, on the page of one
 * @property {string} name of a file
 * @property {Record<string, () => object[]>} tables by name: rows as they are shown, in order
 * @property {() => string} address a link to it
 */
