/** The maximum number of entries of a log. Older ones are removed. */
const ENTRIES = 120;

/** A log that scrolls with its newest entry, unless the reader has scrolled up. */
export class ScrollLog {
  #element;

  constructor(element) {
    this.#element = element;
  }

  clear() {
    this.#element.replaceChildren();
  }

  /** Adds an entry. @param {Node} entry */
  add(entry) {
    const log = this.#element;
    const follows = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    log.append(entry);
    while (log.childElementCount > ENTRIES) log.firstElementChild.remove();
    if (follows) log.scrollTop = log.scrollHeight;
  }
}
