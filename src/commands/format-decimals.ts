import type { Interval } from '../core/rate-interval.ts';

/** A measure of agreement with two decimals, `–` where it is not defined. */
export function formatDecimals(value: number | null): string {
  return value === null
    ? '–'
    : value
        .toFixed(2)
        .replace(/^-(?=0\.00$)/, '')
        .replace('-', '−');
}

/** A measure with its interval: `0.62 (0.41 to 0.77)`. */
export function formatMeasure(value: number | null, interval: Interval | null): string {
  if (value === null || interval === null) return formatDecimals(value);
  return `${formatDecimals(value)} (${interval.map((end) => formatDecimals(end)).join(' to ')})`;
}
