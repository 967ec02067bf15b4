// A classic script in the page, which runs before anything is requested: starts the worker that all tabs share, so that it loads beside
// the page's own modules. It opens no stream before a page joins.
(function () {
  var dataset = document.documentElement.dataset;
  try {
    var base = new URL(dataset.base, location.href).href;
    var address = base + 'js/stream/stream-worker.js';
    if (globalThis.trustedTypes) address = trustedTypes.createPolicy('stockticker-start', { createScriptURL: function () { return address; } }).createScriptURL('');
    globalThis.startedWorker = new SharedWorker(address, { type: 'module', name: base + ' stream ' + dataset.stream });
    startedWorker.onerror = function () { delete globalThis.startedWorker; };
  } catch {
    // There are other ways; see stream-links.js.
  }
})();
