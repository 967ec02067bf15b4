import { siteUrl } from '../shared/base-url.js';
import { setText } from '../shared/elements.js';
import { formatCompact, formatPercent, formatPrice, formatWhole, heatOf, toneOf } from '../shared/format.js';

/** The market summary above the table, and each sector's average change. */
export class Summary {
  #elements = {};
  #sectors = new Map();

  constructor(section, sectors) {
    for (const element of section.querySelectorAll('[id]')) this.#elements[element.id] = element;
    for (const link of sectors.querySelectorAll('[data-sector]'))
      this.#sectors.set(link.dataset.sector, { link, move: link.querySelector('.sector-move') });
  }

  /** @param {ReturnType<import('./market-statistics.js').marketStatistics>} figures */
  paint(figures) {
    const elements = this.#elements;
    const { up, unchanged, down } = figures;
    setText(elements['average-move'], formatPercent(figures.average));
    elements['average-move'].className = `figure lead ${toneOf(figures.average)}`;
    setText(elements.advancers, formatWhole(up));
    setText(elements.unchanged, formatWhole(unchanged));
    setText(elements.decliners, formatWhole(down));
    setText(elements['total-volume'], formatCompact(figures.volume));
    // Without a common currency there is none.
    if (elements.turnover) setText(elements.turnover, formatCompact(figures.turnover));
    this.#paintBreadth(up + unchanged + down, up, unchanged, down);
    this.#paintMovers(elements.gainers, figures.gainers);
    this.#paintMovers(elements.losers, figures.losers);
    for (const [name, { average }] of figures.sectors) this.#paintSector(name, average);
  }

  #paintBreadth(count, up, unchanged, down) {
    const { breadth } = this.#elements;
    const [rising, still, falling] = breadth.children;
    breadth.setAttribute('viewBox', `0 0 ${Math.max(count, 1)} 1`);
    rising.setAttribute('width', up);
    still.setAttribute('x', up);
    still.setAttribute('width', unchanged);
    falling.setAttribute('x', up + unchanged);
    falling.setAttribute('width', down);
  }

  #paintMovers(list, quotes) {
    // Links do not move while hovered or focused.
    if (list.matches(':hover') || list.contains(document.activeElement)) return;
    // What stands for an empty list.
    list.nextElementSibling.hidden = quotes.length > 0;
    [...list.children].forEach((item, index) => {
      const quote = quotes[index];
      item.hidden = !quote;
      if (!quote) return;
      const link = item.firstElementChild;
      const [symbol, price, move, name] = link.children;
      if (symbol.textContent !== quote.symbol) link.href = siteUrl(`stocks/${encodeURIComponent(quote.symbol)}`);
      setText(name, quote.name);
      setText(symbol, quote.symbol);
      setText(price, formatPrice(quote.price, quote.decimals));
      setText(move, formatPercent(quote.changePercent));
      item.className = toneOf(quote.change);
    });
  }

  #paintSector(name, average) {
    const sector = this.#sectors.get(name);
    if (!sector) return;
    setText(sector.move, formatPercent(average));
    sector.link.className = `sector ${toneOf(average)}`;
    sector.link.dataset.heat = heatOf(average);
  }
}
