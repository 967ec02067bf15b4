import { make } from '../shared/elements.js';

/** The dialog that moves and resizes columns by buttons. */
export class ColumnsDialog {
  #layout;
  #list = make('ol', { className: 'symbol-order' });
  #dialog;

  /** @param {import('./column-layout.js').ColumnLayout} layout */
  constructor(layout) {
    this.#layout = layout;
    this.#dialog = make('dialog', { className: 'panel', 'aria-labelledby': 'columns-heading' },
      make('div', { className: 'panel-head' }, make('h2', { id: 'columns-heading' }, 'Columns'),
        make('button', { type: 'button', className: 'button quiet', onclick: () => this.#dialog.close() }, 'Close')),
      make('p', { className: 'hint' }, 'In the table, drag a header to move its column, or its right edge to resize it. With the keyboard, '
        + 'Shift with the left and right arrow keys moves the column of the focused header, and Alt and Shift with them resizes it.'),
      this.#list,
      make('div', { className: 'row' }, make('button', { type: 'button', className: 'button', onclick: () => this.#act(() => layout.reset()) }, 'Reset columns')));
    document.body.append(this.#dialog);
  }

  open() {
    this.#show();
    this.#dialog.showModal();
  }

  #show() {
    const columns = this.#layout.columns.filter(column => column.isShown);
    this.#list.replaceChildren(...columns.map(({ name, label }, i) => {
      const button = (text, words, act, disabled = false) =>
        make('button', { type: 'button', className: 'button quiet', ariaLabel: `${words}: ${label}`, disabled, onclick: () => this.#act(act) }, text);
      return make('li', { className: 'symbol-item' }, make('b', {}, label),
        button('↑', 'Move left', () => this.#layout.move(name, -1), i === 0),
        button('↓', 'Move right', () => this.#layout.move(name, 1), i === columns.length - 1),
        button('−', 'Narrower', () => this.#layout.resize(name, -1)), button('+', 'Wider', () => this.#layout.resize(name, 1)));
    }));
  }

  /** Acts, and keeps the focus on the same button of the rebuilt list. */
  #act(act) {
    const focused = document.activeElement.ariaLabel;
    act();
    this.#show();
    [...this.#list.querySelectorAll('button:enabled')].find(button => button.ariaLabel === focused)?.focus();
  }
}
