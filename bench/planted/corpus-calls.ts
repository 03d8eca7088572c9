import { callSymbol } from '../../src/behavior/call/call-symbol.ts';
import { failedResult } from '../../src/behavior/call/failed-result.ts';
import type { PlantedCorpus } from './planted-corpus.ts';

/** A message of a planted run, as far as baselines look at it. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string | null;
  readonly reasoning_content?: string;
  readonly is_error?: boolean;
  readonly tool_call_id?: string;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly function: { readonly name: string; readonly arguments: string };
  }[];
}

/** A call of a run: its symbol, with `!` when it failed, and the index of its message. */
export interface CorpusCall {
  readonly symbol: string;
  readonly step: number;
}

/** The messages of a run. */
export function messagesOf(run: PlantedCorpus['runs'][number]): readonly ChatMessage[] {
  return run['messages'] as unknown as readonly ChatMessage[];
}

/** The calls of each run, in order. */
export function corpusCalls({ runs }: PlantedCorpus): CorpusCall[][] {
  return runs.map((run) => {
    const messages = messagesOf(run);
    const failed = new Set(
      messages.flatMap(({ role, content, is_error: isError, tool_call_id: callId = '' }) => {
        if (role !== 'tool') return [];
        const result = {
          kind: 'tool-result',
          callId,
          text: content ?? '',
          ...(isError !== undefined && { isError }),
        } as const;
        return failedResult(result) ? [callId] : [];
      }),
    );
    return messages.flatMap(({ tool_calls: calls = [] }, step) =>
      calls.map(({ id, function: { name, arguments: text } }) => ({
        symbol: `${callSymbol(name, text)}${failed.has(id) ? '!' : ''}`,
        step,
      })),
    );
  });
}
