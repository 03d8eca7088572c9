import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { mayBeInjected, splitInjected } from '../trajectory/split-injected.ts';
import type { Part, Step, TextPart, Trajectory } from '../trajectory/trajectory.ts';
import { openAiTools } from './open-ai-tools.ts';
import { remainsOf } from './remains-of.ts';

/** One message as trainers read it. */
export interface TrainingMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string | null;
  readonly reasoning_content?: string;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly type: 'function';
    readonly function: { readonly name: string; readonly arguments: string };
  }[];
  readonly tool_call_id?: string;
  /** 0 for words of the agent that are context only, as OpenAI's fine-tuning reads it. */
  readonly weight?: 0;
}

/** One line of a training set. */
export interface TrainingExample {
  readonly messages: readonly TrainingMessage[];
  readonly tools?: readonly JsonObject[];
}

/** Why a run is no example. */
export const UNFIT = [
  'no-answer',
  'no-request',
  'behaviors-remain',
  'compacted',
  'branched',
  'media',
  'orphan-result',
  'unanswered-call',
  'arguments-not-json',
] as const;
/** One of {@link UNFIT}. */
export type Unfit = (typeof UNFIT)[number];

/** Where raw reasoning goes: before the answer in `<think>` marks, into a field of its own, or nowhere. */
export const REASONING_PLACES = ['think', 'field', 'drop'] as const;
/** One of {@link REASONING_PLACES}. */
export type ReasoningPlace = (typeof REASONING_PLACES)[number];

/** A run as an example for a student, or why it is none. */
export type StudentExample =
  | {
      readonly example: TrainingExample;
      /** Ids (perhaps with `@version`) of the behaviors that were taken out of the prompt. */
      readonly given: readonly string[];
      /** Whether the answers name one of them. */
      readonly cites: boolean;
    }
  | { readonly unfit: Unfit };

/**
 * A run as a chat that a student learns from: what the agent was asked and said, without the behaviors that were put into
 * its prompt. A run in whose prompts anything of them is left (their marks, names or words, told in another place) is unfit, as
 * is one whose messages are not what the agent had before it (compacted, branched). Summaries of reasoning are no
 * reasoning and left out. What stands after the agent's last words is cut off.
 */
export function studentExample(
  run: Pick<Trajectory, 'steps' | 'agent'>,
  { reasoning = 'think' }: { readonly reasoning?: ReasoningPlace } = {},
): StudentExample {
  const { steps, agent } = run;
  const last = steps.findLastIndex(({ actor, parts }) => actor === 'agent' && parts.some(isSaid));
  if (last < 0) return { unfit: 'no-answer' };
  const told = steps.slice(0, last + 1);
  const unfit = unfitSteps(told);
  if (unfit !== undefined) return { unfit };
  const system = textOf(splitInjected(agent.instructions ?? ''));
  const messages: TrainingMessage[] = [
    ...(system === '' ? [] : [{ role: 'system' as const, content: system }]),
    ...told.flatMap((step) => stepMessages(step, reasoning)),
  ];
  if (!messages.slice(0, -1).some(({ role, content }) => role === 'user' && content !== '')) return { unfit: 'no-request' };
  const injected = [...splitInjected(agent.instructions ?? ''), ...told.flatMap(({ parts }) => parts)].flatMap(injectedPart);
  const isLeft = remainsOf(injected.map(({ text }) => text));
  const asked = messages.filter(({ role }) => role !== 'assistant');
  const said = messages.filter(({ role }) => role === 'assistant').flatMap(messageTexts);
  if (asked.some(({ content }) => isLeft.inPrompt(content ?? '')) || said.some(mayBeInjected)) return { unfit: 'behaviors-remain' };
  const tools = openAiTools(agent.tools);
  return {
    example: { messages, ...(tools.length > 0 && { tools }) },
    given: [...new Set(injected.flatMap(({ injected: ids = [] }) => ids))].sort(),
    cites: said.some(isLeft.isCited),
  };
} // prettier-ignore

