import { isJsonObject, jsonObjectIn, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, listField, otherFields, stringField } from '../../chat/string-field.ts';
import { questionTaskId } from './question-task-id.ts';
import { textParts } from './reasoning-steps.ts';
import type { Actor, Step } from '../../trajectory.ts';

/** A trace text cut into steps, and what it says beside them. */
export interface MultiAgentTrace {
  readonly steps: Step[];
  readonly taskId?: string;
  readonly request?: string;
  readonly extra?: JsonObject;
}

type Speaker = { readonly actor: Actor; readonly name?: string; readonly at?: string };

/**
 * The log text of a multi-agent framework as steps. A log is cut before each line that begins an entry, so that the steps'
 * texts joined are the log, marks included; logs inside JSON are decoded first.
 *
 * - ChatDev: `[time INFO] Role: …` is that role speaking, other entries the environment. Its dates are year-day-month.
 * - MetaGPT (`{prompt, content}`): `time | INFO | … - Name(Role): …`.
 * - AG2 (`{trajectory: [{content: lines, role, name}]}`): one message is one step. The proxy asks first, which is the
 *   user's step; later it runs code or sends the next prompt by rule, which is a tool's.
 * - HyperAgent (`{trajectory: lines}`): `… - INFO - Name's Response: …` and `Name->Planner: …` are that agent's.
 * - AppWorld: `Response from Name Agent` and `Reply from …` are that agent's, the header with the task is the user's.
 *   Outputs of code and APIs are a tool's, and so is the `Message to Name Agent` that tells them; only the first one of a
 *   loop hands on a request, which is the environment's, as are loops entered and left.
 *
 * @param framework - as MAST names it; of any other the text is one step of the environment
 */
export function multiAgentTrace(trace: string, framework: string): MultiAgentTrace {
  const document = jsonObjectIn(trace);
  if (document !== undefined) return documentTrace(document, trace);
  switch (framework.toLowerCase()) {
    case 'chatdev':
      return {
        steps: cut(trace, /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [A-Z]+\] /gm, chatDevSpeaker),
        ...chatDevTask(trace),
      };
    case 'appworld':
      return { steps: cut(trace, APPWORLD_ENTRY, appWorldSpeaker), ...appWorldTask(trace) };
    default:
      return { steps: cut(trace, undefined, () => ({ actor: 'environment' })) };
  }
}

function documentTrace(document: JsonObject, trace: string): MultiAgentTrace {
  const content = stringField(document, 'content');
  const trajectory = listField(document, 'trajectory');
  const taskId = idField(document, 'instance_id') ?? idField(document, 'run_id');
  if (content !== undefined) {
    const request = stringField(document, 'prompt');
    const extra = otherFields(document, new Set(['content', ...(request === undefined ? [] : ['prompt'])]));
    return {
      steps: cut(content, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \| /gm, metaGptSpeaker),
      ...(request !== undefined && { request, taskId: questionTaskId(request) }),
      ...(extra !== undefined && { extra }),
    };
  }
  if (trajectory === undefined || trajectory.length === 0) {
    return { steps: cut(trace, undefined, () => ({ actor: 'environment' })) };
  }
  const request = linesText(document['problem_statement']);
  const isLog = trajectory.every((line) => typeof line === 'string');
  const extra = otherFields(document, new Set(['trajectory', ...(request === undefined ? [] : ['problem_statement'])]));
  return {
    steps: isLog
      ? cut(trajectory.join('\n'), /^HyperAgent_\S+ - [A-Z]+ - /gm, hyperAgentSpeaker)
      : trajectory.map((message, index) => ag2Step(message, index)),
    ...(request !== undefined && { request }),
    ...(taskId !== undefined && { taskId }),
    ...(extra !== undefined && { extra }),
  };
}

// What stands before the first entry is an entry too.
function cut(
  text: string,
  entry: RegExp | undefined,
  speaker: (piece: string, before: string | undefined) => Speaker,
): Step[] {
  const starts = entry === undefined ? [] : [...text.matchAll(entry)].map((match) => match.index);
  if (starts[0] !== 0) starts.unshift(0);
  const steps: Step[] = [];
  let before: string | undefined;
  for (const [at, start] of starts.entries()) {
    const piece = text.slice(start, starts[at + 1] ?? text.length);
    if (piece === '') continue;
    const index = steps.length;
    const { actor, name, at: time } = speaker(piece, before);
    before = piece;
    steps.push({
      index,
      actor,
      ...(name !== undefined && { name }),
      ...(time !== undefined && { at: time }),
      parts: actor === 'tool' ? [{ kind: 'tool-result', callId: '', text: piece }] : [{ kind: 'text', text: piece }],
    });
  }
  return steps;
}

