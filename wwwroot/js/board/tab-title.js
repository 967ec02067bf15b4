import { formatPercent, formatPrice } from '../shared/format.js';

/** What a tab says that is not to be trusted at present. */
const DOUBTS = { stale: 'Stale', reconnecting: 'Reconnecting', offline: 'Offline' };

/** The tab's title: the first starred instrument's price, or the market's move where nothing is starred. */
export function tabTitle(figures, watched) {
  const doubt = DOUBTS[document.documentElement.dataset.connection];
  const words = watched
    ? `${watched.symbol} ${formatPrice(watched.price, watched.decimals)} ${formatPercent(watched.changePercent)}`
    : `Market ${formatPercent(figures.average)}`;
  return `${doubt ? `${doubt}: ` : ''}${words} · StockTicker`;
}
