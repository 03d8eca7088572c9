import { foldKeyOf, foldKeyText, type FoldKey } from '../../analysis/fold/fold-key.ts';
import { startFoldKeys, type FoldCandidate } from '../../analysis/fold/fold-candidate.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import type { Store } from '../../store/store.ts';
import type { TrajectoryFilter } from '../../trajectory/trajectory-store.ts';
import { textOption, type CommandOptions } from '../command.ts';

// So many tell what calls are about as well as all.
const MOST_RUNS = 500;

/** A key with what else there would have been. */
export interface AskedKey {
  readonly key: FoldKey;
  /** Where none was asked for; the best first. */
  readonly others: readonly FoldCandidate[];
}

/**
 * The key that `--fold` names; without it the one by which most calls in most runs need not be told by themselves, else `tool`.
 *
 * @throws EthogramError `bad-argument` for anything that is no key
 */
export async function foldAsked(store: Store, options: CommandOptions, filter: TrajectoryFilter): Promise<AskedKey> {
  const asked = textOption(options, 'fold');
  if (asked === undefined) {
    const others = await candidates(store, filter);
    const [best] = others;
    return { key: best === undefined || best.calls === best.strands ? { by: 'tool' } : best.key, others };
  }
  const key = foldKeyOf(asked);
  if (key === undefined) throw new EthogramError('bad-argument', `--fold: found "${asked}", expected tool, file or argument:NAME`);
  return { key, others: [] };
} // prettier-ignore

/**
 * The error for a key that no call has a value of, with those that some have.
 */
export async function noSuchKey(store: Store, key: FoldKey, filter: TrajectoryFilter): Promise<EthogramError> {
  const names = (await candidates(store, filter)).slice(0, 8).map((candidate) => foldKeyText(candidate.key));
  return new EthogramError('bad-argument', `--fold: found ${foldKeyText(key)}, which no call has, expected one of ${['tool', ...names].join(', ')}`); // prettier-ignore
}

async function candidates(store: Store, filter: TrajectoryFilter): Promise<FoldCandidate[]> {
  const keys = startFoldKeys();
  const limit = Math.min(MOST_RUNS, filter.limit ?? MOST_RUNS);
  for await (const { steps } of store.read({ ...filter, limit })) keys.add(steps);
  return keys.candidates();
}
