// The description of the API: it has a theme, and commands to copy.
import { followAccount } from './account.js';
import { announcer } from './announcer.js';
import { startTheme } from './theme.js';

const announce = announcer(document.getElementById('status'));

async function copy(button) {
  const command = button.parentElement.querySelector('pre');
  try {
    await navigator.clipboard.writeText(command.textContent);
    announce('Copied.');
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = 'Copy'), 1500);
  } catch {
    // Without the clipboard (plain HTTP on another machine) the text is chosen, so that one key copies it.
    getSelection().selectAllChildren(command);
    announce('Press Control and C to copy.');
  }
}

document.addEventListener('click', event => {
  const button = event.target.closest('[data-copy]');
  if (button) copy(button);
});
followAccount();
startTheme(document.getElementById('theme'), announce);
