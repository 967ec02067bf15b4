// A page without prices: it has a theme, and no stream.
import { startTheme } from './theme.js';

startTheme(document.getElementById('theme'), () => {});
