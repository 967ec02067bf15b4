// The API page: commands to copy, and the theme button.
import { syncAccount } from '../account/account.js';
import { createAnnouncer } from '../shared/announcer.js';
import { copyText } from '../shared/clipboard.js';
import { initThemeButton } from '../shared/theme.js';

const announce = createAnnouncer(document.getElementById('status'));

async function copy(button) {
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

document.addEventListener('click', event => {
  const button = event.target.closest('[data-copy]');
  if (button) copy(button);
});
syncAccount();
initThemeButton(document.getElementById('theme'), announce);
