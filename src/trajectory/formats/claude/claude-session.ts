import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { claudeAttachment } from './claude-attachment.ts';
import { appended, claudeParts, isSamePart, lineEvent, lineFacts, messageFacts, resultFacts } from './claude-parts.ts';
import { placeClaudeEvents } from './place-claude-events.ts';
import { claudeProject } from './claude-project.ts';
import { contentParts } from '../../chat/content-parts.ts';
import { chatUsage } from '../../chat/chat-usage.ts';
import { idField, listField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import type { DraftItem, LateParts, TrajectoryDraft } from '../../trace-format.ts';
import { partText, type Actor, type Part, type Step } from '../../trajectory.ts';

type OpenStep = { -readonly [K in keyof Step]: Step[K] } & { parts: Part[] };

/** One session of Claude Code while its lines are read. */
export interface ClaudeSession {
  readonly runId: string;
  readonly parentRunId?: string;
  lastRecord?: number;
  /** Takes a line; returns what was wrong with it, if anything. */
  add(record: JsonObject): string | undefined;
  /** Sub-agents that a line says were started, and by which call. */
  spawned(record: JsonObject): { readonly callId: string; readonly agentId: string }[];
  /** The call whose `prompt` is this text. */
  callWithPrompt(text: string): string | undefined;
  firstText(): string;
  isEmpty(): boolean;
  /** Takes over the notes of a session that has no steps. */
  adopt(other: ClaudeSession): void;
  notes(): { readonly events: readonly JsonObject[]; readonly summaries: readonly string[] };
  /** Roughly how much is held. */
  characters(): number;
  finish(): DraftItem[];
}

const QUEUED_KNOWN = new Set(['type', 'prompt']);
const FACTS = ['cwd', 'gitBranch', 'version', 'userType', 'slug'] as const;
type Fact = (typeof FACTS)[number];

// Text of the program around the agent that is logged as if the user had said it.
const HARNESS_TEXT =
  /^\s*<(?:local-command-(?:stdout|stderr|caveat)|bash-(?:stdout|stderr)|task-notification|system-reminder|user-prompt-submit-hook)>/;

/** A {@link ClaudeSession}. `runId` is the session's id, or `<session>/<agent>`; `''` when the log names none. */
export function claudeSession(start: {
  readonly runId: string;
  readonly parentRunId?: string;
  readonly line: number;
}): ClaudeSession {
  const steps: OpenStep[] = [];
  const stepOfMessage = new Map<string, OpenStep>();
  const stepOfUuid = new Map<string, number>();
  const toolOfCall = new Map<string, string>();
  const textsOfCall = new Map<string, string[]>();
  const callOfPrompt = new Map<string, string>();
  const events = new Map<number, JsonObject[]>(); // by the step they came after; -1: before the first
  let deltas = 0; // pieces of messages that follow whole
  const summaries: string[] = [];
  const late: LateParts[] = [];
  const facts: Partial<Record<Fact | 'model' | 'title', string | undefined>> = {};
  const present: Partial<Record<Fact, string>> = {};
  let tools: Json | undefined;
  let lastTurn = -1; // step in which the user or the agent spoke last
  let startedAt: string | undefined;
  let endedAt: string | undefined;
  let characters = 0;

  function push(record: JsonObject, actor: Actor, parts: Part[], own: Record<string, Json>, name?: string): OpenStep {
    const uuid = stringField(record, 'uuid');
    const parentUuid = stringField(record, 'parentUuid');
    // A line may follow one of another file.
    const isFromElsewhere = parentUuid !== undefined && !stepOfUuid.has(parentUuid);
    const extra = {
      ...own,
      ...lineFacts(record),
      ...changes(record),
      ...(uuid !== undefined && { uuid }),
      ...(isFromElsewhere && { parentUuid }),
    };
    const at = stringField(record, 'timestamp');
    const parent = branchPoint(record, actor);
    const step: OpenStep = {
      index: steps.length,
      actor,
      ...(name !== undefined && { name }),
      ...(at !== undefined && { at }),
      ...(parent !== undefined && { parent }),
      parts,
      ...(objectField(record, 'forkedFrom') !== undefined && { copied: true }),
      ...(Object.keys(extra).length > 0 && { extra }),
    };
    steps.push(step);
    if (actor === 'user' || actor === 'agent') lastTurn = step.index;
    for (const part of parts) characters += partText(part).length;
    startedAt ??= at;
    return step;
  }

  // A line whose parent is not the last turn but an earlier one: the user went back. Results of parallel calls and
  // notices in between are no turns.
  function branchPoint(record: JsonObject, actor: Actor): number | undefined {
    if (actor !== 'user' && actor !== 'agent') return undefined;
    const parent = stepOfUuid.get(stringField(record, 'parentUuid') ?? '');
    return parent !== undefined && lastTurn > parent ? parent : undefined;
  }

  // What is true of the whole session is told once, and again where it changes.
  function changes(record: JsonObject): JsonObject {
    const changed: Record<string, Json> = {};
    for (const name of FACTS) {
      const value = stringField(record, name);
      if (value === undefined || value === present[name]) continue;
      if (present[name] !== undefined) changed[name] = value;
      present[name] = value;
    }
    return changed;
  }

  // Sessions that go on in a new file may repeat lines that are in it already.
  function isRepeated(record: JsonObject, parts: readonly Part[]): boolean {
    const known = steps[stepOfUuid.get(stringField(record, 'uuid') ?? '') ?? -1];
    if (known === undefined || parts.length === 0) return false;
    return parts.every((part) => known.parts.some((other) => isSamePart(part, other)));
  }

  function addAssistant(record: JsonObject, message: JsonObject): string | undefined {
    if (message['content'] === undefined) return 'found an assistant message without content';
    const { parts, others, facts: blocks } = claudeParts(message['content']);
    if (isRepeated(record, parts)) return undefined;
    rememberCalls(parts, message);
    const id = stringField(message, 'id');
    const usage = chatUsage(objectField(message, 'usage'), undefined);
    const open = id === undefined ? undefined : stepOfMessage.get(id);
    const offset = open?.parts.length ?? 0;
    const lists: Record<string, Json> = {
      ...(others.length > 0 && { content: others }),
      ...(blocks.length > 0 && { blocks: blocks.map((block) => ({ ...block, part: block.part + offset })) }),
    };
    let step: OpenStep;
    if (open === undefined) {
      const model = stringField(message, 'model');
      const synthetic = model === '<synthetic>';
      if (!synthetic && model !== undefined) facts.model ??= model;
      const apiError = record['isApiErrorMessage'] === true;
      const extra = {
        ...(apiError && { apiError }),
        ...(model !== undefined && model !== facts.model && { model }),
        ...messageFacts(message),
        ...lists,
      };
      step = push(record, apiError ? 'environment' : 'agent', parts, extra);
      if (id !== undefined) stepOfMessage.set(id, step);
    } else {
      step = open;
      const from = step.parts.length;
      for (const one of parts) step.parts.push(one);
      if (step.index < steps.length - 1 && parts.length > 0) {
        late.push({ step: step.index, from, to: step.parts.length, after: steps.length });
      }
      for (const part of parts) characters += partText(part).length;
      const at = stringField(record, 'timestamp');
      const between = step.endedAt;
      if (at !== undefined && at !== step.at) step.endedAt = at;
      const uuid = stringField(record, 'uuid');
      const known = step.extra ?? {};
      step.extra = {
        ...known,
        ...messageFacts(message),
        ...lineFacts(record),
        ...changes(record),
        ...appended(known, {
          ...lists,
          ...(uuid !== undefined && { uuid }),
          ...(between !== undefined && between !== step.endedAt && { times: between }),
        }),
      };
    }
    if (usage !== undefined) step.usage = usage;
    remember(record, step.index);
    return undefined;
  }

  function addUser(record: JsonObject, message: JsonObject): string | undefined {
    if (message['content'] === undefined) return 'found a user message without content';
    const { parts, others, facts: blocks } = claudeParts(message['content']);
    if (isRepeated(record, parts)) return undefined;
    const extra: Record<string, Json> = {
      ...(record['isMeta'] === true && { meta: true }),
      ...messageFacts(message),
      ...(others.length > 0 && { content: others }),
      ...(blocks.length > 0 && { blocks }),
    };
    const results = parts.filter((part) => part.kind === 'tool-result');
    for (const { callId, text } of results) rememberText(callId, text);
    const outcome = resultFacts(
      record,
      [...new Set(results.map(({ callId }) => callId))].flatMap((callId) => textsOfCall.get(callId) ?? []),
    );
    if (outcome !== undefined) extra['toolUseResult'] = outcome;
    if (record['isCompactSummary'] === true) {
      const compaction = parts.map((part): Part =>
        part.kind === 'text' ? { kind: 'compaction', text: part.text } : part,
      );
      remember(record, push(record, 'environment', compaction, extra).index);
    } else if (results.length > 0) {
      const names = new Set(results.map((part) => toolOfCall.get(part.callId)));
      const [name] = names.size === 1 ? names : [];
      remember(record, push(record, 'tool', parts, extra, name).index);
    } else {
      const harness = parts.length > 0 && parts.every((part) => part.kind === 'text' && HARNESS_TEXT.test(part.text));
      const actor = extra['meta'] === true || harness ? 'environment' : 'user';
      remember(record, push(record, actor, parts, extra).index);
    }
    return undefined;
  }

  function addSystem(record: JsonObject): void {
    const subtype = stringField(record, 'subtype');
    const text = stringField(record, 'content') ?? '';
    if (subtype === 'init') {
      facts.model ??= stringField(record, 'model');
      tools ??= record['tools'];
    }
    if (text === '') {
      note(record);
      remember(record, steps.length - 1);
      return;
    }
    const compact = subtype === 'compact_boundary' || subtype === 'microcompact_boundary';
    const part: Part = compact ? { kind: 'compaction', text } : { kind: 'text', text };
    remember(record, push(record, 'environment', [part], {}, subtype).index);
  }

  // What the user typed while the agent worked reaches it as an attachment; so do outputs of hooks, files, reminders.
  function addAttachment(record: JsonObject): void {
    const attachment = objectField(record, 'attachment') ?? {};
    const type = stringField(attachment, 'type');
    if (type === 'queued_command') {
      const { parts, others, facts: blocks } = contentParts(attachment['prompt']);
      if (parts.length > 0) {
        const rest = otherFields(attachment, QUEUED_KNOWN);
        const extra = {
          queued: true,
          ...(rest !== undefined && { attachment: rest }),
          ...(others.length > 0 && { content: others }),
          ...(blocks.length > 0 && { blocks }),
        };
        remember(record, push(record, 'user', parts, extra).index);
        return;
      }
    }
    const { texts, rest } = claudeAttachment(attachment);
    if (texts.length === 0) {
      note(record);
      remember(record, steps.length - 1);
      return;
    }
    const parts = texts.map((text): Part => ({ kind: 'text', text }));
    const step = push(record, 'environment', parts, rest === undefined ? {} : { attachment: rest }, type);
    remember(record, step.index);
  }

  function rememberCalls(parts: readonly Part[], message: JsonObject): void {
    let prompts: ReadonlyMap<string, string> | undefined;
    for (const part of parts) {
      if (part.kind !== 'tool-call') continue;
      const { callId, name } = part;
      toolOfCall.set(callId, name);
      rememberText(callId, part.argumentsText);
      if (name !== 'Task' && name !== 'Agent') continue;
      prompts ??= promptsIn(message);
      const prompt = prompts.get(callId);
      if (prompt !== undefined) callOfPrompt.set(prompt, callId);
    }
  }

  function rememberText(callId: string, text: string): void {
    const texts = textsOfCall.get(callId);
    if (texts === undefined) textsOfCall.set(callId, [text]);
    else texts.push(text);
  }

  function remember(record: JsonObject, index: number): void {
    const uuid = stringField(record, 'uuid');
    if (uuid !== undefined && index >= 0) stepOfUuid.set(uuid, index);
    endedAt = stringField(record, 'timestamp') ?? endedAt;
  }

  function note(record: JsonObject): void {
    const after = steps.length - 1;
    const list = events.get(after);
    if (list === undefined) events.set(after, [lineEvent(record)]);
    else list.push(lineEvent(record));
  }

  function draft(): TrajectoryDraft {
    const project = facts.cwd === undefined ? undefined : claudeProject(facts.cwd);
    const sessionId = start.runId === '' ? undefined : start.runId.split('/')[0]!;
    const early = placeClaudeEvents(events, steps, textsOfCall);
    const extra: JsonObject = {
      ...(facts.cwd !== undefined && { cwd: facts.cwd }),
      ...(facts.gitBranch !== undefined && { gitBranch: facts.gitBranch }),
      ...(facts.userType !== undefined && { userType: facts.userType }),
      ...(facts.slug !== undefined && { slug: facts.slug }),
      ...(facts.title !== undefined && { title: facts.title }),
      ...(summaries.length > 0 && { summaries }),
      ...(deltas > 0 && { streamEvents: deltas }),
      ...(early.length > 0 && { events: early }),
    };
    return {
      ...(start.runId !== '' && { runId: start.runId }),
      ...(start.parentRunId !== undefined && { parentRunId: start.parentRunId }),
      ...(project !== undefined && { project }),
      ...(sessionId !== undefined && { sessionId }),
      task: { tags: [] },
      agent: {
        name: 'claude-code',
        ...(facts.model !== undefined && { model: facts.model }),
        ...(facts.version !== undefined && { version: facts.version }),
        ...(tools !== undefined && tools !== null && { tools }),
      },
      ...(startedAt !== undefined && { startedAt }),
      ...(endedAt !== undefined && { endedAt }),
      outcomes: [],
      steps,
      extra,
      line: start.line,
      ...(late.length > 0 && { late }),
    };
  }

  return {
    runId: start.runId,
    ...(start.parentRunId !== undefined && { parentRunId: start.parentRunId }),
    add(record) {
      for (const name of FACTS) facts[name] ??= stringField(record, name);
      const type = record['type'] as string;
      const message = objectField(record, 'message');
      if (type === 'user' || type === 'assistant') {
        if (message === undefined) return `found a line of type ${type} without a message`;
        return type === 'user' ? addUser(record, message) : addAssistant(record, message);
      }
      if (type === 'system') addSystem(record);
      else if (type === 'attachment') addAttachment(record);
      else {
        const summary = stringField(record, 'summary');
        facts.title = stringField(record, 'customTitle') ?? stringField(record, 'aiTitle') ?? facts.title;
        if (type === 'summary' && summary !== undefined) {
          summaries.push(summary);
          note({ type, ...(record['leafUuid'] !== undefined && { leafUuid: record['leafUuid'] }) });
        } else if (type === 'stream_event') deltas++;
        else note(record);
        // Hooks and progress stand between turns in the chain of parents.
        const parent = stepOfUuid.get(stringField(record, 'parentUuid') ?? '') ?? steps.length - 1;
        const uuid = stringField(record, 'uuid');
        if (uuid !== undefined && parent >= 0) stepOfUuid.set(uuid, parent);
      }
      return undefined;
    },
    spawned(record) {
      const data = objectField(record, 'data');
      const progressAgent = data === undefined ? undefined : stringField(data, 'agentId');
      const parentCall = stringField(record, 'parentToolUseID');
      if (progressAgent !== undefined && parentCall !== undefined)
        return [{ callId: parentCall, agentId: progressAgent }];
      const result = objectField(record, 'toolUseResult');
      const agentId = result === undefined ? undefined : stringField(result, 'agentId');
      if (agentId === undefined) return [];
      const block = listField(objectField(record, 'message') ?? {}, 'content')?.find(
        (b) => isJsonObject(b) && b['type'] === 'tool_result',
      );
      const callId = isJsonObject(block) ? idField(block, 'tool_use_id') : undefined;
      return callId === undefined ? [] : [{ callId, agentId }];
    },
    callWithPrompt: (text) => callOfPrompt.get(text),
    firstText: () => steps[0]?.parts.map(partText).join('') ?? '',
    isEmpty: () => steps.length === 0,
    adopt(other) {
      events.set(-1, [...other.notes().events, ...(events.get(-1) ?? [])]);
      for (const one of other.notes().summaries) summaries.push(one);
    },
    notes: () => ({ events: events.get(-1) ?? [], summaries }),
    characters: () => characters,
    finish: () => (steps.length === 0 ? [] : [{ draft: draft() }]),
  };
}

// What calls in a message were asked to do, by their id.
function promptsIn(message: JsonObject): ReadonlyMap<string, string> {
  const prompts = new Map<string, string>();
  for (const block of listField(message, 'content') ?? []) {
    if (!isJsonObject(block) || typeof block['id'] !== 'string') continue;
    const prompt = stringField(objectField(block, 'input') ?? {}, 'prompt');
    if (prompt !== undefined) prompts.set(block['id'], prompt);
  }
  return prompts;
}
