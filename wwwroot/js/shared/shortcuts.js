import { readSetting } from './local-settings.js';

const actions = new Map();

/**
 * Registers a single-character shortcut, active outside text fields. Users of speech input can turn shortcuts off, since
 * dictated letters would trigger them (WCAG 2.1.4).
 */
export function onShortcut(key, action) {
  actions.set(key, action);
}

/**
 * Whether the focused element handles the key itself: a field, or an open dialog. Radio buttons handle arrows but no
 * characters.
 */
export function isKeyHandled({ defaultPrevented, ctrlKey, metaKey, altKey, key, target }) {
  const input = key.length > 1 ? 'input' : 'input:not([type="radio"], [type="checkbox"])';
  // A dialog keeps the focus for a moment after it closes.
  const gone = target.closest?.('dialog:not([open])');
  return defaultPrevented || ctrlKey || metaKey || altKey
    || Boolean(!gone && target.closest?.(`${input}, textarea, select, [contenteditable], dialog, :popover-open`));
}

document.addEventListener('keydown', event => {
  const action = actions.get(event.key);
  if (!action || isKeyHandled(event) || readSetting('keys', true) === false) return;
  event.preventDefault();
  action();
});

/** Opens the list of shortcuts with `?`. @param {HTMLDialogElement} dialog */
export function initShortcutList(dialog) {
  onShortcut('?', () => dialog.showModal());
}
