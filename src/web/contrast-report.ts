import { FOUND } from '../chart/outcome-forest.ts';
import { outcomeDifferences, type OutcomeRow } from '../analysis/outcome/outcome-differences.ts';
import type { SequenceSet } from '../analysis/sequence/behavior-sequence.ts';
import { readSequences, type SequenceSource } from '../analysis/sequence/read-sequences.ts';
import { strongestTransitions } from '../analysis/transition/strongest-transitions.ts';
import type { TransitionRow } from '../analysis/transition/transition-row.ts';
import { transitions } from '../analysis/transition/transitions.ts';

/** What goes with success, and what follows what: the findings of `analyse outcomes` and `analyse transitions` at a glance. */
export interface ContrastReport {
  /** Runs of known outcome, and those of them that succeed. */
  readonly runs: number;
  readonly successes: number;
  /** Behaviors that could be compared. */
  readonly compared: number;
  /** Strongest evidence first; those that are found, else the nearest to it. */
  readonly rows: readonly OutcomeRow[];
  /** What comes after what more often than chance, strongest first. */
  readonly follows: readonly Pick<TransitionRow, 'from' | 'to' | 'observed' | 'n' | 'ratio' | 'interval' | 'runs'>[];
}

const MOST_ROWS = 10;
const NEAREST = 3;
const MOST_FOLLOWS = 4;

/** Whether a difference is found, as it is or at equal length. */
export function isContrast({ q, adjusted }: Pick<OutcomeRow, 'q' | 'adjusted'>): boolean {
  return q <= FOUND || (adjusted !== null && adjusted.q <= FOUND);
}

/**
 * Reads the coded behaviors of a store as sequences, and tells what goes with success and what follows what. What a judge says that nobody
 * has compared with labels is left out.
 *
 * @param codes - as the report shows them; they tell which are opinions
 */
export async function contrastReport(
  store: SequenceSource,
  codes: readonly {
    readonly codebook: string;
    readonly behavior: string;
    readonly judged?: { readonly calibrated: boolean };
  }[],
): Promise<ContrastReport> {
  const opinions = new Set(
    codes.flatMap(({ codebook, behavior, judged }) => (judged?.calibrated === false ? [`${codebook}/${behavior}`] : [])),
  );
  const set = await readSequences(store);
  const { runs, successes, rows } = outcomeDifferences(set);
  const told = rows.filter(({ behavior }) => !opinions.has(behavior));
  const found = told.filter(isContrast);
  return {
    runs,
    successes,
    compared: told.length,
    rows: found.length > 0 ? found.slice(0, MOST_ROWS) : told.slice(0, NEAREST),
    follows: followsIn(set, opinions),
  };
} // prettier-ignore

function followsIn(set: SequenceSet, opinions: ReadonlySet<string>): ContrastReport['follows'] {
  const strongest = strongestTransitions(transitions(set, { noSelf: true }).rows);
  return strongest
    .filter(({ from, to, ratio }) => ratio! > 1 && !opinions.has(from) && !opinions.has(to))
    .slice(0, MOST_FOLLOWS)
    .map(({ from, to, observed, n, ratio, interval, runs }) => ({ from, to, observed, n, ratio, interval, runs }));
}
