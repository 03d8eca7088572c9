import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, listField, numberField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import { withoutRepeats } from '../../chat/without-repeats.ts';
import { claudeProject } from '../claude/claude-project.ts';
import { codexItem, codexTexts, newItems, parentThread, startedAgent, type CodexItem } from './codex-item.ts';
import { codexUsage, codexUsageFacts } from './codex-usage.ts';
import type { DraftItem, TrajectoryDraft } from '../../trace-format.ts';
import type { Part, Step } from '../../trajectory.ts';

type OpenStep = { -readonly [K in keyof Step]: Step[K] } & { parts: Part[] };

/** A rollout of Codex while its lines are read. */
export interface CodexSession {
  /** The head of a session, of any generation; a second one belongs to the session this one was forked from. */
  meta(meta: JsonObject, at: string | undefined): void;
  /** A response item; one of no known type is a note. */
  item(item: JsonObject, at: string | undefined): void;
  /** What the program around the model told. */
  event(event: JsonObject, at: string | undefined): void;
  context(context: JsonObject, at: string | undefined): void;
  compacted(record: JsonObject, at: string | undefined): void;
  /** Anything else, kept as it stands. */
  note(record: JsonObject, at: string | undefined): void;
  finish(): DraftItem[];
}

// Something that is no step, told after step `after` (-1: before the first).
interface Note {
  readonly after: number;
  readonly value: JsonObject;
}

// What the program shows of an item it also logs, and the field that repeats the item's words.
const REPEATS: ReadonlyMap<string, string> = new Map([
  ['user_message', 'message'],
  ['agent_message', 'message'],
  ['agent_reasoning', 'text'],
  ['agent_reasoning_raw_content', 'text'],
]);
// Words of the program that stand nowhere else.
const TOLD = new Set([
  'error',
  'stream_error',
  'warning',
  'guardian_warning',
  'background_event',
  'deprecation_notice',
]);
// A forked session's file begins with the other's lines, all written at once.
const COPY_MS = 1000;

