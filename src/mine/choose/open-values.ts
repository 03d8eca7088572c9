import type { Corpus } from '../digest/corpus.ts';
import type { Fragment } from '../digest/fragment.ts';
import type { Order1, Written } from './order1.ts';

/** The values of runs' arguments, to be written down after their calls. */
export interface Values {
  readonly fragments: readonly Fragment[];
  readonly written: readonly Written[];
  /** Index of each run's first value; one more for the number of all. */
  readonly from: Int32Array;
  /** How likely each value is so far. */
  readonly chances: Float64Array;
}

/** The values of each run's arguments in order, each in the context of its tool and field. */
export function writeValues({ fragments }: Pick<Corpus, 'fragments'>): { written: Written[]; size: number } {
  const ids = new Map<string, number>();
  const idOf = (key: string): number => {
    let id = ids.get(key);
    if (id === undefined) ids.set(key, (id = ids.size));
    return id;
  };
  const written = fragments.map(({ calls }) => {
    const contexts: number[] = [];
    const symbols: number[] = [];
    for (const { name, arguments: fields } of calls) {
      for (const { field, value } of fields) {
        contexts.push(idOf(`${name}\n${field}`));
        symbols.push(idOf(`=${value}`));
      }
    }
    return { contexts: Int32Array.from(contexts), symbols: Int32Array.from(symbols) };
  });
  return { written, size: ids.size };
}

/** Opens the values of runs; `tasks` as for `openPages`. */
export function openValues(
  fragments: readonly Fragment[],
  written: readonly Written[],
  order1: Order1,
  tasks?: ArrayLike<number>,
): Values {
  const from = new Int32Array(written.length + 1);
  for (const [run, { symbols }] of written.entries()) from[run + 1] = from[run]! + symbols.length;
  const chances = new Float64Array(from.at(-1)!);
  for (const [run, { contexts, symbols }] of written.entries()) {
    for (let i = 0; i < symbols.length; i++)
      chances[from[run]! + i] = order1.chance(contexts[i]!, symbols[i]!, tasks?.[run]);
  }
  return { fragments, written, from, chances };
}
