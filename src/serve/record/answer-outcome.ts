import { z } from 'zod';
import { shapeFault } from '../../core/shape-fault.ts';
import type { OutcomeRecord } from '../../trajectory/trajectory.ts';
import { errorAnswer, type HttpAnswer } from './http-answer.ts';
import type { Recorder, ReportedOutcome } from './recorder.ts';

/** The longest body that is read, in bytes. */
export const LARGEST_OUTCOME_BYTES = 256 * 1024;
// A score of one of these names would be taken for what the name means.
const TAKEN = /^(?:success|reward|feedback)$/;

const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}+$/u, 'expected a name without control characters')
  .refine((text) => !TAKEN.test(text), 'expected a name other than success, reward and feedback');
const id = z.string().min(1).max(2000);
const REPORT = z.strictObject({
  trajectory: id.optional(),
  session: id.optional(),
  success: z.boolean().optional(),
  reward: z.number().optional(),
  scores: z.record(name, z.number()).optional(),
  feedback: z.string().min(1).max(100_000).optional(),
  by: z.enum(['human', 'verifier']).optional(),
});

/**
 * The outcome in a body of `POST /v1/outcomes`: `{ "trajectory" | "session", "success"?, "reward"?, "scores"?, "feedback"?,
 * "by"? }`. Where `by` is not said, words are a human's and the rest is a verifier's.
 *
 * @param at - when it came, ISO 8601
 * @returns a text saying what is wrong with it: `found …, expected …`
 */
export function readOutcome(body: Uint8Array, at: string): ReportedOutcome | string {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return 'found no JSON in UTF-8, expected { "session", "success" … }';
  }
  const read = REPORT.safeParse(json);
  if (!read.success) {
    const { path, message } = shapeFault(REPORT, json, read.error.issues);
    return path.length === 0 ? message : `${path.join('.')}: ${message}`;
  }
  const { trajectory, session, success, reward, scores = {}, feedback, by } = read.data;
  if ((trajectory === undefined) === (session === undefined)) {
    return `found ${trajectory === undefined ? 'neither' : 'both'}, expected either trajectory or session`;
  }
  const judged = { by: by ?? 'verifier', at } as const;
  const records: OutcomeRecord[] = [
    ...(success === undefined ? [] : [{ name: 'success', value: success, ...judged }]),
    ...(reward === undefined ? [] : [{ name: 'reward', value: reward, ...judged }]),
    ...Object.entries(scores).map(([score, value]) => ({ name: score, value, ...judged })),
    ...(feedback === undefined ? [] : [{ name: 'feedback', value: feedback, by: by ?? 'human', at } as const]),
  ];
  if (records.length === 0) return 'found no outcome, expected success, reward, scores or feedback';
  return { target: session === undefined ? { trajectory: trajectory! } : { session }, records };
}

/**
 * Answers `POST /v1/outcomes`: 204 when the outcome is durable (its run may be recorded later), 400 when it cannot be read,
 * 404 when there is no such trajectory, 413, and 503 when it could not be stored.
 *
 * @param at - when it came, ISO 8601
 */
export async function answerOutcome(
  recorder: Pick<Recorder, 'outcome'>,
  body: Uint8Array,
  at: string,
): Promise<HttpAnswer> {
  if (body.length > LARGEST_OUTCOME_BYTES) {
    return errorAnswer(413, 'too-large', `found ${body.length} bytes, expected at most ${LARGEST_OUTCOME_BYTES}`);
  }
  const outcome = readOutcome(body, at);
  if (typeof outcome === 'string') return errorAnswer(400, 'bad-outcome', outcome);
  switch (await recorder.outcome(outcome)) {
    case 'stored':
    case 'kept':
      return { status: 204, headers: {}, body: '' };
    case 'not-found': {
      const place = 'trajectory' in outcome.target ? outcome.target.trajectory : outcome.target.session;
      return errorAnswer(404, 'not-found', `${place}: found no such trajectory, expected one in the store`);
    }
    case 'unavailable':
      return errorAnswer(503, 'store-unavailable', 'the outcome was not stored, send it again');
  }
}
