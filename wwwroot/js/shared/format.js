/** Numbers and times in the user's locale. Formatters are reused, since creating one costs a thousand times its use. */
const fixed = digits => new Intl.NumberFormat(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits });
const signed = digits => new Intl.NumberFormat(undefined, {
  minimumFractionDigits: digits,
  maximumFractionDigits: digits,
  signDisplay: 'exceptZero',
});
const prices = { 2: fixed(2), 4: fixed(4) };
const changes = { 2: signed(2), 4: signed(4) };
const whole = new Intl.NumberFormat();
const short = new Intl.NumberFormat(undefined, {
  notation: 'compact',
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

// Some languages, such as German, have no short form of thousand.
const shortFrom = [1e3, 1e6].find(number => short.formatToParts(number).some(part => part.type === 'compact')) ?? Infinity;

const toTheSecond = { hour: '2-digit', minute: '2-digit', second: '2-digit' };
const clock = new Intl.DateTimeFormat(undefined, toTheSecond);
const toTheMinute = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const unit = (name, display) => new Intl.NumberFormat(undefined, { style: 'unit', unit: name, unitDisplay: display });
const narrow = { second: unit('second', 'narrow'), minute: unit('minute', 'narrow'), hour: unit('hour', 'narrow') };
const long = { second: unit('second', 'long'), minute: unit('minute', 'long'), hour: unit('hour', 'long') };
const milliseconds = unit('millisecond', 'short');
const zoned = new Intl.DateTimeFormat(undefined, { ...toTheSecond, timeZoneName: 'short' });

/**
 * Decimals of a quote's prices. JSON drops trailing zeros, so they follow from the previous close: cents from one dollar,
 * hundredths of a cent below (Regulation NMS, Rule 612).
 */
export const decimalsOf = previousClose => (previousClose >= 1 ? 2 : 4);

/** A price, for example 1,150.20. */
export const formatPrice = (price, decimals) => prices[decimals].format(price);

/** A signed change, for example +1.25, with a minus sign as wide as the plus. */
export const formatChange = (change, decimals) => changes[decimals].format(change).replace('-', '−');

/** A signed percentage, for example +0.84%. */
export const formatPercent = percent => `${formatChange(percent, 2)}%`;

/** A whole number, for example 12,345. */
export const formatWhole = number => whole.format(number);

/** A large number in short form, for example 12.35M. */
export const formatCompact = number => (number < shortFrom ? whole : short).format(number);

/** A time of day, for example 14:03:07. */
export const formatTime = milliseconds => clock.format(milliseconds);

/** A time on an axis, with or without seconds. */
export const formatAxisTime = (milliseconds, seconds) => (seconds ? clock : toTheMinute).format(milliseconds);

/** A time of day with time zone, for example 14:03:07 CET. */
export const formatZonedTime = milliseconds => zoned.format(milliseconds);

/** The user's time zone, for example CET. */
export const zoneName = () => zoned.formatToParts(Date.now()).find(part => part.type === 'timeZoneName')?.value ?? '';

/** An age in its largest unit, for example 12s; at least one second. */
export const formatAge = age => (age < 1000 ? `< ${inLargest(narrow, 1000)}` : inLargest(narrow, age));

/** A duration in its largest unit, for example 3 minutes. */
export const formatDuration = duration => inLargest(long, duration);

/** A short duration, for example 12 ms. */
export const formatMilliseconds = time => milliseconds.format(Math.round(time));

function inLargest(units, time) {
  const seconds = Math.floor(time / 1000);
  if (seconds < 60) return units.second.format(seconds);
  return seconds < 3600 ? units.minute.format(Math.floor(seconds / 60)) : units.hour.format(Math.floor(seconds / 3600));
}

/** `gain`, `loss` or `flat`: the CSS class of a signed number. */
export const toneOf = change => (change > 0 ? 'gain' : change < 0 ? 'loss' : 'flat');

/** Tint of a percentage change, from 0 (none) to 4 (3 % and more). */
export function heatOf(percent) {
  const size = Math.abs(percent);
  return size === 0 ? 0 : size < 0.5 ? 1 : size < 1.5 ? 2 : size < 3 ? 3 : 4;
}
