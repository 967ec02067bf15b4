import { readSetting, saveSetting } from './local-settings.js';

const themes = ['system', 'light', 'dark'];
const words = { system: 'system', light: 'light', dark: 'dark' };

/** The theme button: system, light, dark. On the next load `first-paint.js` applies the choice. */
export function initThemeButton(button, announce) {
  const root = document.documentElement;
  let theme = themes.includes(readSetting('theme')) ? readSetting('theme') : 'system';

  const show = () => {
    if (theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme;
    button.title = `Theme: ${words[theme]}`;
  };

  button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    saveSetting('theme', theme === 'system' ? undefined : theme);
    show();
    announce(button.title);
  });
  show();
}
