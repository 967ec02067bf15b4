const NAMES = {
  ink: '--ink-2', faint: '--ink-3', line: '--line', strong: '--line-strong', surface: '--surface', up: '--up', down: '--down',
  tone: '--tone', accent: '--accent',
  average: '--average', vwap: '--vwap', series1: '--series-1', series2: '--series-2', series3: '--series-3', series4: '--series-4',
};

/**
 * The page's current colours, for the canvas, which cannot use custom properties.
 * @param {HTMLElement} element parent of the canvas
 * @param {'light' | 'dark'} [scheme] instead of the page's theme
 */
export function chartColors(element, scheme) {
  const probe = document.createElement('span');
  // Forced colours would all be the same.
  probe.style.forcedColorAdjust = 'none';
  if (scheme) probe.style.colorScheme = scheme;
  element.append(probe);
  const colors = {};
  for (const [name, property] of Object.entries(NAMES)) {
    probe.style.color = `var(${property})`;
    colors[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return colors;
}

/** A computed colour with an alpha value. */
export const faded = (color, alpha) => color.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`);

/** Calls `changed` when the theme or palette changes, on the page or in the system. */
export function onColors(changed) {
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)'])
    matchMedia(query).addEventListener('change', changed);
  new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ['data-theme', 'data-palette'] });
}