function unfitSteps(steps: readonly Step[]): Unfit | undefined {
  const open = new Set<string>();
  for (const [i, { index, parent, actor, parts }] of steps.entries()) {
    if (parent !== undefined && parent !== index - 1) return 'branched';
    // A call that nothing answered before the agent went on.
    if (actor === 'agent' && open.size > 0 && parts.some(isSaid)) return 'unanswered-call';
    for (const part of parts) {
      if (part.kind === 'compaction') return 'compacted';
      if (part.kind === 'media') return 'media';
      if (part.kind === 'tool-call') {
        if (!isJsonText(part.argumentsText)) return 'arguments-not-json';
        if (i < steps.length - 1) open.add(part.callId);
      }
      if (part.kind === 'tool-result' && !open.delete(part.callId)) return 'orphan-result';
    }
  }
  return open.size > 0 ? 'unanswered-call' : undefined;
}

function isSaid(part: Part): boolean {
  return part.kind === 'tool-call' || (part.kind === 'text' && part.text.trim() !== '');
}

function isJsonText(text: string): boolean {
  try {
    return isJsonObject(JSON.parse(text) as Json);
  } catch {
    return false;
  }
}

function stepMessages(step: Step, place: ReasoningPlace): TrainingMessage[] {
  const { actor, parts } = step;
  if (actor === 'agent') {
    const message = assistantMessage(step, place);
    return message.content === null && message.tool_calls === undefined ? [] : [message];
  }
  const results = parts.flatMap((part): TrainingMessage[] =>
    part.kind === 'tool-result' ? [{ role: 'tool', content: part.text, tool_call_id: part.callId }] : [],
  );
  const text = textOf(parts.filter((part) => part.kind === 'text'));
  const role = actor === 'system' ? 'system' : 'user';
  return text === '' ? results : [...results, { role, content: text }];
}

function assistantMessage({ parts, copied }: Step, place: ReasoningPlace): TrainingMessage {
  let content = '';
  const thoughts: string[] = [];
  for (const part of parts) {
    if (part.kind === 'text') content += part.text;
    if (part.kind !== 'reasoning' || part.visibility !== 'raw' || part.text.trim() === '') continue;
    if (place === 'field') thoughts.push(part.text);
    // As it stood, else in the marks that chat templates look for.
    if (place === 'think')
      content += part.open === undefined ? `<think>\n${part.text}\n</think>\n\n` : `${part.open}${part.text}${part.close ?? ''}`;
  }
  const calls = parts.flatMap((part) => {
    if (part.kind !== 'tool-call') return [];
    const { callId: id, name, argumentsText } = part;
    return [{ id, type: 'function' as const, function: { name, arguments: argumentsText } }];
  });
  return {
    role: 'assistant',
    content: content.trim() === '' ? null : place === 'think' ? content : content.trimStart(),
    ...(thoughts.length > 0 && { reasoning_content: thoughts.join('\n\n') }),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(copied === true && { weight: 0 }),
  };
} // prettier-ignore

/** Texts joined as they stood; where something of ours is taken out, the lines around it close up. */
function textOf(parts: readonly TextPart[]): string {
  let text = '';
  let isCut = false;
  for (const part of parts) {
    if (part.injected !== undefined) isCut = true;
    else if (isCut) {
      const [before, after] = [text.trimEnd(), part.text.trimStart()];
      text = before === '' || after === '' ? before + after : `${before}\n\n${after}`;
      isCut = false;
    } else text += part.text;
  }
  return (isCut ? text.trimEnd() : text).trim() === '' ? '' : isCut ? text.trimEnd() : text;
}

function injectedPart(part: Part): TextPart[] {
  return part.kind === 'text' && part.injected !== undefined ? [part] : [];
}

function messageTexts({ content, reasoning_content: thought, tool_calls: calls = [] }: TrainingMessage): string[] {
  return [content ?? '', thought ?? '', ...calls.map((call) => call.function.arguments)];
}
