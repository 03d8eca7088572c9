import { EthogramError } from '../../../core/ethogram-error.ts';
import { closestFirst } from './closest-first.ts';

/**
 * What a column of a table can be mapped to, and what each means: the help text of `--map`. `score` and `label` are given
 * as `score.NAME` and `label.NAME`, any number of times.
 */
export const MAP_FIELDS = {
  id: 'id of the run, one row per run; without it a run is known by its content',
  task: 'what was asked; one row per run: also what the user says, when neither user nor messages is mapped',
  taskId: 'id of the task, the same for every attempt at it',
  trial: 'which attempt at the task',
  model: 'model that ran',
  agentName: 'agent that ran',
  project: 'project the run belongs to',
  startedAt: 'when the run started: ISO 8601, or seconds or milliseconds since 1970',
  endedAt: 'when the run ended',
  success: 'whether it succeeded: true/false, 1/0, yes/no, correct/incorrect, pass/fail, resolved/unresolved …',
  reward: 'reward, a number',
  score: 'any other number that judges the run; score.NAME names it',
  label: 'what somebody says about the run, or about the steps of the row; label.NAME names it',
  feedback: 'what a person says about the run',
  messages: 'a list of chat messages (role, content, tool_calls …), or the JSON text of one',
  system: 'instructions',
  user: 'what the user says',
  agent: 'what the agent says',
  reasoning: 'what the agent thinks before it speaks; a list is one part per entry',
  inputTokens: 'tokens the agent read',
  outputTokens: 'tokens the agent wrote',
  costUsd: 'cost of the agent in US dollars',
  run: 'id of the run a step belongs to, one row per step; without it the table is one run',
  order: 'number of the step in its run; without it, the order of the rows',
  actor:
    'who acts: user/human/customer, assistant/agent/ai/model, tool/function, system; anything else is the environment',
  name: 'name of who acts',
  text: 'what is said; of a tool, what it answers',
  at: 'when the step happened',
  tool: 'tool that is called',
  callId: 'id of the call, the same for call and answer',
  arguments: 'arguments of the call',
  result: 'what the tool answers',
  error: 'whether the tool failed, or the words of its error',
} as const satisfies Readonly<Record<string, string>>;

/** A name in {@link MAP_FIELDS}. */
export type MapField = keyof typeof MAP_FIELDS;

/** One assignment of a map. */
export interface MappedColumn {
  readonly field: MapField;
  /** Of `score.NAME` and `label.NAME`. */
  readonly name?: string;
  /** As given, without quotes; dots reach into nested fields unless a column is called so. */
  readonly column: string;
  /** Ends in a `?` that stood outside quotes: the table may lack it. The column is called so, or so without the `?`. */
  readonly optional: boolean;
}

/** Which columns of a table mean what. Plain data. */
export interface ColumnMap {
  readonly rows: 'run' | 'step';
  /** In the order given. */
  readonly columns: readonly MappedColumn[];
}

const EXAMPLE = "ethogram import runs.csv --map 'task=question,agent=response,success=correct'";
const REPEATABLE: ReadonlySet<MapField> = new Set(['score', 'label']);
const OF_STEPS: readonly MapField[] = [
  'run',
  'order',
  'actor',
  'name',
  'text',
  'at',
  'tool',
  'callId',
  'arguments',
  'result',
  'error',
];
// Without any of these a row cannot be meant to be one step of the only run.
const SAYS_STEP: ReadonlySet<MapField> = new Set(['run', 'actor', 'text', 'tool', 'arguments', 'result']);
const CONTENT: readonly MapField[] = ['task', 'messages', 'system', 'user', 'agent', 'reasoning'];
const STEP_CONTENT: readonly MapField[] = [...CONTENT.slice(1), 'text', 'tool', 'arguments', 'result'];

/**
 * Reads `field=column,field=column`. Columns with commas, or spaces at their ends, stand in single or double quotes
 * (doubled inside). A `?` behind a column says that a table may lack it. A map with a field of steps describes one row per step,
 * any other one row per run.
 *
 * @throws EthogramError `bad-argument`
 */
