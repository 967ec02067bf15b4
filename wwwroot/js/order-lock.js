/**
 * Keeps rows where they are while somebody reads or works in them: with the mouse over the rows, or the keyboard's focus in
 * them. A row that jumps away under the pointer is a wrong click.
 */
export class OrderLock {
  #body;
  #pointed = false;

  constructor(body) {
    this.#body = body;
    body.addEventListener('pointerenter', event => (this.#pointed = event.pointerType === 'mouse'));
    body.addEventListener('pointerleave', () => (this.#pointed = false));
  }

  get held() {
    return this.#pointed || this.#body.querySelector(':focus-visible') !== null;
  }
}
