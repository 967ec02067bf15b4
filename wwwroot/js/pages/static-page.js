// A page without prices: it has a theme, and no stream.
import { syncAccount } from '../account/account.js';
import { initThemeButton } from '../shared/theme.js';

syncAccount();
initThemeButton(document.getElementById('theme'), () => {});
