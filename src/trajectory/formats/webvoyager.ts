import { isJsonObject, type Json } from '../../core/json.ts';
import { chatSteps, isChatMessage } from '../chat/chat-steps.ts';
import { stringField } from '../chat/string-field.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';
import { partText, type OutcomeRecord, type Step } from '../trajectory.ts';

const TASK = /^Now given a task:([\s\S]*?)\s*Please interact with\s+(\S+)/;
const ANSWER = /Action:\s*ANSWER\b[;:]?/;

/**
 * WebVoyager `interact_messages.json`: the chat of one task, OpenAI's messages with the screenshots taken out. The task
 * is read off the first request (`Now given a task: … Please interact with …`), its id off the folder
 * (`task<Site>--<number>`). Whether the agent answered at all is the outcome `answered`, read off the run; whether
 * rightly, the files do not say.
 */
export const webvoyager: TraceFormat = {
  name: 'webvoyager',
  description: 'WebVoyager chats of web tasks',
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
        const steps = chatSteps(messages);
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

function hasAnswer(steps: readonly Step[]): boolean {
  return steps.some(({ actor, parts }) => actor === 'agent' && parts.some((part) => ANSWER.test(partText(part))));
}
