import { copyText } from './clipboard.js';

/** Makes buttons with `data-copy` copy the text of the `pre` next to them. */
export function initCopyButtons(announce) {
  document.addEventListener('click', event => {
    const button = event.target.closest('[data-copy]');
    if (button) copy(button, announce);
  });
}

async function copy(button, announce) {
  const command = button.parentElement.querySelector('pre');
  if (await copyText(command.textContent)) {
    announce('Copied.');
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = 'Copy'), 1500);
    return;
  }
  // Selected, so that one shortcut copies it.
  getSelection().selectAllChildren(command);
  announce('Press Ctrl+C to copy.');
}
