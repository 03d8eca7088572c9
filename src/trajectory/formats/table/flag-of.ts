import type { Json } from '../../../core/json.ts';

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

/** A cell as a name or an id: text as it stands, numbers and flags as text. Undefined when it is empty, a list or an object. */
export function wordOf(value: Json): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
