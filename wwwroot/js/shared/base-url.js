/** The URL of a path on this site, whatever its base path: this file is at `js/shared/` below it. */
export const siteUrl = path => new URL(`../../${path}`, import.meta.url).href;

/** The scripts of workers. */
const WORKERS = ['js/stream/stream-worker.js', 'service-worker.js'];

let policy;

/** The URL of a worker's script below this site. Trusted Types require a policy for it, which allows no other scripts. */
export function workerUrl(address) {
  if (!globalThis.trustedTypes) return siteUrl(address);
  policy ??= trustedTypes.createPolicy('stockticker', {
    createScriptURL: wanted => {
      if (!WORKERS.includes(wanted.split('?')[0])) throw new TypeError(`${wanted} is not a worker of this site.`);
      return siteUrl(wanted);
    },
  });
  return policy.createScriptURL(address);
}
