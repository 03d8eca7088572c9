import { isJsonObject, type Json } from '../../core/json.ts';
import { chatSteps, isChatMessage } from '../chat/chat-steps.ts';
import { stringField } from '../chat/string-field.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';
import { partText, type OutcomeRecord, type Step, type ToolCallPart } from '../trajectory.ts';

const TASK = /^Now given a task:([\s\S]*?)\s*Please interact with\s+(\S+)/;
const ANSWER = /Action:\s*ANSWER\b[;:]?/;
const COMMAND = /^(?!ANSWER\b)([A-Za-z]{1,40})\b/;
const MARKER = /Action:[ \t]*/g;

/**
 * WebVoyager `interact_messages.json`: the chat of one task, OpenAI's messages with the screenshots taken out. The task
 * is read off the first request (`Now given a task: … Please interact with …`), its id off the folder
 * (`task<Site>--<number>`). Whether the agent answered at all is the outcome `answered`, read off the run; whether
 * rightly, the files do not say. The command behind an answer's `Action:` is a call, what the harness writes next its
 * result; joined they read as they stood.
 */
export const webvoyager: TraceFormat = {
  name: 'webvoyager',
  description: 'WebVoyager chats (interact_messages.json), one per web task',
  independentRecords: false,
  detect: ({ records, container }) =>
    container !== 'text' &&
    records.every(isChatMessage) &&
    records.slice(0, 3).some((record) => taskOf(record) !== undefined)
      ? 0.92
      : 0,
  open({ path }) {
    const messages: Json[] = [];
    let firstLine: number | undefined;
    return {
      *read({ value, line }): Iterable<DraftItem> {
        if (!isChatMessage(value)) {
          yield { issue: { line, code: 'bad-record', message: 'found no message, expected {"role", "content"}' } };
          return;
        }
        firstLine ??= line;
        messages.push(value);
      },
      *end(): Iterable<DraftItem> {
        if (messages.length === 0) return;
        const steps = withActions(chatSteps(messages));
        const task = messages.map(taskOf).find((found) => found !== undefined);
        const folder = /(?:^|[/\\])task([^/\\]+--\d+)[/\\][^/\\]*$/.exec(path)?.[1];
        const outcomes: OutcomeRecord[] = [{ name: 'answered', value: hasAnswer(steps), by: 'derived' }];
        yield {
          draft: {
            task: {
              ...(folder !== undefined && { id: folder.replaceAll('_', ' ') }),
              ...(task !== undefined && { text: task.text }),
              tags: ['webvoyager'],
            },
            agent: {},
            outcomes,
            steps,
            extra: task === undefined ? {} : { site: task.site },
            // The chat names no model: the first thing it did tells two of them apart.
            distinguishing: steps.find((step) => step.actor === 'agent')?.parts.map(partText) ?? null,
            line: firstLine ?? 1,
          },
        };
      },
    };
  },
};

function taskOf(message: Json): { readonly text: string; readonly site: string } | undefined {
  if (!isJsonObject(message) || message['role'] !== 'user') return undefined;
  const { content } = message;
  const blocks = Array.isArray(content) ? (content as readonly Json[]) : [];
  const text =
    typeof content === 'string'
      ? content
      : blocks.map((block) => (isJsonObject(block) ? (stringField(block, 'text') ?? '') : '')).join('');
  const match = TASK.exec(text);
  return match === null ? undefined : { text: match[1]!.trim(), site: match[2]! };
}

function withActions(steps: readonly Step[]): Step[] {
  let open: { readonly callId: string; readonly name: string } | undefined;
  let calls = 0;
  return steps.map((step): Step => {
    if (step.actor === 'agent') {
      const [part] = step.parts;
      const cut = step.parts.length === 1 && part?.kind === 'text' ? cutAction(part.text, `call_${calls}`) : undefined;
      open = undefined;
      if (cut === undefined) return step;
      calls++;
      open = { callId: cut.call.callId, name: cut.call.name };
      return { ...step, parts: [{ kind: 'text', text: cut.before }, cut.call] };
    }
    if (step.actor !== 'user' || open === undefined) return step;
    const { callId, name } = open;
    open = undefined;
    const text = step.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
    const others = step.parts.filter((part) => part.kind !== 'text');
    return { ...step, actor: 'tool', name, parts: [{ kind: 'tool-result', callId, text }, ...others] };
  });
}

function cutAction(text: string, callId: string): { readonly before: string; readonly call: ToolCallPart } | undefined {
  const marker = [...text.matchAll(MARKER)].at(-1);
  if (marker === undefined) return undefined;
  const at = marker.index + marker[0].length;
  const argumentsText = text.slice(at);
  const name = COMMAND.exec(argumentsText)?.[1];
  if (name === undefined) return undefined;
  return { before: text.slice(0, at), call: { kind: 'tool-call', callId, name, argumentsText } };
}

function hasAnswer(steps: readonly Step[]): boolean {
  return steps.some(({ actor, parts }) => actor === 'agent' && parts.some((part) => ANSWER.test(partText(part))));
}
