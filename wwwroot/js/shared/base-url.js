/** The URL of a path on this site, whatever its base path: this file is at `js/shared/` below it. */
export const siteUrl = path => new URL(`../../${path}`, import.meta.url).href;
