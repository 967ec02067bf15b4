/** The market's state and the halted instruments. Dispatches `change`. */
export class MarketState extends EventTarget {
  #root = document.documentElement;
  #label;
  #announce;

  /** Symbols that are halted individually. */
  halted = new Set();

  constructor(stream, chip, announce) {
    super();
    this.#label = chip.querySelector('span:last-child');
    this.#announce = announce;
    stream.addEventListener('snapshot', ({ data }) => {
      this.halted = new Set(data.market.halted);
      this.#show(data.market.state);
      this.dispatchEvent(new Event('change'));
    });
    stream.addEventListener('market', ({ data }) => this.#receive(data));
  }

  #receive({ state, symbol, reason }) {
    if (symbol) {
      this.halted = new Set(this.halted);
      if (state === 'open') this.halted.delete(symbol);
      else this.halted.add(symbol);
      this.#announce(state === 'open' ? `${symbol} is trading again.` : `${symbol} is halted${reason ? `: ${reason}` : ''}.`);
    } else {
      this.#show(state);
      this.#announce(`${this.#label.textContent}.`);
    }
    this.dispatchEvent(new Event('change'));
  }

  #show(state) {
    this.#root.dataset.market = state;
    this.#label.textContent = `Market ${state}`;
  }
}
