import { toneOf } from '../shared/format.js';

const MAX_POINTS = 60;
const BUCKET = 5000;

/** Recent prices of one instrument: one per five seconds with a trade, up to sixty. */
export class PriceTrail {
  #earlier;
  #prices = [];
  #bucket = 0;

  /** @param {() => number[]} [earlier] the prices before the first one that is added, when they are first needed */
  constructor(earlier) {
    this.#earlier = earlier;
  }

  get #all() {
    if (this.#earlier) {
      this.#prices = [...this.#earlier(), ...this.#prices].slice(-MAX_POINTS);
      this.#earlier = null;
    }
    return this.#prices;
  }

  /** @param {number} time Unix milliseconds @param {number} price */
  add(time, price) {
    if (price === undefined) return;
    const bucket = Math.floor(time / BUCKET);
    const prices = this.#prices;
    if (bucket === this.#bucket) {
      prices[prices.length - 1] = price;
      return;
    }
    this.#bucket = bucket;
    prices.push(price);
    if (prices.length > MAX_POINTS) prices.shift();
  }

  /**
   * Draws into an SVG path, in the tone of the day's change. The y-coordinate is the negated price, and the view box scales.
   */
  draw(svg, change) {
    const prices = this.#all;
    const line = svg.firstElementChild;
    if (prices.length < 2) {
      line.setAttribute('d', '');
      return;
    }
    let path = '';
    let low = Infinity;
    let high = -Infinity;
    for (let x = 0; x < prices.length; x++) {
      const price = prices[x];
      path += `${x ? 'L' : 'M'}${x} ${-price}`;
      if (price < low) low = price;
      if (price > high) high = price;
    }
    svg.setAttribute('viewBox', `0 ${-high} ${prices.length - 1} ${Math.max(high - low, Math.abs(high) / 10_000, 1e-8)}`);
    svg.setAttribute('class', toneOf(change));
    line.setAttribute('d', path);
  }

  /** Relative change from start to end: the column's sort key. There is none from 0. */
  get move() {
    const prices = this.#all;
    if (prices.length < 2) return 0;
    return prices[0] === 0 ? undefined : (prices[prices.length - 1] - prices[0]) / Math.abs(prices[0]);
  }

  /**
   * Reads the trail from the server's markup, which is short: after the first point each is relative to the one before, in steps of the
   * last decimal below the highest price, as in `M0 61l1-8 1 4`.
   */
  static read(svg) {
    const { dataset: { high }, attributes } = svg.firstElementChild;
    if (!high) return new PriceTrail();
    const path = attributes.d.value;
    return new PriceTrail(() => {
      const decimals = high.split('.')[1]?.length ?? 0;
      let steps = 0;
      return path.match(/-?\d+/g).filter((_, index) => index % 2).map(step => {
        steps += Number(step);
        return Number((high - steps / 10 ** decimals).toFixed(decimals));
      });
    });
  }
}

/** The trails of all instruments, created on demand. */
export class PriceTrails {
  #trails = new Map();

  of(symbol) {
    let trail = this.#trails.get(symbol);
    if (!trail) this.#trails.set(symbol, (trail = new PriceTrail()));
    return trail;
  }

  /** Reads the trails of the server's rows. */
  adopt(rows) {
    for (const row of rows) this.#trails.set(row.dataset.symbol, PriceTrail.read(row.querySelector('.trend svg')));
  }
}
