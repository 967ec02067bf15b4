import { readSetting } from './local-settings.js';

const actions = new Map();

/**
 * Calls `action` when a key that is a single character is pressed, wherever the focus is but in a field. Readers who talk to
 * their computer switch such keys off, since each letter they say would be one (WCAG 2.1.4).
 */
export function onShortcut(key, action) {
  actions.set(key, action);
}

/** Whether a key goes to what has the focus: a field, or an open dialog. A radio takes arrows, but no characters. */
export function isKeyHandled({ defaultPrevented, ctrlKey, metaKey, altKey, key, target }) {
  const input = key.length > 1 ? 'input' : 'input:not([type="radio"], [type="checkbox"])';
  // For a moment the focus still is in a dialog that has closed.
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

/** The list of keys, which `?` shows. @param {HTMLDialogElement} dialog */
export function initShortcutList(dialog) {
  onShortcut('?', () => dialog.showModal());
}
