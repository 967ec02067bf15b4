// Runs before the first paint: puts the remembered theme on <html>, and says that scripts run, so that controls which need
// them take their place at once and nothing moves later. Everything else is a module.
(function () {
  var root = document.documentElement;
  root.classList.add('js');
  try {
    var theme = JSON.parse(localStorage.getItem('stockticker.theme'));
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; the system's theme is a fine one.
  }
})();
