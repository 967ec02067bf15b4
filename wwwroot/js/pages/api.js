// The API page: commands to copy, and the theme button.
import { syncAccount } from '../account/account.js';
import { createAnnouncer } from '../shared/announcer.js';
import { initCopyButtons } from '../shared/copy-button.js';
import { initThemeButton } from '../shared/theme.js';

const announce = createAnnouncer(document.getElementById('status'));

initCopyButtons(announce);
syncAccount();
initThemeButton(document.getElementById('theme'), announce);
