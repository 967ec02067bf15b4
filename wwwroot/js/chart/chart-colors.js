const NAMES = {
  ink: '--ink-2', faint: '--ink-3', line: '--line', strong: '--line-strong', surface: '--surface', up: '--up', down: '--down',
  tone: '--tone', accent: '--accent',
};

/**
 * The page's colours as they are now, for a canvas, which knows nothing of custom properties.
 * @param {HTMLElement} element where the canvas stands
 * @param {'light' | 'dark'} [scheme] of this theme, whichever the page has
 */
export function chartColors(element, scheme) {
  const probe = document.createElement('span');
  // High contrast would make them all one.
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

/** A computed colour, made translucent. */
export const faded = (color, alpha) => color.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`);

/** Calls `changed` when another theme or palette is chosen, here or in the system. */
export function onColors(changed) {
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)'])
    matchMedia(query).addEventListener('change', changed);
  new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ['data-theme', 'data-palette'] });
}
