import { pchisq } from 'lib-r-math.js';
import type { SequenceSet } from '../sequence/behavior-sequence.ts';
import { binOf, runBins, type RunBin, type RunDivision } from '../sequence/run-bins.ts';
import { frequentStates } from './frequent-states.ts';
import { independenceTable, selfZeros, type IndependenceTable } from './independence-table.ts';
import { sequenceMoments } from './sequence-moments.ts';

/** Transitions along the runs. */
export interface TransitionBins {
  /** In order, up to the last in which anything follows anything: a transition is where the first of the two behaviors begins. */
  readonly bins: readonly (IndependenceTable & RunBin & { readonly observed: Float64Array })[];
  /** Runs of which something could be placed. */
  readonly runs: number;
  /** Likelihood-ratio test of "what follows what is the same in all bins"; p is 1 without degrees of freedom. */
  readonly stationarity: { readonly value: number; readonly degrees: number; readonly p: number };
}

/**
 * Pooled tables of transitions for parts of the runs, and whether they are one and the same table.
 *
 * @param options.bins - which parts; for those of time the sequences need `seconds`. The others as in `transitions`
 * @see Gottman & Roy 1990, §6 for stationarity
 */
export function transitionBins(
  set: SequenceSet,
  { bins, lag = 1, noSelf = false, most = 40 }: { readonly bins: RunDivision; readonly lag?: number; readonly noSelf?: boolean; readonly most?: number }, // prettier-ignore
): TransitionBins {
  const { states, stateOf } = frequentStates(set, most);
  const size = states.length;
  const places = runBins(bins);
  const tables = places.map(() => new Float64Array(size * size));
  let runs = 0;
  for (const sequence of set.sequences) {
    const { codes, starts, steps } = sequenceMoments(sequence, stateOf, { collapse: noSelf });
    const secondOf = new Map(Array.from(sequence.seconds ?? [], (second, event) => [sequence.first[event]!, second]));
    let isPlaced = false;
    for (let moment = 0; moment + lag < steps.length; moment++) {
      const step = steps[moment]!;
      const bin = binOf(bins, { step, steps: sequence.steps, second: secondOf.get(step) ?? Number.NaN });
      if (bin < 0) continue;
      isPlaced = true;
      for (let a = starts[moment]!; a < starts[moment + 1]!; a++) {
        for (let b = starts[moment + lag]!; b < starts[moment + lag + 1]!; b++) {
          tables[bin]![codes[a]! * size + codes[b]!]!++;
        }
      }
    }
    if (isPlaced) runs++;
  }
  // Equal parts of runs are there, whatever happens in them; stretches of time end with the longest run.
  const count = 'parts' in bins ? places.length : 1 + tables.findLastIndex((table) => table.some((n) => n > 0));
  const zeros = noSelf && lag === 1 ? { zeros: selfZeros(size) } : {};
  return {
    bins: tables.slice(0, count).map((observed, bin) => ({
      ...places[bin]!,
      observed,
      ...independenceTable(observed, size, zeros),
    })),
    runs,
    stationarity: stationarityOf(tables, size),
  };
}

// Of each row: does what comes next depend on the bin?
function stationarityOf(tables: readonly Float64Array[], size: number): TransitionBins['stationarity'] {
  let value = 0;
  let degrees = 0;
  for (let i = 0; i < size; i++) {
    const rows = tables.map((table) => table.subarray(i * size, (i + 1) * size));
    const inBin = rows.map((row) => row.reduce((sum, count) => sum + count, 0));
    const total = inBin.reduce((sum, count) => sum + count, 0);
    let columns = 0;
    for (let j = 0; j < size; j++) {
      const column = rows.reduce((sum, row) => sum + row[j]!, 0);
      if (column > 0) columns++;
      for (const [bin, row] of rows.entries()) {
        const count = row[j]!;
        if (count > 0) value += 2 * count * Math.log((count * total) / (inBin[bin]! * column));
      }
    }
    degrees += Math.max(0, columns - 1) * Math.max(0, inBin.filter((n) => n > 0).length - 1);
  }
  value = Math.max(0, value);
  return { value, degrees, p: degrees > 0 ? pchisq(value, degrees, undefined, false) : 1 };
}