function chatDevSpeaker(piece: string): Speaker {
  const match = /^\[(\d{4})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d) [A-Z]+\] (?:([A-Z][A-Za-z ]{1,40}): )?/.exec(piece);
  if (match === null) return { actor: 'environment' };
  const [, year, day, month, time, name] = match;
  const at = Number(month) <= 12 ? { at: `${year}-${month}-${day}T${time}` } : {};
  // `HTTP Request:` and `System:` are the program's, and so is what has no name.
  const isRole = name !== undefined && name !== 'System' && !name.startsWith('HTTP');
  return isRole ? { actor: 'agent', name, ...at } : { actor: 'environment', ...at };
}

function chatDevTask(trace: string): { taskId?: string; request?: string } {
  const request = /^\*\*task_prompt\*\*: (.+)$/m.exec(trace)?.[1];
  return request === undefined ? {} : { taskId: questionTaskId(request), request };
}

function metaGptSpeaker(piece: string): Speaker {
  const end = piece.indexOf('\n');
  const line = end < 0 ? piece : piece.slice(0, end);
  const at = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d+) \| /.exec(line);
  const name = / - (\w{1,60}\(\w{1,60}\)): /.exec(line)?.[1];
  const time = at === null ? {} : { at: `${at[1]}T${at[2]}` };
  return name === undefined ? { actor: 'environment', ...time } : { actor: 'agent', name, ...time };
}

function hyperAgentSpeaker(piece: string): Speaker {
  const match = /^HyperAgent_\S+ - [A-Z]+ - (?:([\w-]{1,60})'s Response: |([\w-]{1,60})->[\w-]{1,60}: )/.exec(piece);
  const name = match?.[1] ?? match?.[2];
  return name === undefined ? { actor: 'environment' } : { actor: 'agent', name };
}

const APPWORLD_ENTRY =
  /^[ \t]*(?:Response from \S{1,60} Agent|Reply from \S{1,60} Agent to |Message to \S{1,60} Agent|Code Execution Output|Response from \S{1,60} API|(?:Entering|Exiting) \S{1,60} Agent message loop)/gm;

function appWorldSpeaker(piece: string, before: string | undefined): Speaker {
  const line = piece.slice(0, 200).trimStart();
  const name = /^(?:Response|Reply) from (\S{1,60}) Agent/.exec(line)?.[1];
  if (name !== undefined) return { actor: 'agent', name };
  if (/^(?:Code Execution Output|Response from \S{1,60} API)/.test(line)) return { actor: 'tool' };
  if (line.startsWith('Message to ')) {
    const isRequest = before !== undefined && before.slice(0, 200).trimStart().startsWith('Entering ');
    return { actor: isRequest ? 'environment' : 'tool' };
  }
  return { actor: before === undefined && line.startsWith('***') ? 'user' : 'environment' };
}

function appWorldTask(trace: string): { taskId?: string; request?: string } {
  const match = /\*{5,80} Task \d{1,6}\/\d{1,6} \((\w{1,60})\) {1,80}\*{5,80}\n([^\n]+)/.exec(trace);
  return match === null ? {} : { taskId: match[1]!, request: match[2]! };
}

function ag2Step(message: Json, index: number): Step {
  if (!isJsonObject(message)) return { index, actor: 'environment', parts: [], extra: { value: message } };
  const text = linesText(message['content']);
  const name = stringField(message, 'name') ?? stringField(message, 'role');
  const isProxy = /proxy/i.test(name ?? '');
  const actor: Actor = isProxy ? (index === 0 ? 'user' : 'tool') : 'agent';
  const extra = otherFields(message, new Set(['name', ...(text === undefined ? [] : ['content'])]));
  return {
    index,
    actor,
    ...(name !== undefined && { name }),
    parts: actor === 'tool' ? [{ kind: 'tool-result', callId: '', text: text ?? '' }] : textParts([text ?? '']),
    ...(extra !== undefined && { extra }),
  };
}

// A text, or its lines.
function linesText(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value) || !value.every((line) => typeof line === 'string')) return undefined;
  return value.join('\n');
}
