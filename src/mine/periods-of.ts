import type { Corpus } from './digest/corpus.ts';

/** Lengths of time by which runs can be mined apart. */
export const PERIODS = ['day', 'week', 'month', 'quarter', 'year'] as const;
/** One of {@link PERIODS}. */
export type PeriodLength = (typeof PERIODS)[number];

/** A stretch of time and the runs that started in it. */
export interface Period {
  /** Its first day, UTC, as `2026-01-31`. */
  readonly from: string;
  /** Indexes of fragments, ascending. */
  readonly runs: readonly number[];
}

/** The periods in which runs of a corpus started, in order of time. Runs without a time are in none; weeks begin on Monday. */
export function periodsOf({ fragments }: Pick<Corpus, 'fragments'>, length: PeriodLength): Period[] {
  const periods = new Map<string, number[]>();
  for (const [run, { startedAt }] of fragments.entries()) {
    const date = new Date(startedAt ?? Number.NaN);
    if (Number.isNaN(date.getTime())) continue;
    const from = firstDay(date, length);
    const runs = periods.get(from);
    if (runs === undefined) periods.set(from, [run]);
    else runs.push(run);
  }
  return [...periods].map(([from, runs]) => ({ from, runs })).sort((a, b) => (a.from < b.from ? -1 : 1));
}

function firstDay(date: Date, length: PeriodLength): string {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const first = {
    day: [year, month, day],
    week: [year, month, day - ((date.getUTCDay() + 6) % 7)],
    month: [year, month, 1],
    quarter: [year, month - (month % 3), 1],
    year: [year, 0, 1],
  }[length] as [number, number, number];
  return new Date(Date.UTC(...first)).toISOString().slice(0, 10);
}

/** A corpus of some of the runs of another; run indexes are places in `runs`. */
export function subCorpus(corpus: Corpus, runs: readonly number[]): Corpus {
  return {
    ...corpus,
    fragments: runs.map((run) => corpus.fragments[run]!),
    tasks: Int32Array.from(runs, (run) => corpus.tasks[run]!),
    groups: Int32Array.from(runs, (run) => corpus.groups[run]!),
    heldOut: runs.map((run) => corpus.heldOut[run]!),
  };
}
