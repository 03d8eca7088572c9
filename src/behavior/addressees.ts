import type { Step } from '../trajectory/trajectory.ts';

/** Whom a run's messages are for. */
export interface Addressees {
  /** Takes the next step; steps must come in order. */
  add(step: Step): void;
  /** The name, or else the actor, that the words of the last step are said to; undefined for other steps, and when it is not known. */
  of(step: number): string | undefined;
}

/**
 * Follows who speaks: a message is for the other person or agent who spoke last before it, and the first of a user for the
 * agent.
 */
export function addressees(): Addressees {
  let speaker: string | undefined;
  let other: string | undefined;
  let last: { readonly step: number; readonly to: string | undefined } | undefined;
  return {
    add({ index, actor, name = actor, parts }) {
      if ((actor !== 'agent' && actor !== 'user') || !parts.some(({ kind }) => kind === 'text')) return;
      if (speaker !== name) [other, speaker] = [speaker, name];
      last = { step: index, to: other ?? (actor === 'user' ? 'agent' : undefined) };
    },
    of: (step) => (last?.step === step ? last.to : undefined),
  };
}
