import { estimateTokens } from '../../core/estimate-tokens.ts';
import { formatCount } from '../../core/format-number.ts';
import type { ModelMessage } from '../../core/model.ts';
import { partText, type Step, type Trajectory } from '../../trajectory/trajectory.ts';

/** What an agent had before it at a place of its run. */
export interface ProbeContext {
  readonly instructions?: string;
  readonly messages: readonly ModelMessage[];
}

/** Tokens that a context may have. */
const MAX_TOKENS = 60_000;
const BEGINS = '[the conversation begins]';
/** A text that is longer than this share of them is shortened. */
const MAX_SHARE = 0.25;

/**
 * Rebuilds what the agent had before it when a step was about to come, as a conversation of its own: what it was told and what it
 * said. Calls and results are written out as text, so that nothing can be called and every service takes it. Reasoning of earlier
 * turns is left out, as services leave it out; what was compacted is there as its summary. Of a context that is too long
 * the first message and the last ones are kept.
 *
 * @param place - index of the step that comes next; the number of steps for after the last
 * @param options.maxTokens - default 60,000 (estimate)
 */
export function probeContext(
  { steps, agent }: Pick<Trajectory, 'steps' | 'agent'>,
  place: number,
  { maxTokens = MAX_TOKENS }: { readonly maxTokens?: number } = {},
): ProbeContext {
  const before = steps.slice(0, place);
  const compacted = before.findLastIndex(({ parts }) => parts.some(({ kind }) => kind === 'compaction'));
  const system = before.filter(({ actor }) => actor === 'system').map((step) => stepText(step));
  const instructions = [agent.instructions ?? '', ...system].filter((text) => text !== '').join('\n\n');
  const names = new Map(before.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'tool-call' ? [[part.callId, part.name] as const] : [])))); // prettier-ignore
  const messages: { role: 'user' | 'assistant'; text: string }[] = [];
  // Some services want the other side to begin.
  if (before.find(({ actor }) => actor !== 'system')?.actor === 'agent') messages.push({ role: 'user', text: BEGINS });
  for (const step of before.slice(Math.max(0, compacted))) {
    if (step.actor === 'system') continue;
    const text = shortened(stepText(step, names), maxTokens * MAX_SHARE);
    if (text === '') continue;
    const role = step.actor === 'agent' ? 'assistant' : 'user';
    const last = messages.at(-1);
    if (last?.role === role) last.text += `\n\n${text}`;
    else messages.push({ role, text });
  }
  return {
    ...(instructions !== '' && { instructions: shortened(instructions, maxTokens * MAX_SHARE) }),
    messages: fitting(messages, maxTokens),
  };
}

function stepText({ actor, parts }: Step, names: ReadonlyMap<string, string> = new Map()): string {
  const texts = parts.flatMap((part) => {
    switch (part.kind) {
      case 'reasoning':
      case 'feedback':
        return [];
      case 'tool-call':
        return [`[call ${part.name}] ${part.argumentsText}`];
      case 'tool-result':
        return [`[${part.isError === true ? 'error' : 'result'} of ${names.get(part.callId) ?? 'a tool'}] ${part.text}`];
      case 'media':
        return [`[${part.mediaType}]`];
      case 'compaction':
        return [`[summary of what was before] ${part.text}`];
      default:
        return [partText(part)];
    }
  }); // prettier-ignore
  const text = texts.filter((one) => one.trim() !== '').join('\n\n');
  return actor === 'tool' && text !== '' && !text.startsWith('[') ? `[result] ${text}` : text;
}

function shortened(text: string, maxTokens: number): string {
  const tokens = estimateTokens(text);
  if (tokens <= maxTokens) return text;
  const keep = Math.floor((text.length * maxTokens) / tokens / 2);
  return `${text.slice(0, keep)}\n[${formatCount(text.length - 2 * keep)} characters left out]\n${text.slice(-keep)}`;
}

function fitting(messages: readonly ModelMessage[], maxTokens: number): ModelMessage[] {
  const tokens = messages.map((message) => ('text' in message ? estimateTokens(message.text) : 0) + 4);
  let spent = tokens[0] ?? 0;
  let from = messages.length;
  while (from > 1 && spent + tokens[from - 1]! <= maxTokens) spent += tokens[--from]!;
  if (from <= 1) return [...messages];
  const gap = `[${formatCount(from - 1)} messages left out]`;
  return [...messages.slice(0, 1), { role: 'user', text: gap }, ...messages.slice(from)];
}
