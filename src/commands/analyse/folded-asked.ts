import { foldedSequences } from '../../analysis/fold/folded-sequences.ts';
import { foldRun, type FoldedRun } from '../../analysis/fold/fold-run.ts';
import type { RunFacts, SequenceSet } from '../../analysis/sequence/behavior-sequence.ts';
import { readSequences } from '../../analysis/sequence/read-sequences.ts';
import type { Store } from '../../store/store.ts';
import type { CommandContext } from '../command.ts';
import { trajectoryFilter } from '../show.ts';
import { foldAsked, noSuchKey } from './fold-asked.ts';

/**
 * The strands of all runs that options ask for, as sequences of calls.
 *
 * @throws EthogramError `bad-argument`
 */
export async function foldedAsked(store: Store, { options, now }: CommandContext): Promise<SequenceSet> {
  const filter = trajectoryFilter(options, now());
  const { key } = await foldAsked(store, options, filter);
  const { sequences } = await readSequences(store, { of: 'calls', filter });
  const factsOf = new Map(sequences.map((own) => [own.id, own]));
  const runs: { facts: RunFacts; folded: FoldedRun }[] = [];
  for await (const { id, steps } of store.read(filter)) {
    const facts = factsOf.get(id);
    if (facts !== undefined) runs.push({ facts, folded: foldRun(steps, key) });
  }
  const set = foldedSequences(runs);
  if (set.sequences.length === 0 && sequences.some(({ codes }) => codes.length > 0)) throw await noSuchKey(store, key, filter);
  return set;
} // prettier-ignore
