import { sql, type Transaction } from 'kysely';
import { messageTexts } from '../trajectory/message-texts.ts';
import type { Step } from '../trajectory/trajectory.ts';
import type { EncodedChunk, EncodedRun } from './encoded-batch.ts';
import { keyText } from './key-text.ts';
import type { Schema } from './schema.ts';
import { wholeSteps } from './whole-steps.ts';

// Clocks differ, and a trace may begin when the program starts rather than when it is asked.
const SAME_START_MS = 10 * 60_000;
const FEWEST_MESSAGES = 2;

/** A stored run that may be the same as a new one: another format told it, and it says the same as far as a number tells. */
interface Candidate {
  readonly key: number;
  readonly model: string | null;
  readonly started_ms: number | null;
  readonly success: number | null;
}

/** How a new run relates to one of another format: told again, or a run of its own that says the same. */
export interface Recognised {
  readonly key: number;
  readonly relation: 'same' | 'copy';
}

/**
 * Finds the stored run that another format has told already. Two tellings are the same run when all that was said is equal
 * and nothing says otherwise: starts more than ten minutes apart, different models, opposite outcomes; and when the
 * format has not told that run before (three equal attempts in one export are three runs). What brings reasoning that the
 * stored run lacks is kept beside it, as a copy.
 *
 * @param chunksOf - the packed steps of the new run (`undefined`) or of a stored one (its key)
 */
export async function recogniseRun(
  trx: Transaction<Schema>,
  run: EncodedRun,
  chunksOf: (key: number | undefined) => Promise<readonly EncodedChunk[]>,
): Promise<Recognised | undefined> {
  const candidates: Candidate[] = await trx
    .selectFrom('trajectories as t')
    .select(['t.key', 't.model', 't.started_ms', 't.success'])
    .where('t.messages', '=', run.messages)
    .where('t.format', '!=', keyText(run.format))
    .where(
      sql<boolean>`not exists (select 1 from aliases a where a.trajectory = t.key and a.format = ${keyText(run.format)})`,
    )
    .orderBy('t.key')
    .execute();
  if (candidates.length === 0) return undefined;
  const stepsOf = async (key: number | undefined): Promise<Step[]> => wholeSteps(trx, await chunksOf(key));
  const steps = await stepsOf(undefined);
  const said = messageTexts(steps);
  if (said.length < FEWEST_MESSAGES || !said.some((text) => /^[ac]/.test(text))) return undefined;
  let copyOf: number | undefined;
  for (const candidate of candidates) {
    const stored = await stepsOf(candidate.key);
    const storedTexts = messageTexts(stored);
    if (storedTexts.length !== said.length || storedTexts.some((text, i) => text !== said[i])) continue;
    if (agrees(candidate, run) && reasoningLength(steps) <= reasoningLength(stored)) {
      return { key: candidate.key, relation: 'same' };
    }
    copyOf ??= candidate.key;
  }
  return copyOf === undefined ? undefined : { key: copyOf, relation: 'copy' };
}

function agrees({ model, started_ms: started, success }: Candidate, run: EncodedRun): boolean {
  if (started !== null && run.startedAt !== undefined && Math.abs(started - run.startedAt) > SAME_START_MS)
    return false;
  if (success !== null && run.success !== undefined && (success === 1) !== run.success) return false;
  return model === null || run.model === undefined || isSameModel(model, run.model);
}

// `openai/gpt-4o`, `gpt-4o` and `gpt-4o-2024-08-06` may be one.
function isSameModel(a: string, b: string): boolean {
  const bare = (name: string): string => name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  return bare(a).startsWith(bare(b)) || bare(b).startsWith(bare(a));
}

function reasoningLength(steps: readonly Step[]): number {
  let length = 0;
  for (const { parts } of steps) for (const part of parts) if (part.kind === 'reasoning') length += part.text.length;
  return length;
}
