/** Switches between table and heat map. Dispatches `change`. */
export class ViewSwitch extends EventTarget {
  #links;
  #board;

  /** @param {HTMLElement} links one per view @param {HTMLElement} board shows the view named in `data-view` */
  constructor(links, board) {
    super();
    this.#links = [...links.querySelectorAll('[data-view]')];
    this.#board = board;
    for (const link of this.#links) {
      link.addEventListener('click', event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
        event.preventDefault();
        this.#turn(link.dataset.view);
      });
    }
  }

  get #view() {
    return this.#board.dataset.view;
  }

  toggle() {
    this.#turn(this.#view === 'map' ? 'table' : 'map');
  }

  /** Writes the view to a query string. */
  write(query) {
    if (this.#view === 'map') query.set('view', 'map');
    else query.delete('view');
  }

  /** Marks the active view, and keeps the links' URLs current for new tabs. */
  show(query) {
    for (const link of this.#links) {
      const { view } = link.dataset;
      if (view === this.#view) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
      const next = new URLSearchParams(query);
      if (view === 'map') next.set('view', 'map');
      else next.delete('view');
      link.search = next;
    }
  }

  #turn(view) {
    if (view === this.#view) return;
    this.#board.dataset.view = view;
    this.dispatchEvent(new Event('change'));
  }
}
