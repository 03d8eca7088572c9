import { EthogramError } from '../core/ethogram-error.ts';

// What a JavaScript date can hold.
const FARTHEST_MS = 8.64e15;
const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * A point in time from what people type: a date or date-time (ISO 8601), or an age such as `12h`, `30d`, `6w` before `now`.
 *
 * @param option - named in the error
 * @returns ISO 8601 in UTC
 * @throws EthogramError `bad-argument` when it is neither
 */
export function parseTime(text: string, now: Date, option = '--since'): string {
  const age = /^(\d+)([hdw])$/.exec(text);
  const time = age === null ? Date.parse(text) : now.getTime() - Number(age[1]) * UNIT_MS[age[2]!]!;
  if (Number.isNaN(time) || Math.abs(time) > FARTHEST_MS) {
    throw new EthogramError(
      'bad-argument',
      `${option}: found "${text}", expected a date (2026-01-31) or an age (30d, 12h, 6w)`,
    );
  }
  return new Date(time).toISOString();
}
