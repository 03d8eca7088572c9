import { FOUND } from '../chart/outcome-forest.ts';
import { outcomeDifferences, type OutcomeRow } from '../analysis/outcome/outcome-differences.ts';
import type { SequenceSet } from '../analysis/sequence/behavior-sequence.ts';
import { strongestTransitions } from '../analysis/transition/strongest-transitions.ts';
import type { TransitionRow } from '../analysis/transition/transition-row.ts';
import { transitions } from '../analysis/transition/transitions.ts';

/** What comes after what, beside how often it would by chance. */
export type Following = Pick<
  TransitionRow,
  'from' | 'to' | 'observed' | 'n' | 'chance' | 'ratio' | 'interval' | 'runs'
>;

/** What goes with success, and what follows what: the findings of `analyse outcomes` and `analyse transitions` at a glance. */
export interface ContrastReport {
  /** Runs of known outcome, and those of them that succeed. */
  readonly runs: number;
  readonly successes: number;
  /** Behaviors that could be compared. */
  readonly compared: number;
  /** Coded behaviors, strongest evidence first; those that are found, else the nearest to it. */
  readonly rows: readonly OutcomeRow[];
  /** Tools whose use is found to go with success or failure. */
  readonly tools: readonly OutcomeRow[];
  /** What comes after what more often than chance, strongest first. */
  readonly follows: readonly Following[];
  /** What `follows` is of: coded behaviors, or calls (activities, in logs of processes) where behaviors follow each other as chance has it. */
  readonly followsOf: 'codes' | 'calls';
}

/** Runs as what was coded in them, and as the calls they make. */
export interface ReportSequences {
  readonly codes: SequenceSet;
  readonly calls: SequenceSet;
}

const MOST_ROWS = 8;
const NEAREST = 3;
const MOST_FOLLOWS = 5;
/** Of fewer runs compared, a tool is not told of: there are many, and some run is long. */
const FEWEST_RUNS = 20;
// More runs tell nothing new of what follows what, and putting each into other orders takes long.
const MOST_RUNS = 20_000;

/** Whether a difference is found, as it is or at equal length. */
export function isContrast({ q, adjusted }: Pick<OutcomeRow, 'q' | 'adjusted'>): boolean {
  return q <= FOUND || (adjusted !== null && adjusted.q <= FOUND);
}

/**
 * Tells what goes with success and what follows what.
 *
 * @param isNeutral - whether a coded behavior only says what sort of move it is; what follows those is told last
 * @param isTold - whether a coded behavior may be told of: what a judge says that nobody has compared with labels may not
 */
export function contrastReport(
  sets: ReportSequences,
  isTold: (behavior: string) => boolean,
  isNeutral: (behavior: string) => boolean = () => false,
): ContrastReport {
  const { runs, successes, rows } = outcomeDifferences(sets.codes);
  const told = rows.filter(({ behavior }) => isTold(behavior));
  const found = told.filter(isContrast);
  const ofTools = outcomeDifferences(sets.calls);
  return {
    runs: Math.max(runs, ofTools.runs),
    successes: Math.max(successes, ofTools.successes),
    compared: told.length,
    rows: found.length > 0 ? found.slice(0, MOST_ROWS) : told.slice(0, NEAREST),
    tools: ofTools.rows.filter((row) => isContrast(row) && row.n >= FEWEST_RUNS).slice(0, MOST_ROWS),
    ...followsIn(sets, isTold, isNeutral),
  };
}

function followsIn(
  sets: ReportSequences,
  isTold: (behavior: string) => boolean,
  isNeutral: (behavior: string) => boolean,
): Pick<ContrastReport, 'follows' | 'followsOf'> {
  const neutral = ({ from, to }: Pick<TransitionRow, 'from' | 'to'>): number => Number(isNeutral(from)) + Number(isNeutral(to));
  for (const followsOf of ['codes', 'calls'] as const) {
    const { alphabet, sequences } = sets[followsOf];
    const strongest = strongestTransitions(transitions({ alphabet, sequences: sequences.slice(0, MOST_RUNS) }, { noSelf: true }).rows);
    const follows = strongest
      .filter(({ from, to, ratio, interval }) => ratio! > 1 && interval !== null && (followsOf !== 'codes' || (isTold(from) && isTold(to))))
      .toSorted((x, y) => neutral(x) - neutral(y))
      .slice(0, MOST_FOLLOWS)
      .map(({ from, to, observed, n, chance, ratio, interval, runs }): Following => ({ from, to, observed, n, chance, ratio, interval, runs }));
    if (follows.length > 0) return { follows, followsOf };
  }
  return { follows: [], followsOf: 'codes' };
} // prettier-ignore
