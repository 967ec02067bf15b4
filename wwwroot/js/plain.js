// A page without prices: it has a theme, and no stream.
import { followAccount } from './account.js';
import { startTheme } from './theme.js';

followAccount();
startTheme(document.getElementById('theme'), () => {});
