import type { Json, JsonObject } from '../../core/json.ts';
import { listField, otherFields, stringField } from '../chat/string-field.ts';
import { jsonText, numberSteps, type BareStep } from '../chat/number-steps.ts';
import { rowFormat } from './reasoning/row-format.ts';
import type { TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import type { OutcomeRecord } from '../trajectory.ts';

/**
 * Results of Reflexion: ALFWorld's `env_results_trial_<n>.json`, `{name, memory, is_success}` per environment, and code
 * runs, `{task_id, prompt, test, solution, is_solved, reflections, implementations}` per problem. What an environment
 * remembers from earlier trials, and what a code run reflected on between its attempts, is reasoning of the agent. Only
 * these texts are in the files: actions in ALFWorld are not.
 */
export const reflexion: TraceFormat = rowFormat({
  name: 'reflexion',
  description: 'Reflexion results: ALFWorld trials and programming runs',
  sureness: 0.93,
  expected: '{"name", "memory", "is_success"} or {"task_id", "prompt", "solution", "is_solved"}',
  isRow: (record) => isTrial(record) || isCodeRun(record),
  *items(row, path) {
    yield { draft: isTrial(row) ? trialDraft(row, path) : codeDraft(row) };
  },
});

function isTrial(record: JsonObject): boolean {
  return typeof record['name'] === 'string' && Array.isArray(record['memory']) && 'is_success' in record;
}

function isCodeRun(record: JsonObject): boolean {
  return (
    typeof record['prompt'] === 'string' &&
    'is_solved' in record &&
    ('solution' in record || 'implementations' in record)
  );
}

const TRIAL_KNOWN = new Set(['name', 'memory', 'is_success']);
const CODE_KNOWN = new Set(['task_id', 'prompt', 'solution', 'is_solved', 'reflections', 'implementations']);

// The number of the trial stands only in the name of the file.
function trialDraft(row: JsonObject, path: string): TrajectoryDraft {
  const trial = /trial_(\d+)/.exec(path.split(/[/\\]/).at(-1) ?? '')?.[1];
  const memory = listField(row, 'memory')!;
  return {
    task: { id: `alfworld/${stringField(row, 'name')!}`, ...(trial !== undefined && { trial }), tags: ['reflexion'] },
    agent: {},
    outcomes: successOf(row['is_success']),
    steps: memory.length === 0 ? [] : numberSteps([reflecting(memory)]),
    extra: { ...otherFields(row, TRIAL_KNOWN), ...oddFlag('is_success', row['is_success']) },
    distinguishing: [memory, row['is_success'] ?? null],
  };
}

function codeDraft(row: JsonObject): TrajectoryDraft {
  const taskId = stringField(row, 'task_id');
  const prompt = stringField(row, 'prompt')!;
  const reflections = listField(row, 'reflections');
  const implementations = listField(row, 'implementations') ?? [];
  const { solution } = row;
  const steps: BareStep[] = [{ actor: 'user', parts: [{ kind: 'text', text: prompt }] }];
  // Attempt i is followed by what was thought of it; a solution that is the last attempt stands there already.
  for (let i = 0; i < Math.max(implementations.length, reflections?.length ?? 0); i++) {
    const attempt = implementations[i];
    if (attempt !== undefined) steps.push({ actor: 'agent', parts: [{ kind: 'text', text: jsonText(attempt) }] });
    const reflection = reflections?.[i];
    if (reflection !== undefined) steps.push(reflecting([reflection]));
  }
  if (isGiven(solution) && solution !== implementations.at(-1)) {
    steps.push({ actor: 'agent', parts: [{ kind: 'text', text: jsonText(solution) }] });
  }
  const odd: JsonObject = {
    ...oddFlag('is_solved', row['is_solved']),
    ...(reflections === undefined && isGiven(row['reflections']) && { reflections: row['reflections']! }),
    ...(listField(row, 'implementations') === undefined &&
      isGiven(row['implementations']) && { implementations: row['implementations']! }),
    ...(taskId === undefined && isGiven(row['task_id']) && { task_id: row['task_id']! }),
  };
  return {
    task: { ...(taskId !== undefined && { id: taskId }), text: prompt, tags: ['reflexion'] },
    agent: {},
    outcomes: successOf(row['is_solved']),
    steps: numberSteps(steps),
    extra: { ...otherFields(row, CODE_KNOWN), ...odd },
    distinguishing: [solution ?? null, reflections ?? null, implementations],
  };
}

function reflecting(texts: readonly Json[]): BareStep {
  return {
    actor: 'agent',
    parts: texts.map((text) => ({ kind: 'reasoning', text: jsonText(text), visibility: 'raw' }) as const),
  };
}

function successOf(value: Json | undefined): OutcomeRecord[] {
  return typeof value === 'boolean' ? [{ name: 'success', value, by: 'verifier' }] : [];
}

function oddFlag(name: string, value: Json | undefined): JsonObject {
  return isGiven(value) && typeof value !== 'boolean' ? { [name]: value! } : {};
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}
