import type { FeatureRow, FeatureSpace } from './feature-space.ts';

// What is learned tells of older ones.
const MOST_KNOWN = 50;

/** A run that a person would teach most by accepting or rejecting it. */
export interface NextRun {
  readonly run: number;
  /** `unsure`: it could be either; `surest`: if it is wrong, so are many. */
  readonly why: 'unsure' | 'surest';
}

/**
 * Chooses runs to look at: those that score nearest to the boundary, and those that score highest, each as unlike what is known and chosen
 * as can be, one per task.
 *
 * @param scores - per run; 0 is the boundary
 * @param tasks - per run
 * @param known - places of the runs that are labelled
 * @see Lewis & Gale 1994 (uncertainty); Carbonell & Goldstein 1998 (unlike what is chosen)
 */
export function nextToLookAt(
  space: FeatureSpace,
  scores: Float64Array,
  { tasks, known, unsure = 3, surest = 2 }: { readonly tasks: ArrayLike<number>; readonly known: readonly number[]; readonly unsure?: number; readonly surest?: number },
): NextRun[] {
  const seen = new Set(known);
  const taken = new Set<number>();
  const nearest = new Float64Array(scores.length);
  const dense = new Float64Array(space.names.length);
  const remember = (run: number): void => {
    const { at, values } = space.rows[run]!;
    for (let k = 0; k < at.length; k++) dense[at[k]!] = values[k]!;
    for (const [other, row] of space.rows.entries()) nearest[other] = Math.max(nearest[other]!, product(row, dense));
    for (const feature of at) dense[feature] = 0;
  };
  for (const run of known.slice(-MOST_KNOWN)) remember(run);
  const chosen: NextRun[] = [];
  const choose = (why: NextRun['why'], worth: (score: number) => number, count: number): void => {
    for (let i = 0; i < count; i++) {
      let best: { run: number; value: number } | undefined;
      for (const [run, score] of scores.entries()) {
        if (seen.has(run) || taken.has(tasks[run]!)) continue;
        const value = worth(score) * (1.05 - Math.min(1, nearest[run]!));
        if (best === undefined || value > best.value) best = { run, value };
      }
      if (best === undefined) return;
      chosen.push({ run: best.run, why });
      seen.add(best.run);
      taken.add(tasks[best.run]!);
      remember(best.run);
    }
  };
  const chance = (score: number): number => 1 / (1 + Math.exp(-score));
  choose('unsure', (score) => 4 * chance(score) * (1 - chance(score)), unsure);
  // Likeness matters less here: the surest are alike.
  choose('surest', (score) => chance(score) ** 8, surest);
  return chosen;
} // prettier-ignore

function product({ at, values }: FeatureRow, dense: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < at.length; k++) sum += values[k]! * dense[at[k]!]!;
  return sum;
}
