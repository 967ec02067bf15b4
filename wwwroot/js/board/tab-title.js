import { formatPercent, formatPrice } from '../shared/format.js';

/** Prefixes for prices that are not current. */
const DOUBTS = { stale: 'Stale', reconnecting: 'Reconnecting', offline: 'Offline' };

/** The title of the tab: the first starred instrument's price, or the market's average change. */
export function tabTitle(figures, watched) {
  const doubt = DOUBTS[document.documentElement.dataset.connection];
  const words = watched
    ? `${watched.symbol} ${formatPrice(watched.price, watched.decimals)} ${formatPercent(watched.changePercent)}`
    : `Market ${formatPercent(figures.average)}`;
  return `${doubt ? `${doubt}: ` : ''}${words} · StockTicker`;
}
