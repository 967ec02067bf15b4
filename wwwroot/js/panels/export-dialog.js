import { copyText } from '../shared/clipboard.js';
import { make } from '../shared/elements.js';
import { formatWhole } from '../shared/format.js';
import { csv } from './csv.js';
import { exportSettings, importSettings } from './settings-file.js';

/** Shares and exports the current view as a link or a file, and the settings on this device. */
export class ExportDialog {
  #view;
  #announce;
  #dialog;
  #address = make('input', { type: 'text', readOnly: true, ariaLabel: 'Address of this view', onfocus: ({ target }) => target.select() });
  #tables = make('div', { className: 'tables' });
  #said = make('p', { className: 'problem' });

  constructor({ view, announce }) {
    this.#view = view;
    this.#announce = announce;
    this.#said.setAttribute('role', 'status');
    this.#dialog = this.#build();
    document.body.append(this.#dialog);
  }

  toggle() {
    this.#said.textContent = '';
    this.#address.value = this.#view.address();
    this.#tables.replaceChildren(...Object.keys(this.#view.tables).map(name => this.#table(name)));
    this.#dialog.showModal();
  }

  #build() {
    const button = (words, act, ...classes) => make('button', { type: 'button', className: ['button', ...classes].join(' '), onclick: act }, words);
    const file = make('input', {
      type: 'file', accept: 'application/json,.json', className: 'visually-hidden', id: 'settings-file', onchange: () => this.#import(file),
    });
    return make('dialog', { className: 'panel', 'aria-labelledby': 'export-heading' },
      make('div', { className: 'panel-head' },
        make('h2', { id: 'export-heading' }, 'Share and export'), button('Close', () => this.#dialog.close(), 'quiet')),
      make('section', {}, make('h3', {}, 'Link to this view'),
        make('div', { className: 'share' }, this.#address, button('Copy link', () => this.#share()))),
      make('section', {}, make('h3', {}, 'Download this view'), this.#tables),
      make('section', {}, make('h3', {}, 'Your settings on this device'),
        make('p', { className: 'hint' }, 'Theme, watchlist, alerts, columns and all other choices.'),
        make('div', { className: 'row' }, button('Export settings', () => this.#exportSettings()),
          file, make('label', { className: 'button', htmlFor: 'settings-file' }, 'Import settings'))),
      this.#said);
  }

  #table(name) {
    const rows = this.#view.tables[name];
    const save = (type, extension, write) => make('button', {
      type: 'button', className: 'button', ariaLabel: `${name} as ${extension.toUpperCase()}`, onclick: () => {
        const shown = rows();
        const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
        downloadFile(`${this.#view.name}-${name.toLowerCase()}-${stamp}.${extension}`, type, write(shown));
        this.#say(`${formatWhole(shown.length)} ${shown.length === 1 ? 'row' : 'rows'} exported.`);
      },
    }, extension.toUpperCase());
    return make('div', { className: 'row' }, make('span', {}, name),
      save('text/csv;charset=utf-8', 'csv', csv), save('application/json', 'json', shown => JSON.stringify(shown, null, 2)));
  }

  async #share() {
    if (await copyText(this.#address.value)) return this.#say('Link copied.');
    this.#address.select();
    return this.#say('The browser does not allow copying. The link is selected.');
  }

  #exportSettings() {
    downloadFile('stockticker-settings.json', 'application/json', exportSettings());
    this.#say('Settings exported.');
  }

  async #import(input) {
    try {
      const count = importSettings(await input.files[0].text());
      this.#say(`${count} ${count === 1 ? 'setting' : 'settings'} imported.`);
      // Modules read the settings when they start.
      location.reload();
    } catch (error) {
      this.#say(error.message);
    }
    input.value = '';
  }

  #say(words) {
    this.#said.textContent = words;
    this.#announce(words);
  }
}

function downloadFile(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  make('a', { href: url, download: name }).click();
  // Not before the download has started.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
