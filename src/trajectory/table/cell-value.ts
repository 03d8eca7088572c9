import type { Json } from '../../core/json.ts';

const TRUE = new Set(
  'true t yes y 1 correct right pass passed success succeeded successful resolved solved ok'.split(' '),
);
const FALSE = new Set(
  'false f no n 0 incorrect wrong fail failed failure unsuccessful unresolved unsolved error'.split(' '),
);

/** Whether a cell says yes or no, in any of the words tables use; undefined when it says neither. */
export function flagOf(value: Json): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value === 1 ? true : value === 0 ? false : undefined;
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const word = value
    .trim()
    .toLowerCase()
    .replace(/^([01])\.0{1,6}$/, '$1');
  return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined;
}

const FAILED = new Set('true t yes y 1 error failed failure fail'.split(' '));
const NOT_FAILED = new Set('false f no n 0 ok success none null'.split(' '));

/** Whether a cell flags an error; undefined when it is no flag, such as the words of an error. */
export function errorFlagOf(value: Json): boolean | undefined {
  if (typeof value !== 'string') return flagOf(value);
  const word = value.trim().toLowerCase();
  return FAILED.has(word) ? true : NOT_FAILED.has(word) ? false : undefined;
}

/** The number a cell holds, or the decimal text of one that a number can hold; else undefined. */
export function numberOf(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  if (
    typeof value !== 'string' ||
    !/^\s*[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:e[+-]?\d{1,3})?\s*$/i.test(value)
  ) {
    return undefined;
  }
  const number = Number(value);
  const isExact = !Number.isInteger(number) || Number.isSafeInteger(number) || /[.e]/i.test(value);
  return Number.isFinite(number) && isExact ? number : undefined;
}

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
  return zone.length === 3 ? `${zone}:00` : zone;
}

/** A cell as a name or an id: text as it stands, numbers and flags as text. Undefined when it is empty, a list or an object. */
export function wordOf(value: Json): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
