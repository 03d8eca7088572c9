// Making one takes longer than a hundred uses of it.
const FORMATS = new Map<number, Intl.NumberFormat>();

/** A number with thousands separators and so many decimals: `12,480`, `2.5`. */
export function formatNumber(value: number, decimals = 0): string {
  let format = FORMATS.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    FORMATS.set(decimals, format);
  }
  return format.format(value);
}

/** A whole number with thousands separators: `12,480`. */
export function formatCount(value: number): string {
  return formatNumber(value);
}

/** A large estimate in words, three digits at most: `840`, `41,300`, `1.24 million`. */
export function formatEstimate(value: number): string {
  if (Math.abs(value) >= 999_500) {
    const billion = Math.abs(value) >= 999_500_000;
    return `${Number((value / (billion ? 1e9 : 1e6)).toPrecision(3))} ${billion ? 'billion' : 'million'}`;
  }
  return formatNumber(Number(value.toPrecision(3)));
}

/** A rate (0–1) as a percentage: whole, or with one decimal below 10% where that says more: `71%`, `0.4%`, `0%`, `−0.3%`. */
export function formatPercent(rate: number): string {
  return `${percentDigits(rate)}%`;
}

/** An interval of rates: `65–77%`. */
export function formatInterval([low, high]: readonly [number, number]): string {
  return `${percentDigits(low)}–${percentDigits(high)}%`;
}

/** A difference of rates in percentage points with its sign: `+12`, `−3`, `0`. */
export function formatPoints(difference: number): string {
  const points = Math.round(difference * 100);
  return points === 0 ? '0' : points > 0 ? `+${points}` : `−${-points}`;
}

/** US dollars: `$12.40`, below one cent `$0.004`. */
export function formatUsd(value: number): string {
  return value !== 0 && Math.abs(value) < 0.01 ? `$${Number(value.toPrecision(1))}` : `$${value.toFixed(2)}`;
}

/** Seconds in the largest unit that fits: `40 s`, `12 min`, `3.5 h`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 90) return `${Number(seconds.toPrecision(2))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Number((seconds / 3600).toPrecision(2))} h`;
}

/** A count with its noun: `1 run`, `2,104 runs`, `3 trajectories` (with the plural given). */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : nouns}`;
}

/** Bytes as people read them, in powers of 1000: `312 B`, `4.1 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]!}`;
}

function percentDigits(rate: number): string {
  const percent = Math.abs(rate) * 100;
  const rounded = percent < 9.95 ? Math.round(percent * 10) / 10 : Math.round(percent);
  if (rounded === 0) return rate > 0 ? '<0.1' : rate < 0 ? '>−0.1' : '0';
  return `${rate < 0 ? '−' : ''}${rounded}`;
}
