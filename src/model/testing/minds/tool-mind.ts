import { jsonObjectIn, type JsonObject } from '../../../core/json.ts';
import type { Mind, MindAnswer, MindRequest, MindToolCall } from '../mind.ts';

/** A call that was made and answered. */
export interface DoneCall {
  readonly name: string;
  readonly arguments: JsonObject;
  readonly result: string;
  readonly isError: boolean;
}

/** What a plan does next: call tools, or end with words. */
export type PlannedTurn = readonly MindToolCall[] | string | MindAnswer;

/**
 * A mind that uses tools by a plan: at every turn the plan sees the request and what was called since the last message of
 * the user, in order, and says what comes next. A call of a tool that is not offered ends the run instead.
 */
export function toolMind(plan: (request: MindRequest, done: readonly DoneCall[]) => PlannedTurn): Mind {
  return (request) => {
    const turn = plan(request, doneCalls(request));
    if (typeof turn === 'string') return { text: turn };
    if (!isCalls(turn)) return turn;
    const missing = turn.find(({ name }) => !request.tools.some((tool) => tool.name === name));
    return missing === undefined ? { toolCalls: turn } : { text: `I have no tool ${missing.name}.` };
  };
}

/** The calls since the last message of the user, with their results, in the order of the results. */
export function doneCalls({ messages }: Pick<MindRequest, 'messages'>): readonly DoneCall[] {
  const since = messages.slice(messages.findLastIndex(({ role }) => role === 'user') + 1);
  const made = new Map(
    since.flatMap((message) =>
      message.role === 'assistant' ? (message.toolCalls ?? []).map((call) => [call.callId, call] as const) : [],
    ),
  );
  return since.flatMap((message) => {
    if (message.role !== 'tool') return [];
    return message.results.map(({ callId, name, text, isError = false }) => {
      const given = jsonObjectIn(made.get(callId)?.argumentsText ?? '') ?? {};
      return { name: made.get(callId)?.name ?? name, arguments: given, result: text, isError };
    });
  });
}

function isCalls(turn: Exclude<PlannedTurn, string>): turn is readonly MindToolCall[] {
  return Array.isArray(turn);
}
