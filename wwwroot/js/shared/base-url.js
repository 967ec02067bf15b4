/** The address of `path` on this site, wherever the site is mounted: scripts live one folder below its root. */
export const siteUrl = path => new URL(`../../${path}`, import.meta.url).href;
