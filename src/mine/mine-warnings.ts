import type { Candidate, Occurrence } from './candidate.ts';
import { supportOf, type Corpus } from './corpus.ts';
import type { Call, Fragment } from './fragment.ts';
import { symbolTool, writesSomething } from './tool-words.ts';

// Repeats that cost less than this per run are not worth a sentence in a prompt.
const MIN_TOKENS_PER_RUN = 30;

/**
 * Warnings about wasted work: a call repeated with the same arguments that gave the same answer again, so that the
 * answer stood in the conversation already. One warning per tool, with what the repeats cost; at least two runs of two
 * tasks. Polling (the answer changed in between) and repeats after a failure do not count.
 *
 * @returns in order of tokens wasted, most first
 */
export function mineWarnings(corpus: Corpus): Candidate[] {
  const { fragments, lexicon, tasks } = corpus;
  const wasted = new Map<number, Occurrence[]>();
  for (const [run, fragment] of fragments.entries()) {
    const first = new Map<number, Call>();
    for (const call of fragment.calls) {
      if (call.failed || call.result === undefined || call.result.length === 0) continue;
      const before = first.get(call.shape);
      if (before?.result?.hash === call.result.hash) {
        const symbol = fragment.symbols[call.at]!;
        const found = wasted.get(symbol) ?? [];
        wasted.set(symbol, found);
        found.push(occurrenceOf(fragment, run, before, call));
      } else first.set(call.shape, call);
    }
  }
  return [...wasted]
    .map(([symbol, occurrences]) => ({
      symbol,
      occurrences,
      tokens: occurrences.reduce((sum, { tokens }) => sum + tokens, 0),
    }))
    .filter(({ occurrences, tokens }) => {
      const support = supportOf(
        occurrences.map(({ run }) => run),
        tasks,
      );
      return support.runs >= 2 && support.tasks >= 2 && tokens >= MIN_TOKENS_PER_RUN * support.runs;
    })
    .sort((a, b) => b.tokens - a.tokens || a.symbol - b.symbol)
    .map(({ symbol, occurrences }) => warningOf(lexicon.word(symbol), occurrences));
}

function warningOf(symbol: string, occurrences: readonly Occurrence[]): Candidate {
  const { tool, command } = symbolTool(symbol);
  const shown = `\`${command ?? tool}\``;
  return {
    kind: 'warning',
    polarity: 'avoid',
    name: `behavior_no_repeated_${(command ?? tool).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_')}`,
    instruction: writesSomething(tool)
      ? `Do not repeat ${shown} with the same arguments: it has been done already.`
      : `Do not ${command === undefined ? 'call' : 'run'} ${shown} again with the same arguments: the answer is still in the conversation.`,
    whenNot: 'something has changed what the answer would be',
    scope: { tools: [tool] },
    matcher: { structure: 'repeated-call' },
    occurrences,
  };
}

function occurrenceOf({ steps, parts, starts, ends }: Fragment, run: number, first: Call, again: Call): Occurrence {
  return {
    run,
    steps: [...new Set([steps[first.at]!, steps[again.at]!])],
    at: { step: steps[again.at]!, part: parts[again.at]!, start: starts[again.at]!, end: ends[again.at]! },
    tokens: again.tokens,
  };
}
