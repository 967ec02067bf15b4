/** Controls that need a script. Links without one of their own work at any time. */
const CONTROLS = 'button, summary, a[data-view]';

/** Where characters are typed, and keys have a meaning of their own. */
const FIELDS = 'input, textarea, select, dialog, [contenteditable], :popover-open';

/** Keys that move between rows. */
const ROW_KEYS = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'];

/**
 * Holds back clicks and shortcuts while the modules that handle them are still loading, and repeats them in order afterwards, so that
 * none is lost.
 * @param {() => void} held called with each of them
 * @returns {() => void} repeats them, and ends this
 */
export function holdInput(held) {
  const repeats = [];
  const end = new AbortController();
  const options = { capture: true, signal: end.signal };

  const hold = (event, repeat) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    repeats.push(repeat);
    held();
  };

  addEventListener('click', event => {
    const control = event.target.closest?.(CONTROLS);
    if (!control || (control.href && (event.ctrlKey || event.metaKey || event.shiftKey))) return;
    hold(event, () => control.isConnected && control.click());
  }, options);
  addEventListener('keydown', event => {
    const { key, shiftKey, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || !isShortcut(key, target)) return;
    hold(event, () => {
      const at = target.isConnected ? target : document.body;
      at.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }));
    });
  }, options);

  return () => {
    end.abort();
    for (const repeat of repeats) repeat();
  };
}

function isShortcut(key, target) {
  if (target.matches?.('input[type="search"]')) return key === 'ArrowDown';
  if (target.closest?.(FIELDS)) return false;
  if (ROW_KEYS.includes(key)) return target === document.body ? key === 'ArrowDown' : target.closest?.('[data-symbol]') != null;
  return key.length === 1 && key !== ' ';
}
