import type { Json } from '../../../core/json.ts';
import { numberOf } from './flag-of.ts';

const ISO_DATE =
  /^\s*(\d{4})[-/](\d\d)[-/](\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)\s?(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?\s*$/i;
// Seconds since 1970 from 1973 on; a thousand, a million, a thousand million times as many in finer units.
const FIRST_SECONDS = 1e8;

/** A time, and whether it says all that the cell says. */
export interface CellTime {
  /** ISO 8601. */
  readonly at: string;
  readonly isExact: boolean;
}

/**
 * The time a cell says: a date, with or without a time and a zone (none is invented), or seconds, milli-, micro- or
 * nanoseconds since 1970, rounded to milliseconds. Undefined for anything else.
 */
export function timeOf(value: Json): CellTime | undefined {
  const match = typeof value === 'string' ? ISO_DATE.exec(value) : null;
  if (match !== null) {
    const [, year, month, day, time, zone] = match;
    const date = `${year}-${month}-${day}`;
    const clock = time === undefined ? '' : `T${time.replace(',', '.')}${zone === undefined ? '' : isoZone(zone)}`;
    return Number.isNaN(Date.parse(`${date}${clock}`)) ? undefined : { at: `${date}${clock}`, isExact: true };
  }
  const isLong = typeof value === 'string' && /^\s*\d{17,19}\s*$/.test(value);
  const number = isLong ? Number(value) : numberOf(value);
  if (number === undefined || number < FIRST_SECONDS) return undefined;
  const thousands = Math.floor(Math.log10(number / FIRST_SECONDS) / 3);
  const ms = thousands === 0 ? number * 1000 : number / 1000 ** (thousands - 1);
  const rounded = Math.round(ms);
  const date = new Date(rounded);
  if (thousands > 3 || Number.isNaN(date.getTime())) return undefined;
  // 1700000000.123 is a little less in binary.
  return { at: date.toISOString(), isExact: !isLong && Math.abs(ms - rounded) < 5e-4 };
}

function isoZone(zone: string): string {
  if (/^(?:z|utc)$/i.test(zone)) return 'Z';
  return `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
}
