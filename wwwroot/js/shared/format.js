/**
 * Numbers and times in the user's locale, with English words: units, AM and PM, and time zones stand in English sentences.
 * Formatters are reused, since creating one costs a thousand times its use.
 */
const fixed = digits => new Intl.NumberFormat(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits });
const signed = digits => new Intl.NumberFormat(undefined, {
  minimumFractionDigits: digits,
  maximumFractionDigits: digits,
  signDisplay: 'exceptZero',
});
const prices = { 2: fixed(2), 4: fixed(4) };
const changes = { 2: signed(2), 4: signed(4) };
const whole = new Intl.NumberFormat();
const exact = new Intl.NumberFormat(undefined, { maximumFractionDigits: 8 });
const scales = [[1e12, 'T'], [1e9, 'B'], [1e6, 'M'], [1e3, 'K']];

const toTheSecond = { hour: '2-digit', minute: '2-digit', second: '2-digit' };
// A 12-hour clock has words.
const timeLocale = new Intl.DateTimeFormat(undefined, toTheSecond).resolvedOptions().hour12 ? 'en-US' : undefined;
const clock = new Intl.DateTimeFormat(timeLocale, toTheSecond);
const toTheMinute = new Intl.DateTimeFormat(timeLocale, { hour: '2-digit', minute: '2-digit' });
const unit = (name, display) => new Intl.NumberFormat('en', { style: 'unit', unit: name, unitDisplay: display });
const narrow = { second: unit('second', 'narrow'), minute: unit('minute', 'narrow'), hour: unit('hour', 'narrow') };
const long = { second: unit('second', 'long'), minute: unit('minute', 'long'), hour: unit('hour', 'long') };
// Each knows the abbreviations of its own zones, and offsets for the others.
const zones = ['en-US', 'en-GB', 'en-AU'].map(locale => new Intl.DateTimeFormat(locale, { hour: 'numeric', timeZoneName: 'short' }));

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

/** A quantity that may have decimals, for example 1,000 or 0.125. */
export const formatQuantity = number => exact.format(number).replace('-', '−');

/** A large number in short form, for example 12.35M. */
export function formatCompact(number) {
  const [scale, suffix] = scales.find(([least]) => number >= least) ?? [];
  return scale ? `${prices[2].format(number / scale)}${suffix}` : whole.format(number);
}

/** A time of day, for example 14:03:07. */
export const formatTime = milliseconds => clock.format(milliseconds);

/** A time on an axis, with or without seconds. */
export const formatAxisTime = (milliseconds, seconds) => (seconds ? clock : toTheMinute).format(milliseconds);

/** A time of day with time zone, for example 14:03:07 CET. */
export const formatZonedTime = milliseconds => `${clock.format(milliseconds)} ${zoneName(milliseconds)}`;

/** The user's time zone at a time, for example CET, or its offset, for example GMT+5:45. */
export function zoneName(milliseconds = Date.now()) {
  const names = zones.map(zone => zone.formatToParts(milliseconds).find(part => part.type === 'timeZoneName').value);
  return names.find(name => !name.startsWith('GMT')) ?? names[0];
}

/** An age in its largest unit, for example 12s; at least one second. */
export const formatAge = age => (age < 1000 ? `< ${inLargest(narrow, 1000)}` : inLargest(narrow, age));

/** A duration in its largest unit, for example 3 minutes. */
export const formatDuration = duration => inLargest(long, duration);

/** A short duration, for example 12 ms. */
export const formatMilliseconds = time => `${whole.format(Math.round(time))} ms`;

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
