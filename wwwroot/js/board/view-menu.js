import { onSettingChange, readSetting, saveSetting } from '../shared/local-settings.js';

/** What is in force where nothing was chosen. The first paint needs the same: see `theme-boot.js`. */
const DEFAULTS = { density: 'comfortable', announce: 'events', flash: true, keys: true };

/** Under which keys is kept what is hidden of each kind of thing. */
const HIDDEN = { part: 'hiddenParts', column: 'hiddenColumns' };

/**
 * How the board looks and sounds: rows, colours, parts, columns, what is said. Chosen in a menu and kept on this device. Each choice
 * stands on <html>, where the style sheets find it. Dispatches `change`.
 */
export class ViewMenu extends EventTarget {
  #root = document.documentElement;
  #form;
  #button;

  constructor(form, button) {
    super();
    this.#form = form;
    this.#button = button;
    form.addEventListener('submit', event => event.preventDefault());
    form.addEventListener('change', event => this.#choose(event.target));
    form.addEventListener('beforetoggle', event => event.newState === 'open' && this.#open());
    for (const key of ['density', 'palette', ...Object.values(HIDDEN), 'flash']) onSettingChange(key, () => this.#apply());
  }

  /** Stands below its button, as far right as there is room. */
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
      // Where it is not hidden by choice, it has no room.
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

  #apply() {
    const { dataset } = this.#root;
    set(dataset, 'density', readSetting('density'));
    const palette = readSetting('palette', this.#form.elements.palette.value);
    if (palette) set(dataset, 'palette', palette === 'red-up' ? palette : null);
    set(dataset, 'flash', readSetting('flash') === false ? 'off' : null);
    set(dataset, 'hide', Object.keys(HIDDEN).flatMap(hiddenOf).join(' '));
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
