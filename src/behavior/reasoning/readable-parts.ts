import type { Step } from '../../trajectory/trajectory.ts';
import { isHidden } from '../is-hidden.ts';
import { findEquations, type Equation } from './find-equations.ts';

/** A part of an agent's step with words that can be read: reasoning that is shown, or text. */
export interface ReadablePart {
  readonly step: number;
  readonly part: number;
  readonly kind: 'reasoning' | 'text';
  readonly text: string;
  /** The equations in it; found when first asked for, once for all detectors. */
  readonly equations: () => readonly Equation[];
}

/** What a step lets be read of an agent's reasoning and answers, and how many parts of reasoning it hides. */
export interface ReadableStep {
  readonly parts: readonly ReadablePart[];
  readonly hidden: number;
}

const NOTHING: ReadableStep = { parts: [], hidden: 0 };
// Several detectors read the same step one after the other.
let last: { readonly step: Step; readonly readable: ReadableStep } | undefined;

/** Reads a step; steps of others than agents have nothing. Text that Ethogram put there is left out. */
export function readableParts(step: Step): ReadableStep {
  if (step.actor !== 'agent') return NOTHING;
  if (last?.step === step) return last.readable;
  const parts: ReadablePart[] = [];
  let hidden = 0;
  for (const [index, part] of step.parts.entries()) {
    if (isHidden(part)) hidden++;
    else if (part.kind === 'reasoning' || (part.kind === 'text' && part.injected === undefined)) {
      const { text } = part;
      let equations: readonly Equation[] | undefined;
      parts.push({
        step: step.index,
        part: index,
        kind: part.kind,
        text,
        equations: () => (equations ??= findEquations(text)),
      });
    }
  }
  const readable = parts.length === 0 && hidden === 0 ? NOTHING : { parts, hidden };
  last = { step, readable };
  return readable;
}
