import { sql, type Transaction } from 'kysely';
import { messageFingerprint, messageTexts } from '../trajectory/message-texts.ts';
import { outcomeOf, type OutcomeRecord, type Step } from '../trajectory/trajectory.ts';
import type { EncodedChunk, EncodedRun } from './encoded-batch.ts';
import { keyText } from './key-text.ts';
import { unpackJson } from './pack-json.ts';
import type { Schema } from './schema.ts';
import { wholeSteps } from './whole-steps.ts';

// Clocks differ, and a trace may begin when the program starts rather than when it is asked.
const SAME_START_MS = 10 * 60_000;
const QUARTER_HOUR_MS = 15 * 60_000;
const WIDEST_ZONE_MS = 14 * 3_600_000;
// What is said in one message may be said by chance, or by many: then the ids must be akin.
const FEWEST_MESSAGES = 2;
// Of runs that say the same no more are looked at, so that thousands of them do not cost the square.
const MOST_CANDIDATES = 100;
const NOTHING_SAID = messageFingerprint([]);

/** A stored run that may be the same as a new one: another format told it, and it says the same as far as a number tells. */
interface Candidate {
  readonly key: number;
  readonly id: string;
  readonly model: string | null;
  readonly started_ms: number | null;
  readonly success: number | null;
  readonly outcomes: Uint8Array;
}

/** How a new run relates to one of another format: told again, or a run of its own that says the same. */
export interface Recognised {
  readonly key: number;
  readonly relation: 'same' | 'copy';
}

/**
 * Finds the stored run that another format has told already. Two tellings are the same run when all that was said is equal
 * and nothing says otherwise: starts more than ten minutes apart (but for a time zone), different models, opposite outcomes; and when the
 * format has not told that run before (three equal attempts in one export are three runs). What brings reasoning that the
 * stored run lacks is kept beside it, as a copy.
 *
 * @param formats - names of the formats in the store
 * @param chunksOf - the packed steps of the new run (`undefined`) or of a stored one (its key)
 */
export async function recogniseRun(
  trx: Transaction<Schema>,
  run: EncodedRun,
  {
    formats,
    chunksOf,
  }: {
    readonly formats: ReadonlySet<string>;
    readonly chunksOf: (key: number | undefined) => Promise<readonly EncodedChunk[]>;
  },
): Promise<Recognised | undefined> {
  const candidates = await candidatesOf(trx, run, formats);
  if (candidates.length === 0) return undefined;
  const stepsOf = async (key: number | undefined): Promise<Step[]> => wholeSteps(trx, await chunksOf(key));
  const steps = await stepsOf(undefined);
  const said = messageTexts(steps);
  const needed = !said.some((text) => /^[ac]/.test(text)) ? 2 : said.length < FEWEST_MESSAGES ? 1 : 0;
  let copyOf: number | undefined;
  for (const { candidate, kinship } of candidates) {
    const mayBe = agrees(candidate, run);
    if (kinship < needed || (!mayBe && copyOf !== undefined)) continue;
    const stored = await stepsOf(candidate.key);
    const storedTexts = messageTexts(stored);
    if (storedTexts.length !== said.length || storedTexts.some((text, i) => text !== said[i])) continue;
    if (mayBe && reasoningLength(steps) <= reasoningLength(stored)) return { key: candidate.key, relation: 'same' };
    copyOf ??= candidate.key;
  }
  return copyOf === undefined ? undefined : { key: copyOf, relation: 'copy' };
}

/** Whether a stored run still says all that another format's run does whose id is its alias; one of them may have grown. */
export async function isToldBy(
  trx: Transaction<Schema>,
  told: number,
  run: EncodedRun,
  chunksOf: (key: number | undefined) => Promise<readonly EncodedChunk[]>,
): Promise<boolean> {
  const { messages } = await trx
    .selectFrom('trajectories')
    .select('messages')
    .where('key', '=', told)
    .executeTakeFirstOrThrow();
  if (messages === run.messages) return true;
  const stored = messageTexts(await wholeSteps(trx, await chunksOf(told)));
  const said = messageTexts(await wholeSteps(trx, await chunksOf(undefined)));
  return said.length <= stored.length && said.every((text, i) => text === stored[i]);
}

// Those named alike first: of equal attempts, each is its own.
async function candidatesOf(
  trx: Transaction<Schema>,
  run: EncodedRun,
  formats: ReadonlySet<string>,
): Promise<{ readonly candidate: Candidate; readonly kinship: number }[]> {
  const id = keyText(run.id);
  const format = keyText(run.format);
  const told = sql<
    number | null
  >`(select 1 from aliases a where a.trajectory = t.key and a.format = ${format} limit 1)`;
  const saying = trx
    .selectFrom('trajectories as t')
    .select(['t.key', 't.id', 't.format', 't.model', 't.started_ms', 't.success', 't.outcomes', told.as('told')])
    .where('t.messages', '=', run.messages);
  // Runs that say nothing all have one number.
  let rows = run.messages === NOTHING_SAID ? [] : await saying.orderBy('t.key').limit(MOST_CANDIDATES).execute();
  if (run.messages === NOTHING_SAID || rows.length === MOST_CANDIDATES) {
    const ids = [bareId(id), ...Array.from(formats, (name) => `${keyText(name)}:${id}`)];
    rows = [...rows, ...(await saying.where('t.id', 'in', ids).execute())];
  }
  return rows
    .filter((row) => row.format !== format && row.told === null)
    .map((candidate) => ({ candidate, kinship: kinshipOf(candidate.id, id) }))
    .sort((a, b) => b.kinship - a.kinship);
}

// 2 for a run and its export (`tau-bench:7`, `atif:tau-bench:7`), 1 where two formats keep the source's id
// (`langfuse:t1`, `otel-genai:t1`).
function kinshipOf(a: string, b: string): number {
  if (bareId(a) === b || a === bareId(b)) return 2;
  return bareId(a) === bareId(b) ? 1 : 0;
}

function bareId(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}

function agrees({ model, started_ms: started, success, outcomes }: Candidate, run: EncodedRun): boolean {
  if (started !== null && run.startedAt !== undefined && !isSameStart(Math.abs(started - run.startedAt))) return false;
  if (success !== null && run.success !== undefined && (success === 1) !== run.success) {
    const [one, other] = [toldSuccess(outcomes), toldSuccess(run.outcomes)];
    if (one !== undefined && other !== undefined && one !== other) return false;
  }
  return model === null || run.model === undefined || isSameModel(model, run.model);
}

// What Ethogram derives for want of an outcome contradicts nothing.
function toldSuccess(outcomes: Uint8Array): boolean | undefined {
  const records = unpackJson(outcomes) as OutcomeRecord[];
  return outcomeOf(records.filter(({ by }) => by !== 'derived')).success;
}

// One of them may be a local time without its zone: zones lie quarters of an hour apart.
function isSameStart(apartMs: number): boolean {
  return apartMs <= SAME_START_MS || (apartMs <= WIDEST_ZONE_MS && apartMs % QUARTER_HOUR_MS === 0);
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
