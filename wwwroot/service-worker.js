// Shows the board without a network: the page as it was installed, with the last prices, which it marks as offline.
//
// Online, everything comes from the network, so that no page is older than the server. The query string of this script's URL is
// the version of the assets; with another one, the browser installs this worker again, with its own cache.
const PREFIX = `${registration.scope} shell `;
const SHELL = PREFIX + new URL(location.href).searchParams.get('v');
const BOARD = new URL('./', registration.scope).href;

/** Loaded by the board only without a network, or by its shared worker, so that its page does not name them. */
const EXTRAS = [
  'js/board/last-prices.js', 'js/live/offline.js', 'js/stream/frame-log.js', 'js/stream/quote-book.js', 'js/stream/quote-stream.js',
  'js/stream/stream-multiplexer.js', 'js/stream/stream-worker.js',
];

/** What the shell's page consists of. Streams, data and panels are not among them. */
const DESTINATIONS = ['script', 'style', 'image', 'manifest', 'sharedworker'];

/** Whether the last page could not be fetched. */
let isUnreachable = false;

addEventListener('install', event => {
  skipWaiting();
  event.waitUntil(install());
});

addEventListener('activate', event => event.waitUntil(activate()));

addEventListener('fetch', event => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(BOARD)) return;
  if (request.mode === 'navigate') {
    if (shellFor(request.url)) event.respondWith(navigate(event));
  } else if (isExtra(request.url)) event.respondWith(fetch(request).catch(error => find(request).then(found => found ?? Promise.reject(error))));
  else if ((isUnreachable || !navigator.onLine) && DESTINATIONS.includes(request.destination)) event.respondWith(load(request));
});

async function install() {
  const cache = await caches.open(SHELL);
  // Without the user's cookie, so that nothing personal is kept.
  const page = await fetch(BOARD, { credentials: 'omit', cache: 'no-store' });
  if (!page.ok) throw new Error(`The board answered ${page.status}.`);
  const html = await page.text();
  await cache.put(BOARD, new Response(html.replace('<html ', '<html data-shell="true" '), page));
  const links = [...html.matchAll(/<(?:link|script)[^>]*? (?:href|src)="([^"#]+)"/g)].map(([, link]) => new URL(link, BOARD).href);
  const extras = EXTRAS.map(path => new URL(path, BOARD).href);
  await cache.addAll([...new Set([...links, ...extras])]);
}

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== SHELL) await caches.delete(name);
  // The request for a page need not wait for this worker to start.
  await registration.navigationPreload?.enable();
  await clients.claim();
}

/** The address of the shell for a page: the board, or the board with one instrument; null for all other pages. */
function shellFor(address) {
  const { pathname } = new URL(address);
  const path = pathname.slice(new URL(BOARD).pathname.length);
  if (path === '') return address;
  // A proxy may have decoded a slash in the symbol.
  const [, symbol] = /^stocks\/(.+)$/.exec(path) ?? [];
  return symbol ? `${BOARD}?q=${encodeURIComponent(decodeURIComponent(symbol))}` : null;
}

async function navigate(event) {
  try {
    const response = (await event.preloadResponse) ?? (await fetch(event.request));
    isUnreachable = false;
    return response;
  } catch (error) {
    isUnreachable = true;
    const shell = shellFor(event.request.url);
    if (shell !== event.request.url) return Response.redirect(shell);
    const page = await find(BOARD);
    if (!page) throw error;
    return page;
  }
}

/** The page imports them at any time, when this worker may have started anew and does not know that there is no network. */
const isExtra = address => EXTRAS.some(path => address === BOARD + path);

const load = async request => (await find(request)) ?? fetch(request);

const find = request => caches.match(request, { cacheName: SHELL, ignoreVary: true });
