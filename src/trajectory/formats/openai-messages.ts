import type { Json } from '../../core/json.ts';
import { chatSteps, isChatMessage } from '../chat/chat-steps.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

/** One conversation as a bare list of chat messages: a JSON array of them, or one per line. The whole file is one run. */
export const openaiMessages: TraceFormat = {
  name: 'openai-messages',
  description: 'one conversation as a bare list of OpenAI chat messages',
  independentRecords: false,
  detect({ records }) {
    const messages = records.filter((record) => isChatMessage(record));
    return messages.length > 0 && messages.length * 2 > records.length ? 0.5 : 0;
  },
  open() {
    const messages: Json[] = [];
    let firstLine: number | undefined;
    return {
      *read({ value, line }): Iterable<DraftItem> {
        if (isChatMessage(value)) {
          firstLine ??= line;
          messages.push(value);
        } else
          yield {
            issue: { line, code: 'bad-record', message: 'found no chat message, expected {"role": …, "content": …}' },
          };
      },
      *end(): Iterable<DraftItem> {
        if (messages.length === 0) return;
        const draft = { task: { tags: [] }, agent: {}, outcomes: [], steps: chatSteps(messages), extra: {} };
        yield { draft: { ...draft, line: firstLine ?? 1 } };
      },
    };
  },
};
