import { inOrder, type Order1 } from './order1.ts';

/** Runs to be written down, with how likely each symbol is so far. A place is a symbol of a run, or its end. */
export interface Pages {
  readonly runs: readonly Int32Array[];
  /** Index of each run's first place; one more for the number of all places. */
  readonly from: Int32Array;
  /** What stands at each place. */
  readonly symbols: Int32Array;
  /** How likely a symbol is at each place, column by column. */
  column(symbol: number): Float64Array;
  /** Columns asked for so far. */
  readonly columns: ReadonlyMap<number, Float64Array>;
  /** What all chances have been multiplied by at each place, for symbols that nothing is known about. */
  readonly rest: Float64Array;
  /** How likely what stands there is, at each place. */
  readonly chances: Float64Array;
}

/**
 * Opens runs to be written down by an order-1 model.
 *
 * @param end - the symbol that stands for the end of a run
 * @param tasks - the task number of each run; given when the model was learned from these runs, so that each is foreseen by other tasks
 */
export function openPages(runs: readonly Int32Array[], order1: Order1, end: number, tasks?: ArrayLike<number>): Pages {
  const from = new Int32Array(runs.length + 1);
  for (const [run, { length }] of runs.entries()) from[run + 1] = from[run]! + length + 1;
  const places = from.at(-1)!;
  const symbols = new Int32Array(places);
  const contexts = new Int32Array(places);
  for (const [run, sequence] of runs.entries()) {
    const written = inOrder(sequence, end);
    symbols.set(written.symbols, from[run]);
    contexts.set(written.contexts, from[run]);
  }
  const fill = (symbolAt: (place: number) => number): Float64Array => {
    const chances = new Float64Array(places);
    for (let run = 0; run < runs.length; run++) {
      for (let place = from[run]!; place < from[run + 1]!; place++) {
        chances[place] = order1.chance(contexts[place]!, symbolAt(place), tasks?.[run]);
      }
    }
    return chances;
  };
  const columns = new Map<number, Float64Array>();
  const rest = new Float64Array(places).fill(1);
  return {
    runs,
    from,
    symbols,
    columns,
    rest,
    column(symbol) {
      let column = columns.get(symbol);
      if (column === undefined) {
        column = fill(() => symbol);
        for (let place = 0; place < places; place++) column[place]! *= rest[place]!;
        columns.set(symbol, column);
      }
      return column;
    },
    chances: fill((place) => symbols[place]!),
  };
}
