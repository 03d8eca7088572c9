import { digestOf } from '../store/digest-of.ts';
import { digestRuns } from '../store/digest-runs.ts';
import { unpackJson } from '../store/pack-json.ts';
import type { Store } from '../store/store.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { textTable } from '../core/text-table.ts';
import { findAlike, type PathOfRun } from '../handbook/example/find-alike.ts';
import { runPath } from '../handbook/example/run-path.ts';
import { DIGEST_VERSION, type PackedFragment } from '../mine/digest/packed-fragment.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { findTrajectory } from './find-trajectory.ts';
import { storeLocation } from './with-store.ts';

/**
 * `retrieve --like`: runs and parts of runs that do what examples do.
 *
 * @param ids - of the examples
 * @param options.steps - only these steps of the examples count, first and last
 * @throws EthogramError `not-found`, `bad-argument` (an example does nothing in these steps)
 */
export async function retrieveAlike(
  store: Store,
  context: CommandContext,
  {
    ids,
    steps,
    k,
  }: { readonly ids: readonly string[]; readonly steps?: readonly [number, number]; readonly k: number },
): Promise<CommandResult> {
  const examples: PathOfRun[] = [];
  for (const id of ids) {
    const run = await findTrajectory(store, id);
    const path = runPath(unpackJson(digestOf(run).bytes) as PackedFragment);
    const part = steps === undefined ? path : path.filter(({ step }) => step >= steps[0] && step <= steps[1]);
    if (part.length === 0) {
      const place = steps === undefined ? run.id : `${run.id}, steps ${steps.join('-')}`;
      throw new EthogramError('bad-argument', `--like: ${place}: found nothing done, expected calls or words`, {
        hint: `ethogram show ${run.id} lists its steps`,
      });
    }
    examples.push({ id: run.id, path: part });
  }
  await digestRuns(store, {
    location: storeLocation(context),
    onProgress: ({ done, of }) => context.progress(`read ${done} of ${of} runs`),
  });
  const found = await findAlike(examples, paths(store), { k });
  context.progress('');
  const cells = found.map(({ id, steps: [first, last], score, why }) => [
    id,
    `${first}–${last}`,
    score.toFixed(2),
    why,
  ]);
  return {
    json: { trajectories: found },
    rows: found,
    text:
      found.length === 0
        ? 'No other run does anything of what the examples do.'
        : textTable([{ heading: 'run' }, { heading: 'steps', align: 'right' }, { heading: 'score' }, { heading: 'why' }], cells), // prettier-ignore
  };
}

async function* paths(store: Store): AsyncGenerator<PathOfRun> {
  for await (const { run, digest } of store.digests(DIGEST_VERSION)) {
    if (run.copyOf === undefined) yield { id: run.id, path: runPath(digest) };
  }
}
