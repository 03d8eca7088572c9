import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { contentParts } from '../chat/content-parts.ts';
import { idField, listField, otherFields, stringField } from '../chat/string-field.ts';
import { oddFields } from './reasoning/odd-fields.ts';
import { questionTaskId } from './reasoning/question-task-id.ts';
import { rowFormat } from './reasoning/row-format.ts';
import type { DraftLabel, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import type { Actor, OutcomeRecord, Part, Step } from '../trajectory.ts';

const KNOWN = new Set([
  'history',
  'question',
  'question_ID',
  'is_correct',
  'is_corrected',
  'mistake_agent',
  'mistake_step',
  'mistake_reason',
]);
const MESSAGE_KNOWN = new Set(['content', 'role', 'name']);

/**
 * Who&When: failed runs of several agents, with the agent and the step that people hold responsible. Step *i* is message
 * *i* of the `history`, which is what `mistake_step` counts, 0-based.
 *
 * Who speaks is the message's `name` in the algorithm-generated half, where `role` is only how the chat was wired, and its
 * `role` in the hand-crafted half. Everyone with a model is an agent: experts, surfers, the orchestrator, whose
 * `(thought)` nobody else reads and is reasoning. Terminals run code and have no model: their messages are tool results,
 * in error where they say the exit code is not 0. The `human` asks, and is the user. The first message of the
 * algorithm-generated half is a manager's plan in an expert's name: it is an agent's, as annotators found mistakes in it.
 *
 * `label:who-and-when/mistake-step`, `mistake-agent` and `mistake-reason` keep the source's words; a step that is not in
 * the history has no place. Speaker and blamed agent differ in a few runs; that is in the source.
 */
export const whoAndWhen: TraceFormat = rowFormat({
  name: 'who-and-when',
  description: 'Who&When: failed multi-agent runs with the responsible agent and step',
  sureness: 0.98,
  expected: 'a Who&When run {"history", "mistake_agent", "mistake_step"}',
  // The labels come after the history, which may be longer than what is looked at.
  isRow: (record) =>
    Array.isArray(record['history']) &&
    ('question_ID' in record || ('mistake_step' in record && 'mistake_agent' in record)),
  *items(run) {
    yield { draft: draftOf(run), labels: labelsOf(run) };
  },
});

function draftOf(run: JsonObject): TrajectoryDraft {
  const history = listField(run, 'history')!;
  const generated = history.some((message) => isJsonObject(message) && typeof message['name'] === 'string');
  const half = generated ? 'algorithm-generated' : 'hand-crafted';
  const question = stringField(run, 'question');
  const id = idField(run, 'question_ID');
  const outcomes: OutcomeRecord[] = [];
  const odd: Record<string, Json> = {};
  for (const field of ['is_correct', 'is_corrected'] as const) {
    const value = run[field];
    if (typeof value === 'boolean') outcomes.push({ name: 'success', value, by: 'verifier' });
    else if (value !== undefined && value !== null) odd[field] = value;
  }
  return {
    task: {
      ...(id !== undefined ? { id: `who-and-when/${id}` } : question !== undefined && { id: questionTaskId(question) }),
      ...(question !== undefined && { text: question }),
      tags: ['who-and-when', half],
    },
    agent: {},
    outcomes,
    steps: history.map((message, index) => messageStep(message, index)),
    extra: { ...otherFields(run, KNOWN), ...oddFields(run, ['question', 'question_ID']), ...odd },
    distinguishing: half,
  };
}

function messageStep(message: Json, index: number): Step {
  if (!isJsonObject(message)) return { index, actor: 'environment', parts: [], extra: { value: message } };
  const role = stringField(message, 'role') ?? '';
  const named = stringField(message, 'name');
  // `Orchestrator (-> WebSurfer)` is the orchestrator.
  const name = named ?? role.replace(/ \([^()]*\)$/, '');
  const actor = actorOf(named === undefined, name);
  const { parts, others, facts } = contentParts(message['content']);
  const extra = {
    ...(role !== name && role !== '' && { role }),
    ...otherFields(message, MESSAGE_KNOWN),
    ...oddFields(message, ['role', 'name']),
    ...(others.length > 0 && { content: others }),
    ...(facts.length > 0 && { blocks: facts }),
  };
  const isThought = role.endsWith('(thought)');
  return {
    index,
    actor,
    ...(name !== '' && { name }),
    parts: actor === 'tool' ? parts.map(resultPart) : isThought ? parts.map(reasoningPart) : parts,
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

function actorOf(byRole: boolean, name: string): Actor {
  if (/^computer_?terminal$/i.test(name)) return 'tool';
  return byRole && /^(?:human|user)$/i.test(name) ? 'user' : 'agent';
}

function resultPart(part: Part): Part {
  if (part.kind !== 'text') return part;
  const code = /^(?:exitcode: |The script ran, then exited with Unix exit code: )(-?\d{1,9})/.exec(part.text)?.[1];
  return { kind: 'tool-result', callId: '', text: part.text, ...(code !== undefined && { isError: code !== '0' }) };
}

function reasoningPart(part: Part): Part {
  return part.kind === 'text' ? { kind: 'reasoning', text: part.text, visibility: 'raw' } : part;
}

function labelsOf(run: JsonObject): DraftLabel[] {
  const given = run['mistake_step'] ?? null;
  const step = typeof given === 'string' && /^\s*\d{1,9}\s*$/.test(given) ? Number(given) : given;
  const listed = listField(run, 'history')!.length;
  const inRange = typeof step === 'number' && Number.isInteger(step) && step >= 0 && step < listed;
  const place = inRange ? { steps: [step, step] as const } : {};
  const labels: DraftLabel[] = [];
  for (const field of ['step', 'agent', 'reason'] as const) {
    const value = run[`mistake_${field}`];
    if (value === undefined || value === null) continue;
    labels.push({ name: `label:who-and-when/mistake-${field}`, ...place, value, coder: 'human' });
  }
  return labels;
}
