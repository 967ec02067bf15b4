import { onSettingChange, readSetting, saveSetting } from '../shared/local-settings.js';

/** Default settings; `first-paint.js` has the same. */
const DEFAULTS = { density: 'compact', announce: 'events', flash: true, keys: true };

/** Setting keys of hidden parts and columns. */
const HIDDEN = { part: 'hiddenParts', column: 'hiddenColumns' };

/**
 * The View menu: density, colours, parts, columns, announcements. Settings are stored on this device and applied to <html>,
 * where the style sheets read them. Dispatches `change`.
 */
export class ViewMenu extends EventTarget {
  #root = document.documentElement;
  #form;
  #button;
  #collapse;

  /**
   * @param {HTMLFormElement} form the menu
   * @param {HTMLButtonElement} button opens it
   * @param {HTMLButtonElement} collapse shows or hides all parts above the table
   */
  constructor(form, button, collapse) {
    super();
    this.#form = form;
    this.#button = button;
    this.#collapse = collapse;
    collapse.addEventListener('click', () => this.#collapseAll());
    form.addEventListener('submit', event => event.preventDefault());
    form.addEventListener('change', event => this.#choose(event.target));
    form.addEventListener('beforetoggle', event => event.newState === 'open' && this.#open());
    for (const key of ['density', 'palette', ...Object.values(HIDDEN), 'flash']) onSettingChange(key, () => this.#apply());
    this.#showCollapse();
  }

  /** Positions the menu below its button, inside the window. */
  #open() {
    this.#fill();
    const box = this.#button.getBoundingClientRect();
    const { style } = this.#form;
    const top = Math.min(box.bottom + 6, innerHeight / 2);
    style.top = `${top}px`;
    style.maxHeight = `${innerHeight - top - 12}px`;
    style.right = `${Math.max(document.documentElement.clientWidth - box.right, 8)}px`;
  }

  #fill() {
    const { elements } = this.#form;
    elements.density.value = readSetting('density', DEFAULTS.density);
    elements.palette.value = this.#root.dataset.palette ?? 'green-up';
    elements.announce.value = readSetting('announce', DEFAULTS.announce);
    elements.flash.checked = readSetting('flash', DEFAULTS.flash);
    elements.keys.checked = readSetting('keys', DEFAULTS.keys);
    for (const name in HIDDEN) for (const box of elements[name]) box.checked = !hiddenOf(name).includes(box.value);
    let narrow = false;
    for (const box of elements.column) {
      // Not hidden by choice, but by lack of space.
      box.disabled = box.checked && getComputedStyle(document.querySelector(`#quotes th.${box.value}`)).display === 'none';
      narrow ||= box.disabled;
    }
    this.#form.querySelector('#columns-hint').hidden = !narrow;
  }

  #choose(control) {
    const { name, type, value, checked } = control;
    if (name in HIDDEN) {
      const hidden = [...this.#form.elements[name]].filter(box => !box.checked).map(box => box.value);
      saveSetting(HIDDEN[name], hidden.length ? hidden : undefined);
    } else {
      const chosen = type === 'checkbox' ? checked : value;
      saveSetting(name, chosen === DEFAULTS[name] ? undefined : chosen);
    }
    this.#apply();
  }

  /** Hides all parts above the table or, if all are hidden, shows them. */
  #collapseAll() {
    saveSetting(HIDDEN.part, hiddenOf('part').length < this.#parts.length ? this.#parts : undefined);
    this.#apply();
  }

  #showCollapse() {
    this.#collapse.setAttribute('aria-expanded', hiddenOf('part').length < this.#parts.length);
  }

  get #parts() {
    return [...this.#form.elements.part].map(box => box.value);
  }

  #apply() {
    const { dataset } = this.#root;
    set(dataset, 'density', readSetting('density') === 'comfortable' ? 'comfortable' : null);
    const palette = readSetting('palette', this.#form.elements.palette.value);
    if (palette) set(dataset, 'palette', palette === 'red-up' ? palette : null);
    set(dataset, 'flash', readSetting('flash') === false ? 'off' : null);
    set(dataset, 'hide', Object.keys(HIDDEN).flatMap(hiddenOf).join(' '));
    this.#showCollapse();
    this.dispatchEvent(new Event('change'));
  }
}

function hiddenOf(name) {
  const hidden = readSetting(HIDDEN[name], []);
  return Array.isArray(hidden) ? hidden : [];
}

function set(dataset, name, value) {
  if (value) dataset[name] = value;
  else delete dataset[name];
}
