import { recall } from './memory.js';

const actions = new Map();

/**
 * Calls `action` when a key that is a single character is pressed, wherever the focus is but in a field. Readers who talk to
 * their computer switch such keys off, since each letter they say would be one (WCAG 2.1.4).
 */
export function onKey(key, action) {
  actions.set(key, action);
}

/** Whether a key goes to what has the focus: a field, or an open dialog. */
export const isTaken = event => event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey
  || Boolean(event.target.closest?.('input, textarea, select, [contenteditable], dialog, [popover]'));

document.addEventListener('keydown', event => {
  const action = actions.get(event.key);
  if (!action || isTaken(event) || recall('keys', true) === false) return;
  event.preventDefault();
  action();
});

/** The list of keys, which `?` shows. @param {HTMLDialogElement} dialog */
export function startKeyList(dialog) {
  onKey('?', () => dialog.showModal());
}
