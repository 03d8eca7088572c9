import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { claudeProject } from '../claude/claude-project.ts';
import { idField, listField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import { contentStep, messageSteps } from './gemini-steps.ts';
import { geminiUsage } from './gemini-parts.ts';
import type { DraftItem } from '../../trace-format.ts';
import type { Step } from '../../trajectory.ts';

/** A session of Gemini CLI, or of its kin, while its records are read. */
export interface GeminiSession {
  /** Facts of the session; a list of `messages` among them is the conversation. */
  head(head: JsonObject): void;
  /** A message; one of a known id takes the place of its earlier version. */
  message(message: JsonObject): void;
  /** Changed facts. A list of `messages` among them takes the place of the conversation so far. */
  set(change: JsonObject): void;
  /** The conversation goes back to before the message of that id. */
  rewind(id: string): void;
  /** A turn `{role, parts}` of the API. */
  content(content: JsonObject): void;
  /** A line of Qwen Code: a turn with the facts around it. */
  line(line: JsonObject): void;
  finish(file: { readonly path: string; readonly line: number }): DraftItem[];
}

interface Entry {
  record: JsonObject;
  readonly kind: 'message' | 'content' | 'line';
  /** Earlier contents of the message that are not in it any more. */
  readonly earlier: Json[];
  /** The entry before it, on its branch, when that is not the one before it in the file. */
  readonly after?: Entry | null;
}

const HEAD_KNOWN = new Set(['sessionId', 'messages', 'startTime', 'lastUpdated']);

/** A {@link GeminiSession}. */
export function geminiSession(): GeminiSession {
  const entries: Entry[] = [];
  const entryOfId = new Map<string, Entry>();
  const rewritten: Json[] = [];
  let active: Entry[] = [];
  let isBack = false;
  let head: JsonObject = {};

  function add(record: JsonObject, kind: Entry['kind'], after?: Entry | null): Entry {
    const back = isBack ? (active.at(-1) ?? null) : after;
    isBack = false;
    const entry: Entry = { record, kind, earlier: [], ...(back !== undefined && { after: back }) };
    entries.push(entry);
    active.push(entry);
    return entry;
  }

  function addMessage(message: JsonObject): void {
    const id = idField(message, 'id');
    const known = id === undefined ? undefined : entryOfId.get(id);
    if (known === undefined) {
      const entry = add(message, 'message');
      if (id !== undefined) entryOfId.set(id, entry);
      return;
    }
    const before = known.record['content'] ?? '';
    if (before !== '' && !isSame(before, message['content'] ?? '')) known.earlier.push(before);
    known.record = message;
  }

  function addLine(line: JsonObject): void {
    const uuid = idField(line, 'uuid');
    const parent = entryOfId.get(idField(line, 'parentUuid') ?? '');
    const entry = add(line, 'line', parent !== undefined && parent !== entries.at(-1) ? parent : undefined);
    if (uuid !== undefined) entryOfId.set(uuid, entry);
  }

  function stepsOf({ record, kind, earlier }: Entry, model: string | undefined): ReturnType<typeof messageSteps> {
    if (kind === 'content') return { steps: [contentStep(record)], agents: [] };
    if (kind === 'line') return { steps: [lineStep(record, model)], agents: [] };
    const found = messageSteps(record, model);
    const [first, ...others] = found.steps;
    if (earlier.length === 0 || first === undefined) return found;
    return { ...found, steps: [{ ...first, extra: { ...first.extra, earlier } }, ...others] };
  }

  return {
    head(given) {
      head = { ...head, ...given };
      for (const message of listField(given, 'messages') ?? []) {
        if (isJsonObject(message)) addMessage(message);
        else if (message !== null) rewritten.push(message);
      }
    },
    message: addMessage,
    set(change) {
      const messages = listField(change, 'messages');
      head = { ...head, ...otherFields(change, new Set(['messages'])) };
      if (messages === undefined) return;
      active = [];
      for (const message of messages) {
        const id = isJsonObject(message) ? idField(message, 'id') : undefined;
        const known = id === undefined ? undefined : entryOfId.get(id);
        if (known !== undefined) {
          active.push(known);
          if (!isSame(known.record, message)) rewritten.push(message);
        } else if (isJsonObject(message)) addMessage(message);
      }
    },
    rewind(id) {
      const at = active.findLastIndex(({ record }) => record['id'] === id);
      for (const { record } of active.slice(Math.max(0, at))) entryOfId.delete(idField(record, 'id') ?? '');
      active.length = Math.max(0, at);
      isBack = entries.length > 0;
    },
    content: (content) => void add(content, 'content'),
    line: addLine,
    finish({ path, line }) {
      const model = entries.flatMap(({ record }) => stringField(record, 'model') ?? [])[0];
      const steps: Step[] = [];
      const lastStep = new Map<Entry, number>();
      const agents: { readonly callId: string; readonly agentId: string }[] = [];
      for (const entry of entries) {
        const parent = entry.after === undefined || entry.after === null ? undefined : lastStep.get(entry.after);
        const found = stepsOf(entry, model);
        for (const [index, step] of found.steps.entries()) {
          steps.push({ index: steps.length, ...step, ...(index === 0 && parent !== undefined && { parent }) });
        }
        lastStep.set(entry, steps.length - 1);
        for (const one of found.agents) agents.push(one);
      }
      nameCalls(steps);
      if (steps.length === 0) return [];
      const first = entries[0]!.record;
      const runId = idField(head, 'sessionId') ?? idField(first, 'sessionId');
      const folder = /[\\/]chats[\\/]([^\\/]+)[\\/][^\\/]+\.jsonl?$/.exec(path)?.[1];
      const parentRunId = head['kind'] === 'subagent' ? folder : undefined;
      const isLine = entries[0]!.kind === 'line';
      const cwd = stringField(first, 'cwd');
      const version = isLine ? stringField(first, 'version') : undefined;
      const branch = isLine ? stringField(first, 'gitBranch') : undefined;
      const tag = /checkpoint-([^\\/]+)\.json$/.exec(path)?.[1];
      const startedAt = stringField(head, 'startTime') ?? steps.find(({ at }) => at !== undefined)?.at;
      const endedAt = stringField(head, 'lastUpdated') ?? steps.findLast(({ at }) => at !== undefined)?.at;
      return [
        {
          draft: {
            ...(runId !== undefined && { runId, sessionId: runId }),
            ...(parentRunId !== undefined && { parentRunId }),
            ...(cwd !== undefined && { project: claudeProject(cwd) }),
            task: { tags: [] },
            agent: {
              name: isLine ? 'qwen-code' : 'gemini-cli',
              ...(model !== undefined && { model }),
              ...(version !== undefined && { version }),
            },
            ...(startedAt !== undefined && { startedAt }),
            ...(endedAt !== undefined && { endedAt }),
            outcomes: [],
            steps,
            extra: {
              ...(cwd !== undefined && { cwd }),
              ...(branch !== undefined && { gitBranch: branch }),
              ...(tag !== undefined && runId === undefined && { checkpoint: tag }),
              ...otherFields(head, HEAD_KNOWN),
              ...(rewritten.length > 0 && { rewritten }),
            },
            line,
          },
        },
        ...(runId === undefined
          ? []
          : agents.map(({ callId, agentId }) => ({ link: { parentRunId: runId, callId, childRunId: agentId } }))),
      ];
    },
  };
}

const LINE_KNOWN = new Set(
  'sessionId parentUuid timestamp type subtype cwd version gitBranch message model'.split(' '),
);

function lineStep(line: JsonObject, runModel: string | undefined): Omit<Step, 'index'> {
  const { extra: contentExtra, ...step } = contentStep(objectField(line, 'message') ?? {});
  const type = stringField(line, 'type');
  const actor = type === 'tool_result' ? 'tool' : type === 'system' ? 'environment' : step.actor;
  const at = stringField(line, 'timestamp');
  const usage = geminiUsage(objectField(line, 'usageMetadata') ?? {});
  const model = stringField(line, 'model');
  const name = stringField(line, 'subtype');
  const extra = {
    ...contentExtra,
    ...(model !== undefined && model !== runModel && { model }),
    ...otherFields(line, LINE_KNOWN),
  };
  return {
    ...step,
    actor,
    ...(name !== undefined && { name }),
    ...(at !== undefined && { at }),
    ...(usage !== undefined && { usage }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

// The API's calls often have no id: they get `call_0`, `call_1`…, and a result without one answers the oldest open call.
function nameCalls(steps: Step[]): void {
  const open: { readonly callId: string; readonly name: string }[] = [];
  let calls = 0;
  for (const [index, step] of steps.entries()) {
    if (!step.parts.some((part) => 'callId' in part && part.callId === '')) continue;
    let tool: string | undefined;
    const parts = step.parts.map((part) => {
      if (part.kind === 'tool-call' && part.callId === '') {
        const callId = `call_${calls++}`;
        open.push({ callId, name: part.name });
        return { ...part, callId };
      }
      const call = part.kind === 'tool-result' && part.callId === '' ? open.shift() : undefined;
      if (call === undefined) return part;
      tool = tool === undefined || tool === call.name ? call.name : '';
      return { ...part, callId: call.callId };
    });
    const named = step.actor === 'tool' && step.name === undefined && tool !== undefined && tool !== '';
    steps[index] = { ...step, parts, ...(named && { name: tool }) };
  }
}

function isSame(a: Json, b: Json): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
