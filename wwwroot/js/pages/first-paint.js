// A classic script, which runs before the first paint: applies display settings to <html>, and marks that scripts run, so that
// controls that need them take their space at once and nothing shifts later.
(function () {
  var root = document.documentElement;
  function readSetting(key) {
    try {
      return JSON.parse(localStorage.getItem('stockticker.' + key));
    } catch {
      // Storage may be blocked; the defaults apply.
      return null;
    }
  }
  root.classList.add('js');
  var theme = readSetting('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  // Red means up in mainland China, Taiwan, Japan and Korea.
  var palette = readSetting('palette') || (/^(zh(?!-(HK|Hant-HK))|ja|ko)\b/.test(navigator.language) ? 'red-up' : 'green-up');
  if (palette === 'red-up') root.dataset.palette = palette;
  if (readSetting('density') === 'comfortable') root.dataset.density = 'comfortable';
  if (readSetting('flash') === false) root.dataset.flash = 'off';
  if ((readSetting('positions') || []).length) root.dataset.positions = 'true';
  // Hidden parts and columns of the board.
  var hidden = [].concat(readSetting('hiddenParts') || [], readSetting('hiddenColumns') || []);
  if (hidden.length) root.dataset.hide = hidden.join(' ');
  // Order and widths of the board's columns; column-layout.js calls this after a change. Columns have names and widths in pixels
  // only: settings can come from a file.
  var columns = null;
  globalThis.applyColumnLayout = function () {
    var rules = ['@layer pages {'];
    function add(name, declaration) {
      if (/^[A-Za-z]+$/.test(name)) rules.push('.quotes :is(.' + name + ', [data-field="' + name + '"]):is(th, td) {' + declaration + '}');
    }
    var order = readSetting('columnOrder');
    if (Array.isArray(order)) order.forEach(function (name, i) { add(name, 'order: ' + (i + 1)); });
    var widths = readSetting('columnWidths') || {};
    Object.keys(widths).forEach(function (name) { if (widths[name] > 0) add(name, 'width: ' + Math.round(widths[name]) + 'px'); });
    rules.push('}');
    if (rules.length === 2 && !columns) return;
    columns = columns || new CSSStyleSheet();
    columns.replaceSync(rules.join('\n'));
    document.adoptedStyleSheets = [columns];
  };
  applyColumnLayout();
})();
