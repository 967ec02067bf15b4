/** Which view of the instruments is shown: the table or the heat map. Dispatches `change`. */
export class ViewSwitch extends EventTarget {
  #links;
  #board;

  /** @param {HTMLElement} links those that lead to each view @param {HTMLElement} board shows the view that it names */
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

  /** Writes the view into an address. */
  write(query) {
    if (this.#view === 'map') query.set('view', 'map');
    else query.delete('view');
  }

  /** Marks the view that is shown, and keeps links right for a new tab. */
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
