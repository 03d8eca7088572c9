import type { MindAnswer } from './mind.ts';

/**
 * How a server says when to come back: in a header, as seconds, as an HTTP date so many seconds ahead, as milliseconds;
 * or in the error's details, as Google does (`detailSeconds`; other protocols have no such place).
 */
export type RetryAfter =
  | { readonly seconds: number }
  | { readonly dateSeconds: number }
  | { readonly milliseconds: number }
  | { readonly detailSeconds: number };

/** What can go wrong with one request. Shares count from 0 to 1. */
export type Fault =
  /** An error in the provider's own words; `quota` makes of 429 an account without credit; `html` is a proxy's page. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: RetryAfter;
      readonly quota?: boolean;
      readonly html?: boolean;
    }
  /** The connection is reset before any header. */
  | { readonly kind: 'reset' }
  /** Nothing comes, ever; with `afterShare`, nothing after that share of the answer. */
  | { readonly kind: 'hang'; readonly afterShare?: number }
  /**
   * The answer breaks off after a share of its events or bytes: `reset` the connection, `end` it as if all had been said,
   * or leave out the middle and send the `final` events. Whole answers know no `final`: they end.
   */
  | { readonly kind: 'cut'; readonly afterShare: number; readonly how: 'reset' | 'end' | 'final' }
  /** An error in place of the rest of a stream, after the status said 200. Whole answers get it as a status. */
  | { readonly kind: 'error-event'; readonly afterShare: number; readonly status: number }
  /** The text stops halfway as if it were complete. */
  | { readonly kind: 'half-text' }
  /** Words before and after the text. */
  | { readonly kind: 'prose-around' }
  /** The text in a Markdown fence. */
  | { readonly kind: 'fenced' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'refusal'; readonly text?: string }
  /** The text stops halfway because the limit of tokens was reached. */
  | { readonly kind: 'length' }
  /** Usage that is missing, or all zero. */
  | { readonly kind: 'usage'; readonly usage: 'absent' | 'zero' }
  /** Bytes that are not UTF-8 in the middle of the text, or a byte order mark before everything. */
  | { readonly kind: 'bytes'; readonly bytes: 'invalid-utf8' | 'byte-order-mark' }
  /** A pause before each event of a stream, or each sixteenth of a whole answer. */
  | { readonly kind: 'drip'; readonly pauseMs: number };

/** Stands in a text where the server is to send bytes that are not UTF-8: a character for private use. */
export const INVALID_BYTES_MARK = '\uE000';

/** The answer with what a fault does to its content; faults of the transport leave it as it is. */
export function withFault(answer: MindAnswer, fault: Fault | undefined): MindAnswer {
  const { text = '' } = answer;
  switch (fault?.kind) {
    case 'half-text':
      return { ...answer, text: half(text) };
    case 'length':
      return { ...answer, text: half(text), finish: 'length' };
    case 'prose-around':
      return { ...answer, text: `Sure, here is what you asked for:\n\n${text}\n\nTell me if {anything} is missing.` };
    case 'fenced':
      return { ...answer, text: `\`\`\`json\n${text}\n\`\`\`` };
    case 'empty':
      return { usage: answer.usage };
    case 'refusal':
      return { text: fault.text ?? 'I cannot help with that.', finish: 'refusal', usage: answer.usage };
    case 'usage':
      return { ...answer, usage: fault.usage === 'absent' ? 'absent' : ZERO_USAGE };
    case 'bytes':
      return fault.bytes === 'invalid-utf8'
        ? { ...answer, text: `${half(text)}${INVALID_BYTES_MARK}${text.slice(half(text).length)}` }
        : answer;
    default:
      return answer;
  }
}

const ZERO_USAGE = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };

function half(text: string): string {
  return text.slice(0, Math.floor(text.length / 2)).toWellFormed();
}
