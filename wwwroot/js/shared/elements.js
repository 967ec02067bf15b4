/**
 * Makes an element.
 * @param {string} tag
 * @param {Record<string, any>} [properties] properties of the element where it has them, else attributes; functions listen:
 *   `onclick` to `click`
 * @param {...(Node | string)} children
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** An icon of the page's sprite. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Sets the text of an element. The same text again would still be a mutation of the document. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
