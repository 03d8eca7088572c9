import type { Json } from '../../core/json.ts';
import { numberSteps, type BareStep } from './number-steps.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

/** What tells one kind of bare message lists from another. */
export interface MessageListOptions {
  readonly name: string;
  readonly description: string;
  /** What a message is called in issues: `expected …`. */
  readonly expected: string;
  readonly isMessage: (value: Json) => boolean;
  /** How sure these messages are of this kind, 0 to 1. They are all messages. */
  readonly sureness: (messages: readonly Json[]) => number;
  readonly steps: (messages: readonly Json[]) => readonly BareStep[];
}

/**
 * A format whose file is one conversation: an array of messages, or one per line. A record that is itself a list of
 * messages is a conversation of its own.
 */
export function messageListFormat(options: MessageListOptions): TraceFormat {
  const { name, description, expected, isMessage, sureness, steps } = options;
  const isList = (value: Json): value is readonly Json[] =>
    Array.isArray(value) && value.length > 0 && (value as readonly Json[]).every(isMessage);
  return {
    name,
    description,
    independentRecords: false,
    detect({ records }) {
      const messages = records.flatMap((record) => (isList(record) ? record : isMessage(record) ? [record] : []));
      if (messages.length === 0 || records.filter((r) => isList(r) || isMessage(r)).length * 2 <= records.length)
        return 0;
      return sureness(messages);
    },
    open() {
      const held: Json[] = [];
      let firstLine: number | undefined;
      const run = (messages: readonly Json[], line: number): DraftItem => ({
        draft: { task: { tags: [] }, agent: {}, outcomes: [], steps: numberSteps(steps(messages)), extra: {}, line },
      });
      return {
        *read({ value, line }): Iterable<DraftItem> {
          if (isMessage(value)) {
            firstLine ??= line;
            held.push(value);
          } else if (isList(value)) yield run(value, line);
          else yield { issue: { line, code: 'bad-record', message: `found something else, expected ${expected}` } };
        },
        *end(): Iterable<DraftItem> {
          if (held.length > 0) yield run(held, firstLine ?? 1);
        },
      };
    },
  };
}
