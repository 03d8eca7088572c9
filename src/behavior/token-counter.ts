import { estimateTokens } from '../core/estimate-tokens.ts';
import { partText, type Actor, type Step } from '../trajectory/trajectory.ts';
import type { Codebook } from './codebook.ts';
import { isHidden } from './is-hidden.ts';

/** What the matchers of a codebook read of a run. */
export interface TokenReads {
  readonly reasoning: boolean;
  /** Whose text parts. */
  readonly words: ReadonlySet<Actor>;
  /** Calls and their answers. */
  readonly calls: boolean;
}

/** Counts the tokens that each codebook has examined: the denominators of rates per token. */
export interface TokenCounter {
  add(step: Step): void;
  /** Tokens so far of what a codebook reads, by its index. */
  of(codebook: number): number;
}

/** What a codebook reads; see {@link TokenReads}. */
export function tokenReads({ codes }: Codebook): TokenReads {
  return {
    reasoning: codes.some(({ unit, match }) => unit === 'reasoning' && (match.cues ?? match.learned) !== undefined),
    words: new Set(
      codes.flatMap(({ unit, match, actors }) =>
        unit !== 'reasoning' && (match.cues ?? match.learned) !== undefined ? actors : [],
      ),
    ),
    calls: codes.some(
      ({ match: { structure, sequence, omission, call } }) => (structure ?? sequence ?? omission ?? call) !== undefined,
    ),
  };
}

/**
 * Starts counting in a run. A text is counted once, for all codebooks that read its sort.
 *
 * @param thinksAloud - as in `RunDetector.start`
 */
export function tokenCounter(reads: readonly TokenReads[], thinksAloud: boolean | undefined): TokenCounter {
  const readsReasoning = reads.some(({ reasoning }) => reasoning);
  const readsCalls = reads.some(({ calls }) => calls);
  const words = new Map<Actor, number>();
  let reasoning = 0;
  let calls = 0;
  // Of the agent's text, what stood in for reasoning.
  let aloud = 0;
  let sawReasoning = thinksAloud === false;
  return {
    add({ actor, parts }) {
      for (const part of parts) {
        if (part.kind === 'reasoning') {
          sawReasoning = true;
          if (readsReasoning && !isHidden(part)) reasoning += estimateTokens(part.text);
        } else if (part.kind === 'tool-call' || part.kind === 'tool-result') {
          if (readsCalls) calls += estimateTokens(partText(part));
        } else if (part.kind === 'text' && part.injected === undefined) {
          const isAloud = readsReasoning && actor === 'agent' && !sawReasoning;
          if (!isAloud && !reads.some((one) => one.words.has(actor))) continue;
          const size = estimateTokens(part.text);
          words.set(actor, (words.get(actor) ?? 0) + size);
          if (isAloud) aloud += size;
        }
      }
    },
    of(codebook) {
      const read = reads[codebook]!;
      let sum = (read.reasoning ? reasoning : 0) + (read.calls ? calls : 0);
      for (const actor of read.words) sum += words.get(actor) ?? 0;
      return read.reasoning && !read.words.has('agent') ? sum + aloud : sum;
    },
  };
}
