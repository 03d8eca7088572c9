import { wordStretches } from '../mine/digest/word-stretches.ts';
import { mayBeInjected } from '../trajectory/split-injected.ts';

/** Tests for what is left of injected behaviors; see {@link remainsOf}. */
export interface RemainsTest {
  /** Whether a prompt holds marks of injection, a name of a given behavior, or nine words in a row of what was injected. */
  inPrompt(text: string): boolean;
  /** Whether an answer names a given behavior. */
  isCited(text: string): boolean;
}

const NAME = /\bbehavior_[\p{L}\p{N}_]+/gu;

/**
 * What tells that something of injected texts is left elsewhere.
 *
 * @param injected - the texts as they stood, marks included
 */
export function remainsOf(injected: readonly string[]): RemainsTest {
  const names = new Set(injected.flatMap((text) => text.match(NAME) ?? []));
  const stretches = new Set(injected.flatMap(wordStretches));
  const isCited = (text: string): boolean => names.size > 0 && (text.match(NAME) ?? []).some((name) => names.has(name));
  return {
    isCited,
    inPrompt: (text) =>
      mayBeInjected(text) ||
      text.includes('</ethogram-behaviors>') ||
      isCited(text) ||
      (stretches.size > 0 && wordStretches(text).some((stretch) => stretches.has(stretch))),
  };
}
