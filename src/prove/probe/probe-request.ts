import { sha256 } from '../../core/content-key.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { ModelRequest } from '../../core/model.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { probeContext } from './probe-context.ts';
import { knownTools } from './probe-points.ts';
import { PROBE_FRAME, type ProbeQuestion } from './probe-questions.ts';

/** What an agent answered to a question at a place of its run, as it is kept beside the run. */
export interface ProbeRecord {
  /** Index of the step that came next; the number of steps for after the last. */
  readonly place: number;
  /** Of the run when it was asked. */
  readonly revision: number;
  readonly question: string;
  /** `provider:name` */
  readonly model: string;
  readonly promptHash: string;
  readonly answer: JsonObject;
  /** What the run shows of it: {@link ProbeRecord.question}'s own form. */
  readonly shown?: Json;
}

/** What is kept of probes: the kind of note. */
export const PROBE_NOTE = 'probe';

/** The request that puts a question at a place of a run: the context up to there, forked, and the question as its last message. */
export function probeRequest(
  run: Pick<Trajectory, 'id' | 'steps' | 'agent'>,
  place: number,
  question: ProbeQuestion,
): ModelRequest<JsonObject> {
  const { instructions, messages } = probeContext(run, place);
  const asked = `${PROBE_FRAME}\n\n${question.text(knownTools(run, place))}`;
  const last = messages.at(-1);
  // Many models take turns strictly: what was said to the agent last and the question are one message.
  const before = last?.role === 'user' ? messages.slice(0, -1) : messages;
  const text = last?.role === 'user' ? `${last.text}\n\n${asked}` : asked;
  return {
    purpose: 'probe',
    subjects: [run.id],
    ...(instructions !== undefined && { instructions }),
    messages: [...before, { role: 'user', text }],
    shape: { name: `probe_${question.name.replaceAll('-', '_')}`, schema: question.schema },
  };
}

/** The name of a note: its answers sort by place, and another model's or another question's stand beside it. */
export function probeName({ place, question, model }: Pick<ProbeRecord, 'place' | 'question' | 'model'>): string {
  return `${String(place).padStart(7, '0')}/${question}/${sha256(model, 12)}`;
}
