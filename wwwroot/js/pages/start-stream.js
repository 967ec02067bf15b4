// A classic script in the page, which runs before anything is requested: starts the worker that all tabs share, which opens the stream while
// the page's own modules are still loading.
(function () {
  var dataset = document.documentElement.dataset;
  try {
    var base = new URL(dataset.base, location.href).href;
    var address = base + 'js/stream/stream-worker.js';
    if (globalThis.trustedTypes) address = trustedTypes.createPolicy('stockticker-start', { createScriptURL: function () { return address; } }).createScriptURL('');
    globalThis.startedWorker = new SharedWorker(address, { type: 'module', name: base + ' stream ' + dataset.stream });
    startedWorker.onerror = function () { delete globalThis.startedWorker; };
    // What the page will join with; see shared-stream.js.
    startedWorker.port.postMessage({ expect: {
      channels: dataset.channels.split(','),
      symbols: dataset.streamSymbol && dataset.clock !== 'manual' ? [dataset.streamSymbol] : null,
      interval: 0,
      visible: !document.hidden,
    } });
  } catch {
    // There are other ways; see stream-links.js.
  }
})();
