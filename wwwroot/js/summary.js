import { formatCompact, formatPercent, heatOf, toneOf } from './format.js';
import { site } from './site.js';

/** The market in a few numbers, above the table, and each sector's mean move. All instruments count, shown or not. */
export class Summary {
  #elements = {};
  #sectors = new Map();

  constructor(section, sectors) {
    for (const element of section.querySelectorAll('[id]')) this.#elements[element.id] = element;
    for (const link of sectors.querySelectorAll('[data-sector]'))
      this.#sectors.set(link.dataset.sector, { link, move: link.querySelector('.sector-move') });
  }

  paint(quotes) {
    const market = { count: 0, up: 0, down: 0, sum: 0, volume: 0, turnover: 0, gainer: null, loser: null };
    const sectors = new Map();
    for (const quote of quotes) {
      market.count++;
      market.sum += quote.changePercent;
      market.volume += quote.volume;
      market.turnover += quote.volume * quote.vwap;
      if (quote.change > 0) market.up++;
      if (quote.change < 0) market.down++;
      if (!market.gainer || quote.changePercent > market.gainer.changePercent) market.gainer = quote;
      if (!market.loser || quote.changePercent < market.loser.changePercent) market.loser = quote;
      const sector = sectors.get(quote.sector) ?? { count: 0, sum: 0 };
      sector.count++;
      sector.sum += quote.changePercent;
      sectors.set(quote.sector, sector);
    }
    if (!market.count) return;
    this.#paintMarket(market);
    for (const [name, { count, sum }] of sectors) this.#paintSector(name, round(sum / count));
  }

  #paintMarket(market) {
    const elements = this.#elements;
    const average = round(market.sum / market.count);
    write(elements['average-move'], formatPercent(average));
    elements['average-move'].className = `figure ${toneOf(average)}`;
    write(elements.advancers, market.up);
    write(elements.decliners, market.down);
    write(elements['total-volume'], formatCompact(market.volume));
    write(elements.turnover, formatCompact(market.turnover));
    this.#paintMover('gainer', market.gainer);
    this.#paintMover('loser', market.loser);

    const { breadth } = elements;
    const [up, flat, down] = breadth.children;
    const unchanged = market.count - market.up - market.down;
    breadth.setAttribute('viewBox', `0 0 ${market.count} 1`);
    up.setAttribute('width', market.up);
    flat.setAttribute('x', market.up);
    flat.setAttribute('width', unchanged);
    down.setAttribute('x', market.up + unchanged);
    down.setAttribute('width', market.down);
  }

  #paintMover(name, quote) {
    const link = this.#elements[name];
    const move = this.#elements[`${name}-move`];
    if (link.textContent !== quote.symbol) link.href = site(`stocks/${quote.symbol}`);
    write(link, quote.symbol);
    write(move, formatPercent(quote.changePercent));
    move.className = toneOf(quote.change);
  }

  #paintSector(name, average) {
    const sector = this.#sectors.get(name);
    if (!sector) return;
    write(sector.move, formatPercent(average));
    sector.link.className = `sector ${toneOf(average)}`;
    sector.link.dataset.heat = heatOf(average);
  }
}

// Rounded first, so that a move too small to show has no sign and no colour.
const round = percent => Math.round(percent * 100) / 100 || 0;

function write(element, text) {
  if (element.textContent !== String(text)) element.textContent = text;
}
