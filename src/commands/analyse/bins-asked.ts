import type { RunBin, RunDivision } from '../../analysis/sequence/run-bins.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { formatSeconds, plural } from '../../core/format-number.ts';
import { textOption, type CommandOptions, type OptionSpec } from '../command.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const MOST_PARTS = 100;

/** Over what part of a run. */
export const BINS_OPTION: OptionSpec = {
  flags: '--bins <size>',
  description:
    'for parts of the runs: so many of their steps (4), or of that length since a run began (30s, 5m, 2h, 1d)',
};

/**
 * How {@link BINS_OPTION} divides runs.
 *
 * @throws EthogramError `bad-argument`
 */
export function binsAsked(options: CommandOptions): RunDivision | undefined {
  const text = textOption(options, 'bins');
  if (text === undefined) return undefined;
  const [, digits = '', unit] = /^(\d{1,9})([smhd])?$/.exec(text) ?? [];
  const count = Number(digits);
  if (unit === undefined ? count < 2 || count > MOST_PARTS : count < 1) {
    throw new EthogramError('bad-argument', `--bins: found "${text}", expected a whole number from 2 to ${MOST_PARTS}, or a time such as 30s, 5m, 2h, 1d`); // prettier-ignore
  }
  return unit === undefined ? { parts: count } : { seconds: count * UNIT_SECONDS[unit]! };
}

/** A part of the runs in words: `0–25% of the run`, `5–10 min`, `60 s–2 min`, `1 h and later`. */
export function binWords({ unit, from, to }: RunBin): string {
  if (unit === 'share') return `${Math.round(from * 100)}–${Math.round((to ?? 1) * 100)}% of the run`;
  if (to === null) return `${timeWords(from)} and later`;
  const [begin, end] = [timeWords(from), timeWords(to)];
  const [digits, name] = begin.split(' ');
  return from === 0 || end.endsWith(` ${name}`) ? `${digits}–${end}` : `${begin}–${end}`;
}

function timeWords(seconds: number): string {
  const days = seconds / UNIT_SECONDS['d']!;
  return days >= 1 && Number.isInteger(days) ? plural(days, 'day') : formatSeconds(seconds);
}
