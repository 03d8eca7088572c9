import type { Trajectory } from '../trajectory/trajectory.ts';
import { corpusOf } from './digest/corpus-of.ts';
import { fragmentOf, type Fragment } from './digest/fragment.ts';
import { createLexicon } from './digest/lexicon.ts';
import { mineCorpus, type MineOptions, type MineResult } from './mine-corpus.ts';

/**
 * Mines behaviors from runs, without a model. The runs are read twice; in between only symbols, call shapes and wordings
 * are kept. The same runs in any order give the same result. Runs with the same content, steps copied from other runs,
 * and text that Ethogram injected are left out.
 *
 * @param runs - gives the same runs each time it is called
 * @param options.heldOut - share of tasks (0–1) whose runs sequences are not learned from, only measured on; default 0.2
 * @param options.seed - which tasks those are; default 1
 */
export async function mineBehaviors(
  runs: () => AsyncIterable<Trajectory>,
  { heldOut = 0.2, seed = 1, ...options }: MineOptions & { readonly heldOut?: number; readonly seed?: number } = {},
): Promise<MineResult> {
  const symbols = createLexicon();
  const wordings = createLexicon();
  const read = new Map<string, Fragment>();
  for await (const trajectory of runs()) {
    if (trajectory.copyOf !== undefined) continue;
    read.set(trajectory.id, fragmentOf(trajectory, symbols, wordings));
  }
  const corpus = corpusOf([...read.values()], { symbols, wordings, heldOut, seed });
  return mineCorpus(corpus, (ids) => only(runs(), ids), options);
}

async function* only(runs: AsyncIterable<Trajectory>, ids: readonly string[]): AsyncGenerator<Trajectory> {
  const wanted = new Set(ids);
  for await (const run of runs) if (wanted.has(run.id)) yield run;
}
