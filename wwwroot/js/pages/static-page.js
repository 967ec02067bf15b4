// Pages without live prices, such as sign-in and errors: only the theme button.
import { syncAccount } from '../account/account.js';
import { initThemeButton } from '../shared/theme.js';

syncAccount();
initThemeButton(document.getElementById('theme'), () => {});
