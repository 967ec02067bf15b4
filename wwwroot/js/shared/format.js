/**
 * Numbers and times in the user's locale, with English words: units, AM and PM, and time zones stand in English sentences.
 * Formatters are reused, and created on first use, since creating one costs a thousand times its use.
 */
const once = create => {
  let made;
  return () => (made ??= create());
};
const withDecimals = signDisplay => {
  const formats = [];
  return digits => (formats[digits] ??= new Intl.NumberFormat(undefined, {
    minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay,
  }));
};
// Neither writes −0.00.
const prices = withDecimals('negative');
const changes = withDecimals('exceptZero');
const whole = once(() => new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 }));
const counts = once(() => new Intl.NumberFormat(undefined, { maximumFractionDigits: 8 }));
const significant = once(() => new Intl.NumberFormat(undefined, { maximumSignificantDigits: 4 }));
const scales = [[1e12, 'T'], [1e9, 'B'], [1e6, 'M'], [1e3, 'K']];

const toTheSecond = { hour: '2-digit', minute: '2-digit', second: '2-digit' };
// A 12-hour clock has words.
const timeLocale = once(() => (new Intl.DateTimeFormat(undefined, toTheSecond).resolvedOptions().hour12 ? 'en-US' : []));
const clock = once(() => new Intl.DateTimeFormat(timeLocale(), toTheSecond));
const toTheMinute = once(() => new Intl.DateTimeFormat(timeLocale(), { hour: '2-digit', minute: '2-digit' }));
const units = display => once(() => Object.fromEntries(['second', 'minute', 'hour'].map(unit =>
  [unit, new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: display })])));
const narrow = units('narrow');
const long = units('long');
// Each knows the abbreviations of its own zones, and offsets for the others.
const zones = once(() => ['en-US', 'en-GB', 'en-AU'].map(locale => new Intl.DateTimeFormat(locale, { hour: 'numeric', timeZoneName: 'short' })));

/** What stands for a value that is not known. */
const UNKNOWN = '–';

/** The most decimals that a price can have. */
const MAX_DECIMALS = 8;

/** The decimals of a US share at this price: cents from one dollar, hundredths of a cent below (Regulation NMS, Rule 612). */
export const usualDecimals = price => (price >= 1 ? 2 : 4);

/** The decimals of a quote's prices. JSON drops trailing zeros, so they follow from the tick size, which is only given if it is unusual. */
export function decimalsOf({ tickSize, previousClose }) {
  if (tickSize === undefined) return usualDecimals(previousClose);
  let decimals = 0;
  while (decimals < MAX_DECIMALS && Number(tickSize.toFixed(decimals)) !== tickSize) decimals++;
  return decimals;
}

/** Creates the formatters of a board: the first one takes a browser tens of milliseconds. */
export function prepareFormats() {
  for (const format of [formatPrice, formatChange, formatWhole, formatCompact]) format(0, 2);
}

/** A price, for example 1,150.20 or −37.63. */
export const formatPrice = (price, decimals) => (price === undefined ? UNKNOWN : minus(prices(decimals).format(price), price));

/** A signed change, for example +1.25, with a minus sign as wide as the plus. */
export const formatChange = (change, decimals) => (change === undefined ? UNKNOWN : minus(changes(decimals).format(change), change));

/** A signed percentage, for example +0.84%. */
export const formatPercent = percent => (percent === undefined ? UNKNOWN : `${formatChange(percent, 2)}%`);

/** A whole number, for example 12,345. */
export const formatWhole = number => whole().format(number);

/** A number of shares or units with all its decimals, up to eight, for example 12,345 or −0.5. */
export const formatCount = number => (number === undefined ? UNKNOWN : minus(counts().format(number), number));

/** A number of shares or units in short form, for example 12.35M; below a thousand, with up to four significant digits. */
export function formatCompact(number) {
  if (number === undefined) return UNKNOWN;
  const [scale, suffix] = scales.find(([least]) => number >= least) ?? [];
  return scale ? `${prices(2).format(number / scale)}${suffix}` : significant().format(number);
}

/** An amount of money in short form, for example $12.35M or 12.35M EUR. */
export const formatMoney = (amount, currency = 'USD') =>
  (amount === undefined ? UNKNOWN : currency === 'USD' ? `$${formatCompact(amount)}` : `${formatCompact(amount)} ${currency}`);

/** An amount of money, for example 1,150.20 or 1,150.20 EUR. */
export const formatAmount = (amount, currency = 'USD') =>
  (amount === undefined || currency === 'USD' ? formatPrice(amount, 2) : `${formatPrice(amount, 2)} ${currency}`);

/** A number without exponent, which JavaScript uses below 0.000001: for `data-value` and CSV. */
export function plainNumber(number) {
  const text = String(number);
  return text.includes('e-') ? number.toFixed(20).replace(/\.?0+$/, '') : text;
}

const minus = (text, number) => (number < 0 ? text.replace('-', '−') : text);

/** A time of day, for example 14:03:07. */
export const formatTime = milliseconds => clock().format(milliseconds);

/** A time on an axis, with or without seconds. */
export const formatAxisTime = (milliseconds, seconds) => (seconds ? clock : toTheMinute)().format(milliseconds);

/** A time of day with time zone, for example 14:03:07 CET. */
export const formatZonedTime = milliseconds => `${clock().format(milliseconds)} ${zoneName(milliseconds)}`;

/** The user's time zone at a time, for example CET, or its offset, for example GMT+5:45. */
export function zoneName(milliseconds = Date.now()) {
  const names = zones().map(zone => zone.formatToParts(milliseconds).find(part => part.type === 'timeZoneName').value);
  return names.find(name => !name.startsWith('GMT')) ?? names[0];
}

/** An age in its largest unit, for example 12s; at least one second. */
export const formatAge = age => (age < 1000 ? `< ${inLargest(narrow(), 1000)}` : inLargest(narrow(), age));

/** A duration in its largest unit, for example 3 minutes. */
export const formatDuration = duration => inLargest(long(), duration);

/** A short duration, for example 12 ms. */
export const formatMilliseconds = time => `${whole().format(Math.round(time))} ms`;

function inLargest(units, time) {
  const seconds = Math.floor(time / 1000);
  if (seconds < 60) return units.second.format(seconds);
  return seconds < 3600 ? units.minute.format(Math.floor(seconds / 60)) : units.hour.format(Math.floor(seconds / 3600));
}

/** `gain`, `loss` or `flat`: the CSS class of a signed number. */
export const toneOf = change => (change > 0 ? 'gain' : change < 0 ? 'loss' : 'flat');

/** Tint of a percentage change, from 0 (none) to 4 (the end of the scale and more). */
export function heatOf(percent, end = 3) {
  const size = (Math.abs(percent ?? 0) * 3) / end;
  return size === 0 ? 0 : size < 0.5 ? 1 : size < 1.5 ? 2 : size < 3 ? 3 : 4;
}
