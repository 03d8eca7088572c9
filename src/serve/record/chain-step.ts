import { canonicalJson, sha256 } from '../../core/content-key.ts';
import type { Json } from '../../core/json.ts';
import type { BareStep } from '../../trajectory/chat/number-steps.ts';
import { mayBeInjected, splitInjected } from '../../trajectory/split-injected.ts';
import { mayHoldReasoning, splitReasoning } from '../../trajectory/split-reasoning.ts';
import type { Part } from '../../trajectory/trajectory.ts';

const PLACEHOLDER = /\[([a-z]+)-\d+\]/g;

/**
 * The hash of a conversation up to and with a step, from that up to the step before it (`''` at the beginning). It is made
 * of what a client sends back: words, calls, results, media. What it leaves out, rewrites or changes on the way does not
 * count: reasoning, system messages, what Ethogram injected, the spelling of arguments, white space at the ends of a text.
 *
 * @param redacted - the steps are as a store has them: secrets count by kind only, since their numbers may differ
 */
export function chainStep(before: string, step: BareStep, redacted = false): string {
  if (step.actor === 'system' || step.actor === 'environment') return before;
  const said: Json[] = [];
  let text = '';
  const closeText = (): void => {
    const words = text.trim();
    if (words !== '') said.push(['text', words]);
    text = '';
  };
  for (const part of step.parts.flatMap((one) => bareParts(one, step.actor))) {
    if (part.kind === 'text') text += part.text;
    else if (part.kind !== 'reasoning') {
      closeText();
      said.push(partFacts(part));
    }
  }
  closeText();
  if (said.length === 0) return before;
  const json = JSON.stringify(said);
  return sha256(`${before}${step.actor}${redacted ? json.replace(PLACEHOLDER, '[$1]') : json}`, 32);
}

function bareParts(part: Part, actor: BareStep['actor']): readonly Part[] {
  if (part.kind !== 'text') return [part];
  if (part.injected !== undefined) return [];
  if (actor === 'agent') return mayHoldReasoning(part.text) ? splitReasoning(part.text) : [part];
  return mayBeInjected(part.text) ? splitInjected(part.text).filter(({ injected }) => injected === undefined) : [part];
}

function partFacts(part: Exclude<Part, { readonly kind: 'text' | 'reasoning' }>): Json {
  switch (part.kind) {
    case 'tool-call':
      return ['call', part.callId, part.name, plainArguments(part.argumentsText)];
    case 'tool-result':
      return ['result', part.callId, part.text.trim()];
    case 'media':
      return ['media', part.ref];
    default:
      return [part.kind, part.text];
  }
}

// A client parses what was streamed to it and writes it its own way.
function plainArguments(text: string): string {
  try {
    return canonicalJson(JSON.parse(text) as Json);
  } catch {
    return text.trim();
  }
}
