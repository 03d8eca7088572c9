import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { anthropicStep } from './anthropic-steps.ts';
import { chatUsage, usageFacts } from '../../chat/chat-usage.ts';
import { idField, listField, objectField, stringField } from '../../chat/string-field.ts';
import { numberSteps, restOf, type BareStep } from '../../chat/number-steps.ts';
import type { DraftItem } from '../../trace-format.ts';

const ENVELOPE_KNOWN = new Set(['type', 'message', 'session_id', 'parent_tool_use_id', 'timestamp']);
const INNER_KNOWN = new Set(['role', 'content', 'usage', 'type', 'model', 'id']);

interface Run {
  readonly steps: BareStep[];
  readonly toolOfCall: Map<string, string>;
  /** Id of the message that the last step is of. */
  open?: string | undefined;
}

/**
 * What a program and Claude Code said to each other through the Claude Agent SDK: a recording's `{direction, message}`s.
 * Pieces of one message are one step. Messages of a sub-agent (`parent_tool_use_id`) are a run of its own. What is no
 * message — control requests, hooks, results — stands in `extra.control`, with the number of steps before it.
 */
export function* claudeSdkItems(recording: JsonObject, line: number): Iterable<DraftItem> {
  const runs = new Map<string, Run>([['', newRun()]]);
  const main = runs.get('')!;
  const control: Json[] = [];
  let sessionId: string | undefined;
  let init: JsonObject | undefined;
  for (const item of listField(recording, 'messages') ?? []) {
    const message = isJsonObject(item) ? objectField(item, 'message') : undefined;
    if (!isJsonObject(item) || message === undefined) {
      control.push(item);
      continue;
    }
    const type = stringField(message, 'type');
    if ((type === 'user' || type === 'assistant') && isJsonObject(message['message'])) {
      const parent = idField(message, 'parent_tool_use_id') ?? '';
      const run = runs.get(parent) ?? newRun();
      runs.set(parent, run);
      addMessage(run, message, message['message'], restOf(item, new Set(['direction', 'message'])));
    } else {
      if (type === 'system' && message['subtype'] === 'init') init ??= message;
      main.open = undefined;
      control.push({ after: main.steps.length, ...item });
    }
    if (stringField(item, 'direction') !== 'send') sessionId ??= idField(message, 'session_id');
  }
  const model = init === undefined ? undefined : stringField(init, 'model');
  const version = init === undefined ? undefined : stringField(init, 'claude_code_version');
  const project = init === undefined ? undefined : stringField(init, 'cwd');
  const tools = init?.['tools'];
  for (const [parent, { steps }] of runs) {
    if (steps.length === 0) continue;
    const isMain = parent === '';
    const times = steps.flatMap((step) => step.at ?? []);
    const runId = sessionId === undefined ? undefined : isMain ? sessionId : `${sessionId}/${parent}`;
    yield {
      draft: {
        ...(runId !== undefined && { runId }),
        ...(sessionId !== undefined && { sessionId }),
        ...(!isMain && sessionId !== undefined && { parentRunId: sessionId }),
        ...(project !== undefined && { project }),
        task: { tags: [] },
        agent: {
          name: 'claude-code',
          ...(model !== undefined && { model }),
          ...(version !== undefined && { version }),
          ...(isMain && tools !== undefined && tools !== null && { tools }),
        },
        ...(times.length > 0 && { startedAt: times[0]!, endedAt: times.at(-1)! }),
        outcomes: [],
        steps: numberSteps(steps),
        extra: isMain ? { ...restOf(recording, new Set(['messages'])), ...(control.length > 0 && { control }) } : {},
        line,
      },
    };
    if (!isMain && runId !== undefined && sessionId !== undefined) {
      yield { link: { parentRunId: sessionId, callId: parent, childRunId: runId } };
    }
  }
}

function newRun(): Run {
  return { steps: [], toolOfCall: new Map() };
}

function addMessage(run: Run, envelope: JsonObject, message: JsonObject, about: JsonObject | undefined): void {
  const { role, content } = message;
  const step = anthropicStep({ role: role ?? '', content: content ?? null }, run.toolOfCall);
  const usage = chatUsage(objectField(message, 'usage'), undefined);
  const at = stringField(envelope, 'timestamp');
  const id = idField(message, 'id');
  const more = usageFacts(objectField(message, 'usage') ?? {});
  const facts = {
    ...about,
    ...restOf(envelope, ENVELOPE_KNOWN),
    ...restOf(message, INNER_KNOWN),
    ...(more !== undefined && { usage: more }),
  };
  const last = run.steps.at(-1);
  if (id !== undefined && id === run.open && last !== undefined) {
    const blocks = [...blocksOf(last), ...blocksOf(step, last.parts.length)];
    const extra = { ...last.extra, ...facts, ...(blocks.length > 0 && { blocks }) };
    run.steps[run.steps.length - 1] = {
      ...last,
      parts: [...last.parts, ...step.parts],
      ...(usage !== undefined && { usage }),
      ...(Object.keys(extra).length > 0 && { extra }),
    };
    return;
  }
  run.open = id;
  const extra = { ...facts, ...(id !== undefined && { message_id: id }), ...step.extra };
  run.steps.push({
    ...step,
    ...(at !== undefined && { at }),
    ...(usage !== undefined && { usage }),
    ...(Object.keys(extra).length > 0 && { extra }),
  });
}

function blocksOf(step: BareStep, from = 0): Json[] {
  const blocks = step.extra === undefined ? undefined : listField(step.extra, 'blocks');
  return (blocks ?? []).map((block) =>
    isJsonObject(block) && typeof block['part'] === 'number' ? { ...block, part: block['part'] + from } : block,
  );
}
