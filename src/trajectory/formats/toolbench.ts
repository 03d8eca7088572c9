import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { chatSteps } from '../chat/chat-steps.ts';
import { jsonText } from '../chat/number-steps.ts';
import { listField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import { rowFormat } from './reasoning/row-format.ts';
import { questionTaskId } from './reasoning/question-task-id.ts';
import type { TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import type { OutcomeRecord, Part, Step } from '../trajectory.ts';

const NODE_KNOWN = new Set(['children', 'description', 'observation']);

/**
 * ToolLLM answer trees of DFSDT: `{win, tree: {tree}, forward_args, answer_generation}`. A thought, an action and its
 * input that follow each other are one step of the agent, the observation is one of the tool; steps stand in the order
 * of the tree (depth first, as the search made them) and `parent` says where a branch begins. `extra.nodes` keeps what
 * the search noted of each node. That the system finished with an answer (`win`) is its own word: the score `win`.
 *
 * Runs without search (CoT, ReAct) have `trys: [{chain, win}]` instead of the tree: each is a run, its trial the number of
 * the try.
 */
export const toolbench: TraceFormat = rowFormat({
  name: 'toolbench',
  description: 'ToolBench (ToolLLM) answers: trees with every branch of the search, and chains',
  sureness: 0.97,
  expected: 'an answer {"tree": {"tree"}, "answer_generation"} or {"trys": [{"chain"}], "answer_generation"}',
  isRow: (record) => rootOf(record) !== undefined || chainsOf(record).some(isChain),
  *items(row) {
    const root = rootOf(row);
    if (root !== undefined) {
      const rest = otherFields(row, ROW_KNOWN) ?? {};
      const tree = otherFields(objectField(row, 'tree')!, new Set(['tree'])) ?? {};
      yield { draft: draftOf(row, root, { ...rest, ...oddWin(row['win']), tree }) };
      return;
    }
    const chains = chainsOf(row);
    const rest = otherFields(row, CHAIN_ROW_KNOWN) ?? {};
    for (const [index, attempt] of chains.entries()) {
      const facts = otherFields(attempt, new Set(['chain']));
      const extra = { ...rest, ...oddWin(row['win']), ...(facts !== undefined && { try: facts }) };
      const draft = draftOf(row, nested(listField(attempt, 'chain')!), extra);
      yield { draft: { ...draft, task: { ...draft.task, trial: String(index) } } };
    }
  },
});

const ROW_KNOWN = new Set(['tree', 'answer_generation', 'win']);
const CHAIN_ROW_KNOWN = new Set(['trys', 'answer_generation', 'win']);

function oddWin(win: Json | undefined): JsonObject {
  return win === undefined || win === null || typeof win === 'boolean' ? {} : { win };
}

function chainsOf(record: JsonObject): readonly JsonObject[] {
  return (listField(record, 'trys') ?? []).filter(isJsonObject).filter((attempt) => Array.isArray(attempt['chain']));
}

function isChain(attempt: JsonObject): boolean {
  const [node] = listField(attempt, 'chain') ?? [];
  return node !== undefined && isJsonObject(node) && 'node_type' in node;
}

// A chain is a tree of one branch.
function nested(chain: readonly Json[]): JsonObject {
  let below: JsonObject | undefined;
  for (const node of chain.toReversed()) {
    const record = isJsonObject(node) ? node : { node_type: '', description: node };
    below = { ...record, children: below === undefined ? [] : [below] };
  }
  return below ?? { node_type: '', description: '', children: [] };
}

function rootOf(record: JsonObject): JsonObject | undefined {
  const root = objectField(objectField(record, 'tree') ?? {}, 'tree');
  const isRoot = root !== undefined && 'node_type' in root && Array.isArray(root['children']);
  return isRoot ? root : undefined;
}

type OpenStep = { -readonly [K in keyof Step]: Step[K] } & { parts: Part[] };

function draftOf(row: JsonObject, root: JsonObject, extra: JsonObject): TrajectoryDraft {
  const answer = objectField(row, 'answer_generation') ?? {};
  const query = stringField(answer, 'query');
  const steps = [...openingOf(answer, query)];
  addTree(root, steps);
  const { win } = row;
  const outcomes: OutcomeRecord[] = typeof win === 'boolean' ? [{ name: 'win', value: win, by: 'self' }] : [];
  const tools = answer['function'];
  return {
    task: {
      ...(query !== undefined && { id: questionTaskId(query), text: query }),
      tags: ['toolbench'],
    },
    agent: { ...(tools !== undefined && tools !== null && { tools }) },
    outcomes,
    steps,
    extra: {
      ...extra,
      answer_generation: otherFields(answer, new Set(['function', ...(query === undefined ? [] : ['query'])])) ?? {},
    },
    // Neither system nor model has a name in these files.
    distinguishing: [row['forward_args'] ?? null, answer['final_answer'] ?? null, extra['try'] ?? null],
  };
}

// The prompt stands only in the messages made for training; without them the request is the query.
function openingOf(answer: JsonObject, query: string | undefined): Step[] {
  const [chain] = listField(answer, 'train_messages') ?? [];
  const messages = Array.isArray(chain) ? (chain as readonly Json[]) : [];
  const end = messages.findIndex((m) => !isJsonObject(m) || (m['role'] !== 'system' && m['role'] !== 'user'));
  const opening = chatSteps(end < 0 ? messages : messages.slice(0, end));
  if (opening.length > 0 || query === undefined) return opening;
  return [{ index: 0, actor: 'user', parts: [{ kind: 'text', text: query }] }];
}

interface Visit {
  readonly node: JsonObject;
  /** Index of the step the node follows; -1 at the beginning. */
  readonly parent: number;
  /** The step that a thought or action above began, and that goes on here. */
  readonly open?: OpenStep;
}

// With a stack of its own: a tree may be deeper than calls can nest.
function addTree(root: JsonObject, steps: Step[]): void {
  const stack: Visit[] = [{ node: root, parent: steps.length - 1 }];
  let calls = 0;
  for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
    const { node } = visit;
    const type = stringField(node, 'node_type');
    const text = jsonText(node['description']);
    const { observation } = node;
    let { parent, open } = visit;
    const isEmptyRoot = node === root && text === '' && (observation === undefined || observation === null);
    const rest = otherFields(node, NODE_KNOWN) ?? {};
    // A second thought begins a step, and so does an action that follows an action.
    const goesOn =
      open !== undefined &&
      (type === 'Action Input' || (type === 'Action' && !open.parts.some((part) => part.kind === 'tool-call')));
    if (!goesOn) {
      open = { index: steps.length, actor: isEmptyRoot ? 'environment' : 'agent', parts: [], extra: { nodes: [] } };
      if (isEmptyRoot) open.name = 'root';
      if (parent >= 0 && parent !== steps.length - 1) open.parent = parent;
      steps.push(open);
    }
    open!.extra = { ...open!.extra, nodes: [...(open!.extra!['nodes'] as readonly Json[]), rest] };
    if (type === 'Action') {
      open!.parts.push({ kind: 'tool-call', callId: `call_${calls++}`, name: text, argumentsText: '' });
    } else if (type === 'Action Input') {
      const last = open!.parts.findIndex((part) => part.kind === 'tool-call');
      const call = open!.parts[last];
      if (call?.kind === 'tool-call') open!.parts[last] = { ...call, argumentsText: text };
      else if (text !== '') open!.parts.push({ kind: 'text', text });
    } else if (text !== '') open!.parts.push({ kind: 'reasoning', text, visibility: 'raw' });
    parent = open!.index;
    if (observation !== undefined && observation !== null) {
      const call = open!.parts.findLast((part) => part.kind === 'tool-call');
      const callId = call?.kind === 'tool-call' ? call.callId : '';
      parent = steps.length;
      steps.push({
        index: parent,
        actor: 'tool',
        ...(call?.kind === 'tool-call' && { name: call.name }),
        parts: [{ kind: 'tool-result', callId, text: jsonText(observation) }],
      });
    }
    const children = listField(node, 'children') ?? [];
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i]!;
      if (!isJsonObject(child)) continue;
      const mayGoOn = i === 0 && (type === 'Thought' || type === 'Action');
      stack.push({ node: child, parent, ...(mayGoOn && open !== undefined && { open }) });
    }
  }
}
