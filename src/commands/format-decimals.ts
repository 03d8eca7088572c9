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

/** The interval of a measure of agreement: `0.41 to 0.77`. */
export function formatRange(interval: Interval | null): string {
  return interval === null ? '–' : interval.map((end) => formatDecimals(end)).join(' to ');
}