export function parseColumnMap(text: string): ColumnMap {
  const columns: MappedColumn[] = [];
  for (const { left, right, isOptional } of assignments(text)) {
    const column = { ...fieldOf(left), column: right, optional: isOptional };
    if (right === '') throw bad(`no column for ${column.field}`, `${left}=COLUMN`);
    const isTwice = columns.some(({ field, name }) => field === column.field && name === column.name);
    if (isTwice && !REPEATABLE.has(column.field)) throw bad(`${left} twice`, 'each field once');
    const { field, name } = column;
    columns.push(REPEATABLE.has(field) && name === undefined ? { ...column, name: plainName(column) } : column);
  }
  if (columns.length === 0) throw bad('nothing', 'FIELD=COLUMN,…');
  const fields = new Set(columns.map(({ field }) => field));
  const ofSteps = OF_STEPS.filter((field) => fields.has(field));
  const rows = ofSteps.length > 0 ? 'step' : 'run';
  if (rows === 'step') requireSteps(fields, ofSteps);
  const content = rows === 'run' ? CONTENT : STEP_CONTENT;
  if (!content.some((field) => fields.has(field))) {
    throw bad('no column with words', `at least one of ${content.join(', ')}`);
  }
  return { rows, columns };
}

function requireSteps(fields: ReadonlySet<MapField>, ofSteps: readonly MapField[]): void {
  if (fields.has('id')) {
    throw bad(`id (one row per run) beside ${ofSteps.join(', ')} (one row per step)`, 'run=COLUMN instead of id');
  }
  if (!ofSteps.some((field) => SAYS_STEP.has(field))) {
    const instead = fields.has('at') ? ', or startedAt instead of at' : '';
    throw bad(`${ofSteps.join(', ')} (one row per step) without run`, `run=COLUMN too${instead}`);
  }
}

function fieldOf(left: string): Pick<MappedColumn, 'field' | 'name'> {
  const dot = left.indexOf('.');
  const field = dot < 0 ? left : left.slice(0, dot);
  const name = dot < 0 ? undefined : left.slice(dot + 1);
  if (!isField(field) || (name !== undefined && (name === '' || !REPEATABLE.has(field)))) {
    const fields = Object.keys(MAP_FIELDS).map((known) =>
      isField(known) && REPEATABLE.has(known) ? `${known}.NAME` : known,
    );
    throw bad(left === '' ? 'no field' : `the field ${left}`, `one of ${closestFirst(fields, left).join(', ')}`);
  }
  return { field, ...(name !== undefined && { name }) };
}

function isField(name: string): name is MapField {
  return Object.hasOwn(MAP_FIELDS, name);
}

function plainName({ column, optional }: MappedColumn): string {
  return optional ? column.slice(0, -1) : column;
}

interface Assignment {
  readonly left: string;
  readonly right: string;
  readonly isOptional: boolean;
}

function* assignments(text: string): Iterable<Assignment> {
  let at = 0;
  while (at < text.length) {
    const equals = text.indexOf('=', at);
    const comma = text.indexOf(',', at);
    if (equals < 0 || (comma >= 0 && comma < equals)) {
      const found = text.slice(at, comma < 0 ? text.length : comma).trim();
      if (found !== '') throw bad(found, 'FIELD=COLUMN,…');
      at = comma < 0 ? text.length : comma + 1;
      continue;
    }
    const left = text.slice(at, equals).trim();
    let start = equals + 1;
    while (text[start] === ' ') start++;
    const quote = text[start];
    if (quote === '"' || quote === "'") {
      const { value, end } = quotedName(text, start, quote);
      const next = text.indexOf(',', end);
      const rest = text.slice(end, next < 0 ? text.length : next).trim();
      if (rest !== '' && rest !== '?') throw bad(`${rest} after a closing quote`, 'a comma');
      // A column may itself be called so; see `findCell`.
      yield { left, right: `${value}${rest}`, isOptional: rest === '?' };
      at = next < 0 ? text.length : next + 1;
    } else {
      const end = comma < 0 ? text.length : comma;
      const right = text.slice(start, end).trim();
      yield { left, right, isOptional: right.length > 1 && right.endsWith('?') };
      at = end + 1;
    }
  }
}

function quotedName(text: string, start: number, quote: string): { readonly value: string; readonly end: number } {
  let value = '';
  let at = start + 1;
  for (;;) {
    const close = text.indexOf(quote, at);
    if (close < 0) throw bad(`${text.slice(start)} without its closing quote`, `${quote} at the end of the name`);
    value += text.slice(at, close);
    if (text[close + 1] !== quote) return { value, end: close + 1 };
    value += quote;
    at = close + 2;
  }
}

function bad(found: string, expected: string): EthogramError {
  return new EthogramError('bad-argument', `--map: found ${found}, expected ${expected}`, { hint: EXAMPLE });
}
