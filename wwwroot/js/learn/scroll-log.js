/** The maximum number of entries of a log. Older ones are removed. */
const ENTRIES = 120;

/** A log that scrolls with its newest entry, unless the reader has scrolled up. Entries appear with the next frame. */
export class ScrollLog {
  #element;
  #added = [];
  #frame = 0;

  constructor(element) {
    this.#element = element;
  }

  clear() {
    this.#added = [];
    this.#element.replaceChildren();
  }

  /** Adds an entry. @param {Node} entry */
  add(entry) {
    this.#added.push(entry);
    // A hidden tab has no frames.
    if (this.#added.length > ENTRIES) this.#added.shift();
    this.#frame ||= requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    this.#frame = 0;
    const log = this.#element;
    const follows = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    log.append(...this.#added);
    this.#added = [];
    while (log.childElementCount > ENTRIES) log.firstElementChild.remove();
    if (follows) log.scrollTop = log.scrollHeight;
  }
}
