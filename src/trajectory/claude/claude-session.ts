import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { claudeProject } from './claude-project.ts';
import { contentParts } from '../chat/content-parts.ts';
import { chatUsage } from '../chat/chat-usage.ts';
import { idField, listField, objectField, stringField } from '../chat/string-field.ts';
import type { DraftItem, LateParts, TrajectoryDraft } from '../trace-format.ts';
import { partText, type Actor, type Part, type Step } from '../trajectory.ts';

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
  notes(): { readonly counts: ReadonlyMap<string, number>; readonly summaries: readonly string[] };
  /** Roughly how much is held. */
  characters(): number;
  finish(): DraftItem[];
}

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
  const callOfPrompt = new Map<string, string>();
  const counts = new Map<string, number>();
  const summaries: string[] = [];
  const late: LateParts[] = [];
  const facts: Partial<Record<'cwd' | 'gitBranch' | 'version' | 'model' | 'title', string | undefined>> = {};
  let startedAt: string | undefined;
  let endedAt: string | undefined;
  let characters = 0;

  function push(record: JsonObject, actor: Actor, parts: Part[], extra: Record<string, Json>, name?: string): OpenStep {
    const at = stringField(record, 'timestamp');
    const parent = branchPoint(record, actor);
    const step: OpenStep = {
      index: steps.length,
      actor,
      ...(name !== undefined && { name }),
      ...(at !== undefined && { at }),
      ...(parent !== undefined && { parent }),
      parts,
      ...(Object.keys(extra).length > 0 && { extra }),
    };
    steps.push(step);
    for (const part of parts) characters += partText(part).length;
    startedAt ??= at;
    return step;
  }

  // A line whose parent is not the last turn but an earlier one: the user went back. Results of parallel calls and
  // notices in between are no turns.
  function branchPoint(record: JsonObject, actor: Actor): number | undefined {
    if (actor !== 'user' && actor !== 'agent') return undefined;
    const parent = stepOfUuid.get(stringField(record, 'parentUuid') ?? '');
    if (parent === undefined) return undefined;
    return steps.slice(parent + 1).some((step) => step.actor === 'user' || step.actor === 'agent') ? parent : undefined;
  }

  function addAssistant(record: JsonObject, message: JsonObject): string | undefined {
    const { parts, others } = contentParts(message['content']);
    if (message['content'] === undefined) return 'found an assistant message without content';
    for (const part of parts) if (part.kind === 'tool-call') rememberCall(part.callId, part.name, message);
    const id = stringField(message, 'id');
    const usage = chatUsage(objectField(message, 'usage'), undefined);
    const open = id === undefined ? undefined : stepOfMessage.get(id);
    let step: OpenStep;
    if (open === undefined) {
      const model = stringField(message, 'model');
      const synthetic = model === '<synthetic>';
      if (!synthetic && model !== undefined) facts.model ??= model;
      const apiError = record['isApiErrorMessage'] === true;
      const extra = {
        ...(apiError && { apiError }),
        ...(model !== undefined && model !== facts.model && { model }),
        ...(others.length > 0 && { content: others }),
      };
      step = push(record, apiError ? 'environment' : 'agent', parts, extra);
      if (id !== undefined) stepOfMessage.set(id, step);
    } else {
      step = open;
      const from = step.parts.length;
      step.parts.push(...parts);
      if (step.index < steps.length - 1 && parts.length > 0) {
        late.push({ step: step.index, from, to: step.parts.length, after: steps.length });
      }
      for (const part of parts) characters += partText(part).length;
      const at = stringField(record, 'timestamp');
      if (at !== undefined && at !== step.at) step.endedAt = at;
      if (others.length > 0)
        step.extra = { ...step.extra, content: [...((step.extra?.['content'] as Json[]) ?? []), ...others] };
    }
    if (usage !== undefined) step.usage = usage;
    remember(record, step.index);
    return undefined;
  }

  function addUser(record: JsonObject, message: JsonObject): string | undefined {
    if (message['content'] === undefined) return 'found a user message without content';
    const { parts, others } = contentParts(message['content']);
    const extra: Record<string, Json> = {
      ...(record['isMeta'] === true && { meta: true }),
      ...(others.length > 0 && { content: others }),
    };
    const results = parts.filter((part) => part.kind === 'tool-result');
    if (record['isCompactSummary'] === true) {
      const compaction = parts.map((part): Part =>
        part.kind === 'text' ? { kind: 'compaction', text: part.text } : part,
      );
      remember(record, push(record, 'environment', compaction, extra).index);
    } else if (results.length > 0) {
      const outcome = smallFields(objectField(record, 'toolUseResult'));
      if (outcome !== undefined) extra['toolUseResult'] = outcome;
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
    if (text === '') {
      note(subtype === undefined ? 'system' : `system:${subtype}`);
      remember(record, steps.length - 1);
      return;
    }
    const compact = subtype === 'compact_boundary';
    const metadata = objectField(record, 'compactMetadata');
    const part: Part = compact ? { kind: 'compaction', text } : { kind: 'text', text };
    const step = push(
      record,
      'environment',
      [part],
      metadata === undefined ? {} : { compactMetadata: metadata },
      subtype,
    );
    remember(record, step.index);
  }

  // What the user typed while the agent worked reaches it as an attachment.
  function addAttachment(record: JsonObject): void {
    const attachment = objectField(record, 'attachment') ?? {};
    const type = stringField(attachment, 'type');
    const { parts } = contentParts(type === 'queued_command' ? attachment['prompt'] : undefined);
    if (parts.length === 0) note(type === undefined ? 'attachment' : `attachment:${type}`);
    const index = parts.length === 0 ? steps.length - 1 : push(record, 'user', parts, { queued: true }).index;
    remember(record, index);
  }

  function rememberCall(callId: string, name: string, message: JsonObject): void {
    toolOfCall.set(callId, name);
    if (name !== 'Task' && name !== 'Agent') return;
    for (const block of listField(message, 'content') ?? []) {
      const input = isJsonObject(block) && block['id'] === callId ? objectField(block, 'input') : undefined;
      const prompt = input === undefined ? undefined : stringField(input, 'prompt');
      if (prompt !== undefined) callOfPrompt.set(prompt, callId);
    }
  }

  function remember(record: JsonObject, index: number): void {
    const uuid = stringField(record, 'uuid');
    if (uuid !== undefined && index >= 0) stepOfUuid.set(uuid, index);
    endedAt = stringField(record, 'timestamp') ?? endedAt;
  }

  function note(type: string): void {
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }

  function draft(): TrajectoryDraft {
    const project = facts.cwd === undefined ? undefined : claudeProject(facts.cwd);
    const sessionId = start.runId === '' ? undefined : start.runId.split('/')[0]!;
    const extra: JsonObject = {
      ...(facts.cwd !== undefined && { cwd: facts.cwd }),
      ...(facts.gitBranch !== undefined && { gitBranch: facts.gitBranch }),
      ...(facts.title !== undefined && { title: facts.title }),
      ...(summaries.length > 0 && { summaries }),
      ...(counts.size > 0 && { records: Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))) }),
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
      facts.cwd ??= stringField(record, 'cwd');
      facts.gitBranch ??= stringField(record, 'gitBranch');
      facts.version ??= stringField(record, 'version');
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
        if (type === 'summary' && summary !== undefined) summaries.push(summary);
        else note(type);
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
      for (const [type, count] of other.notes().counts) counts.set(type, (counts.get(type) ?? 0) + count);
      summaries.push(...other.notes().summaries);
    },
    notes: () => ({ counts, summaries }),
    characters: () => characters,
    finish: () => (steps.length === 0 ? [] : [{ draft: draft() }]),
  };
}

// Beside the text the model saw, a tool's result is logged once more in the tool's own shape, file contents and all.
// What is small is kept: exit codes, durations, flags, counts.
function smallFields(result: JsonObject | undefined): JsonObject | undefined {
  if (result === undefined) return undefined;
  const small = Object.entries(result).filter(([, value]) => {
    if (typeof value === 'string') return value !== '' && value.length <= 64;
    return typeof value === 'number' || value === true;
  });
  return small.length === 0 ? undefined : Object.fromEntries(small);
}