/** A {@link CodexSession}. `fileId` is the session's id as the file's name tells it, for a file without a head. */
export function codexSession(fileId: string | undefined): CodexSession {
  const steps: OpenStep[] = [];
  const notes: Note[] = [];
  const toolOfCall = new Map<string, string>();
  const textsOfCall = new Map<string, string[]>();
  const exitOfCall = new Map<string, boolean>();
  const words = new Map<string, number>(); // of items, not yet told by an event
  const told = new Map<string, Note[]>(); // by events, not yet seen as items
  const said = new Set<string>();
  const lists = new WeakSet<object>(); // made of facts of several items
  const links: { readonly callId: string; readonly threadId: string }[] = [];
  let meta: JsonObject | undefined;
  let turn: JsonObject = {};
  let firstTurn: JsonObject | undefined;
  let model: string | undefined;
  let open: OpenStep | undefined; // the response that is being written
  let lastAgent: OpenStep | undefined;
  const turnStarts: number[] = []; // steps in which the user spoke, on the present branch
  let parent: number | undefined; // step that the next one follows, after a rollback
  let total = '';
  let rateLimits = '';
  let totalUsage: Json | undefined;
  let firstAt: number | undefined;
  let isFork = false;
  let startedAt: string | undefined;
  let endedAt: string | undefined;

  function seen(at: string | undefined): void {
    if (at === undefined) return;
    firstAt ??= Date.parse(at);
    endedAt = at;
  }

  function addNote(value: JsonObject, at: string | undefined): Note {
    const note = { after: steps.length - 1, value: { ...(at !== undefined && { timestamp: at }), ...value } };
    notes.push(note);
    return note;
  }

  function push({ actor, name, parts, extra }: CodexItem, at: string | undefined): OpenStep {
    const call = parts.find((part) => part.kind === 'tool-result');
    const called = name ?? (call === undefined ? undefined : toolOfCall.get(call.callId));
    const copied = isFork && at !== undefined && Date.parse(at) <= (firstAt ?? 0) + COPY_MS;
    const step: OpenStep = {
      index: steps.length,
      actor,
      ...(called !== undefined && called !== '' && { name: called }),
      ...(at !== undefined && { at }),
      ...(parent !== undefined && { parent }),
      parts: [...parts],
      ...(copied && { copied: true }),
      ...(extra !== undefined && { extra }),
    };
    parent = undefined;
    if (actor === 'agent') lastAgent = step;
    if (actor === 'user') turnStarts.push(step.index);
    startedAt ??= at;
    steps.push(step);
    return step;
  }

  function addItem(found: CodexItem, at: string | undefined): void {
    for (const part of found.parts) remember(part);
    if (found.actor !== 'agent') {
      open = undefined;
      push(found, at);
    } else if (open === undefined) {
      open = push(found, at);
      if (model !== undefined && model !== runModel()) open.extra = { ...open.extra, model };
    } else {
      for (const one of found.parts) open.parts.push(one);
      if (at !== undefined && at !== open.at) open.endedAt = at;
      if (found.extra !== undefined) open.extra = merged(open.extra, found.extra, lists);
    }
    for (const text of codexTexts(found)) {
      said.add(text);
      const event = told.get(text)?.shift();
      if (event === undefined) words.set(text, (words.get(text) ?? 0) + 1);
      else notes.splice(notes.lastIndexOf(event), 1, ...withoutText(event));
    }
  }

  function remember(part: Part): void {
    if (part.kind === 'tool-call') {
      toolOfCall.set(part.callId, part.name);
      textsOfCall.set(part.callId, [part.argumentsText]);
    } else if (part.kind === 'tool-result') {
      const texts = textsOfCall.get(part.callId);
      if (texts === undefined) textsOfCall.set(part.callId, [part.text]);
      else texts.push(part.text);
    }
  }

  function runModel(): string | undefined {
    return (firstTurn && stringField(firstTurn, 'model')) ?? (meta && stringField(meta, 'model'));
  }

  // An event whose words are those of an item: what else it says is kept.
  function withoutText({ after, value }: Note): Note[] {
    const field = REPEATS.get(stringField(value, 'type') ?? '') ?? '';
    const rest = withoutRepeats(otherFields(value, new Set(['type', 'timestamp', 'phase', field])) ?? {}, []);
    if (!isJsonObject(rest)) return [];
    const { type, timestamp } = value;
    return [
      { after, value: { ...(timestamp !== undefined && { timestamp }), ...(type !== undefined && { type }), ...rest } },
    ];
  }

  function addRepeat(event: JsonObject, text: string, at: string | undefined): void {
    const note = addNote(event, at);
    const left = words.get(text) ?? 0;
    if (left > 0) {
      words.set(text, left - 1);
      notes.splice(-1, 1, ...withoutText(note));
    } else {
      const waiting = told.get(text);
      if (waiting === undefined) told.set(text, [note]);
      else waiting.push(note);
    }
  }

  function addTokens(event: JsonObject, at: string | undefined): void {
    const info = objectField(event, 'info');
    const last = info && objectField(info, 'last_token_usage');
    const sum = info?.['total_token_usage'];
    const key = JSON.stringify(sum ?? null);
    // The same count is told again at the beginning of each turn.
    if (last !== undefined && (key !== total || key === 'null')) {
      total = key;
      const step = open ?? lastAgent;
      if (step !== undefined && step.usage === undefined) {
        step.usage = codexUsage(last);
        const facts = codexUsageFacts(last);
        if (facts !== undefined) step.extra = { ...step.extra, usage: facts };
      } else addNote({ type: 'token_count', last_token_usage: last }, at);
      open = undefined;
    }
    if (sum !== undefined && sum !== null) totalUsage = sum;
    const others = otherFields(info ?? {}, new Set(['last_token_usage', 'total_token_usage']));
    const rest = withoutRepeats({ ...otherFields(event, new Set(['type', 'info'])), ...others }, []);
    const limits = JSON.stringify(rest ?? null);
    if (rest !== undefined && limits !== rateLimits) addNote({ type: 'token_count', ...(rest as JsonObject) }, at);
    rateLimits = limits;
  }

  // The last `turns` of the user's turns are taken back: what follows, follows what was before them.
  function rollBack(turns: number): void {
    if (turns < 1) return;
    const [first = 0] = turnStarts.splice(Math.max(0, turnStarts.length - Math.trunc(turns)));
    open = undefined;
    if (first > 0) parent = first - 1;
  }

  // Notes as lists on the step they came after, those before the first step as a list of the run.
  function placeNotes(): readonly JsonObject[] {
    const early: JsonObject[] = [];
    const ofStep = new Map<number, JsonObject[]>();
    for (const { after, value } of notes) {
      const callId = idField(value, 'call_id');
      const last = stringField(value, 'last_agent_message');
      const texts = [...(textsOfCall.get(callId ?? '') ?? []), ...(last !== undefined && said.has(last) ? [last] : [])];
      const rest = withoutRepeats(value, texts) as JsonObject;
      const list = after < 0 ? early : (ofStep.get(after) ?? []);
      list.push(rest);
      if (after >= 0) ofStep.set(after, list);
    }
    for (const [index, events] of ofStep) steps[index]!.extra = { ...steps[index]!.extra, events };
    return early;
  }

  function draft(): TrajectoryDraft {
    const events = placeNotes();
    const head = meta ?? {};
    const cwd = stringField(head, 'cwd') ?? stringField(turn, 'cwd');
    const base = head['base_instructions'];
    const instructions =
      stringField(head, 'instructions') ??
      (typeof base === 'string' ? base : isJsonObject(base) ? stringField(base, 'text') : undefined);
    const runId = idField(head, 'id') ?? idField(head, 'session_id') ?? fileId;
    const parentRunId = parentThread(head);
    const version = stringField(head, 'cli_version');
    const named = runModel();
    const tools = listField(head, 'dynamic_tools');
    const git = objectField(head, 'git');
    const known = ['cli_version', 'dynamic_tools', 'timestamp', 'cwd', ...(git === undefined ? [] : ['git'])];
    if (typeof head['instructions'] === 'string') known.push('instructions');
    if (runId === idField(head, 'id')) known.push('id');
    if (instructions !== undefined && head['instructions'] !== instructions) known.push('base_instructions');
    const aboutBase = isJsonObject(base) ? otherFields(base, new Set(['text'])) : undefined;
    const session = {
      ...otherFields(head, new Set(known)),
      ...(aboutBase !== undefined && { base_instructions: aboutBase }),
    };
    const begun = stringField(head, 'timestamp') ?? startedAt;
    return {
      ...(runId !== undefined && { runId, sessionId: runId }),
      ...(parentRunId !== undefined && { parentRunId }),
      ...(cwd !== undefined && { project: claudeProject(cwd) }),
      task: { tags: [] },
      agent: {
        name: 'codex',
        ...(named !== undefined && { model: named }),
        ...(version !== undefined && { version }),
        ...(tools !== undefined && tools.length > 0 && { tools }),
        ...(instructions !== undefined && { instructions }),
      },
      ...(begun !== undefined && { startedAt: begun }),
      ...(endedAt !== undefined && { endedAt }),
      outcomes: [],
      steps,
      extra: {
        ...(cwd !== undefined && { cwd }),
        ...(git !== undefined && { git }),
        ...(Object.keys(session).length > 0 && { session }),
        ...(firstTurn !== undefined && { turnContext: firstTurn }),
        ...(totalUsage !== undefined && { totalTokenUsage: totalUsage }),
        ...(events.length > 0 && { events }),
      },
      line: 1,
    };
  }

  return {
    meta(given, at) {
      seen(at);
      if (meta === undefined) {
        meta = given;
        isFork = idField(given, 'forked_from_id') !== undefined;
      } else {
        isFork ||= idField(given, 'id') !== idField(meta, 'id');
        addNote({ type: 'session_meta', ...given }, at);
      }
    },
    item(item, at) {
      seen(at);
      const found = codexItem(item);
      if (found === undefined) {
        addNote(item, at);
        return;
      }
      const [part] = found.parts;
      const failed =
        part?.kind === 'tool-result' && part.isError === undefined ? exitOfCall.get(part.callId) : undefined;
      const parts =
        failed === undefined ? found.parts : [{ ...part, isError: failed } as Part, ...found.parts.slice(1)];
      addItem({ ...found, parts }, at);
    },
    event(event, at) {
      seen(at);
      const type = stringField(event, 'type') ?? '';
      const repeated = REPEATS.get(type);
      const text = repeated === undefined ? undefined : stringField(event, repeated);
      if (type === 'token_count') addTokens(event, at);
      else if (text !== undefined) addRepeat(event, text, at);
      else if (TOLD.has(type) && typeof event['message'] === 'string') {
        const extra = otherFields(event, new Set(['type', 'message']));
        open = undefined;
        push(
          {
            actor: 'environment',
            name: type,
            parts: [{ kind: 'text', text: event['message'] }],
            ...(extra !== undefined && { extra }),
          },
          at,
        );
      } else {
        addNote(event, at);
        const callId = idField(event, 'call_id');
        const exitCode = numberField(event, 'exit_code');
        const failed = exitCode === undefined ? event['success'] === false : exitCode !== 0;
        if (callId !== undefined && (exitCode !== undefined || typeof event['success'] === 'boolean'))
          exitOfCall.set(callId, failed);
        if (type === 'thread_rolled_back') rollBack(numberField(event, 'num_turns') ?? 0);
        const started = startedAgent(event);
        if (started !== undefined) links.push(started);
      }
    },
    context(context, at) {
      seen(at);
      open = undefined;
      model = stringField(context, 'model') ?? model;
      if (firstTurn === undefined) firstTurn = context;
      else {
        const changed = Object.entries(context).filter(([name, value]) => !isSame(value, turn[name]));
        if (changed.length > 0) addNote({ type: 'turn_context', ...Object.fromEntries(changed) }, at);
      }
      turn = context;
    },
    compacted(record, at) {
      seen(at);
      open = undefined;
      const history = listField(record, 'replacement_history');
      const rest = otherFields(record, new Set(['message', 'replacement_history']));
      const message = stringField(record, 'message') ?? '';
      said.add(message);
      push(
        {
          actor: 'environment',
          name: 'compacted',
          parts: [{ kind: 'compaction', text: message }],
          extra: { ...rest, ...(history !== undefined && { replacementHistory: newItems(history, said) }) },
        },
        at,
      );
    },
    note(record, at) {
      seen(at);
      addNote(record, at);
    },
    finish() {
      if (steps.length === 0) return [];
      const finished = draft();
      const { runId } = finished;
      if (runId === undefined) return [{ draft: finished }];
      return [
        { draft: finished },
        ...links.map(({ callId, threadId }) => ({ link: { parentRunId: runId, callId, childRunId: threadId } })),
      ];
    },
  };
}

function isSame(a: Json, b: Json | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

// Facts of several items of one response: of equal names, a list.
function merged(a: JsonObject | undefined, b: JsonObject, lists: WeakSet<object>): JsonObject {
  const both: Record<string, Json> = { ...a };
  for (const [name, value] of Object.entries(b)) {
    const known = Object.hasOwn(both, name) ? both[name]! : undefined;
    if (known === undefined) both[name] = value;
    else if (Array.isArray(known) && lists.has(known)) (known as Json[]).push(value);
    else if (isSame(known, value)) continue;
    else {
      const list = [known, value];
      lists.add(list);
      both[name] = list;
    }
  }
  return both;
}
