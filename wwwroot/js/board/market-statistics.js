/** The most gainers, and losers. */
const MOVERS = 3;

/** Market-wide figures over all instruments whose change is known, shown or not, equally weighted. @param {Iterable<object>} quotes */
export function marketStatistics(quotes) {
  const figures = { count: 0, up: 0, down: 0, unchanged: 0, average: 0, volume: 0, turnover: 0, gainers: [], losers: [], sectors: new Map() };
  let sum = 0;
  for (const quote of quotes) {
    const { change, changePercent, volume, vwap, sector } = quote;
    figures.volume += volume;
    figures.turnover += volume * (vwap ?? 0);
    if (change > 0) figures.up++;
    if (change < 0) figures.down++;
    if (change === 0) figures.unchanged++;
    if (changePercent === undefined) continue;
    figures.count++;
    const hundredths = Math.round(changePercent * 100);
    sum += hundredths;
    if (changePercent > 0) rank(figures.gainers, quote, changePercent);
    if (changePercent < 0) rank(figures.losers, quote, -changePercent);
    if (sector === undefined) continue;
    let inSector = figures.sectors.get(sector);
    if (!inSector) figures.sectors.set(sector, (inSector = { count: 0, sum: 0, average: 0 }));
    inSector.count++;
    inSector.sum += hundredths;
  }
  figures.average = figures.count ? percent(sum / figures.count) : undefined;
  for (const sector of figures.sectors.values()) sector.average = percent(sector.sum / sector.count);
  figures.gainers = figures.gainers.map(entry => entry.quote);
  figures.losers = figures.losers.map(entry => entry.quote);
  return figures;
}

/** Keeps the highest scores, highest first. */
function rank(best, quote, score) {
  if (best.length === MOVERS && score <= best[MOVERS - 1].score) return;
  let at = best.length;
  while (at > 0 && best[at - 1].score < score) at--;
  best.splice(at, 0, { quote, score });
  if (best.length > MOVERS) best.pop();
}

// Rounded here, so that a change that displays as zero has no sign and no colour. Whole hundredths add up exactly, and halves are rounded
// away from zero, as on the server: both show the same average.
const percent = hundredths => (Math.sign(hundredths) * Math.round(Math.abs(hundredths))) / 100 || 0;
