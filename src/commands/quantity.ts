const NUMBER = new Intl.NumberFormat('en-US');

/** A count with its noun: `1 run`, `1,204 runs`. */
export function countText(count: number, singular: string, plural = `${singular}s`): string {
  return `${NUMBER.format(count)} ${count === 1 ? singular : plural}`;
}

/** Bytes as people read them (powers of 1000): `312 B`, `4.1 MB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]!}`;
}

/** A rate 0–1 as a percentage without decimals: `42%`. */
export function percentText(rate: number): string {
  return `${Math.round(rate * 100)}%`;
}

/** A signed difference of rates in percentage points: `+12 points`, `−3 points`. */
export function pointsText(difference: number): string {
  const points = Math.round(difference * 100);
  return `${points < 0 ? '−' : '+'}${Math.abs(points)} points`;
}
