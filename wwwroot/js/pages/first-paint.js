// Runs before the first paint: puts what this device remembers of the look on <html>, and says that scripts run, so that
// controls which need them take their place at once and nothing moves later. Everything else is a module.
(function () {
  var root = document.documentElement;
  function readSetting(key) {
    try {
      return JSON.parse(localStorage.getItem('stockticker.' + key));
    } catch {
      // Storage may be forbidden; what is usual is fine.
      return null;
    }
  }
  root.classList.add('js');
  var theme = readSetting('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  // In mainland China, Taiwan, Japan and Korea red is what rises.
  var palette = readSetting('palette') || (/^(zh(?!-(HK|Hant-HK))|ja|ko)\b/.test(navigator.language) ? 'red-up' : 'green-up');
  if (palette === 'red-up') root.dataset.palette = palette;
  if (readSetting('density') === 'compact') root.dataset.density = 'compact';
  if (readSetting('flash') === false) root.dataset.flash = 'off';
  // Parts and columns of the board.
  var hidden = [].concat(readSetting('hiddenParts') || [], readSetting('hiddenColumns') || []);
  if (hidden.length) root.dataset.hide = hidden.join(' ');
})();
