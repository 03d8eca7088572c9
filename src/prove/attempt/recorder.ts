import type { ModelAnswer, ModelMessage } from '../../core/model.ts';
import type { Part, Step } from '../../trajectory/trajectory.ts';

/** Writes an attempt down as it goes: every message and answer a step, verbatim, and what it used. */
export interface Recorder {
  readonly steps: readonly Step[];
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Undefined when no price is known. */
  readonly costUsd: number | undefined;
  /** What the agent was told or given. */
  message(message: ModelMessage, flags?: Pick<Step, 'copied' | 'simulatedUser'>): void;
  /** The same in parts of one's own. */
  parts(parts: readonly Part[]): void;
  answer(answer: ModelAnswer): void;
}

/** A {@link Recorder} with nothing in it. */
export function recorder(now: () => Date): Recorder {
  const steps: Step[] = [];
  let [inputTokens, outputTokens] = [0, 0];
  let costUsd: number | undefined = 0;
  const add = (step: Omit<Step, 'index'>): void => void steps.push({ index: steps.length, ...step });
  return {
    steps,
    get inputTokens() {
      return inputTokens;
    },
    get outputTokens() {
      return outputTokens;
    },
    get costUsd() {
      return costUsd;
    },
    message(message, flags = {}) {
      // When earlier messages were said is not known here.
      add({ ...(flags.copied !== true && { at: now().toISOString() }), ...messageStep(message), ...flags });
    },
    parts: (parts) => add({ actor: 'user', at: now().toISOString(), parts }),
    answer(answer) {
      inputTokens += answer.usage.inputTokens;
      outputTokens += answer.usage.outputTokens;
      costUsd = costUsd === undefined || answer.costUsd === undefined ? undefined : costUsd + answer.costUsd;
      const usage = { ...answer.usage, ...(answer.costUsd !== undefined && { costUsd: answer.costUsd }) };
      const cutOff = answer.finish === 'length' && { extra: { finish: 'length' } };
      add({ actor: 'agent', at: now().toISOString(), parts: answerParts(answer), usage, ...cutOff });
    },
  };
}

function messageStep(message: ModelMessage): Pick<Step, 'actor' | 'parts'> {
  if (message.role === 'user') return { actor: 'user', parts: [{ kind: 'text', text: message.text }] };
  if (message.role === 'assistant') {
    const { text, toolCalls = [] } = message;
    const words: Part[] = text === '' ? [] : [{ kind: 'text', text }];
    return { actor: 'agent', parts: [...words, ...toolCalls.map((call) => ({ kind: 'tool-call' as const, ...call }))] };
  }
  return {
    actor: 'tool',
    parts: message.results.map(({ callId, text, isError }) => {
      return { kind: 'tool-result', callId, text, ...(isError === true && { isError }) };
    }),
  };
}

function answerParts({ text, reasoning, toolCalls, usage }: ModelAnswer): Part[] {
  const parts: Part[] = [];
  if (reasoning !== '') parts.push({ kind: 'reasoning', text: reasoning, visibility: 'raw' });
  else if (usage.reasoningTokens > 0) parts.push({ kind: 'reasoning', text: '', visibility: 'absent' });
  if (text !== '') parts.push({ kind: 'text', text });
  for (const { callId, name, argumentsText } of toolCalls)
    parts.push({ kind: 'tool-call', callId, name, argumentsText });
  return parts;
}
