import type { Candidate, Occurrence } from '../candidate.ts';
import { supportOf, type Corpus } from '../digest/corpus.ts';
import type { Call, Fragment } from '../digest/fragment.ts';
import { anyOf, symbolTool, writesSomething } from '../wording/tool-words.ts';

// Repeats that cost less than this per run are not worth a sentence in a prompt.
const MIN_TOKENS_PER_RUN = 30;
// More arguments than this are not named one by one.
const MAX_FIELDS = 3;

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
    .map(({ symbol, occurrences }) =>
      warningOf(lexicon.word(symbol), occurrences, sharedFields(corpus, symbol, occurrences)),
    );
}

/** The arguments that all repeated calls have; none when some have others. */
function sharedFields({ fragments }: Corpus, symbol: number, occurrences: readonly Occurrence[]): string[] {
  const sets = new Set<string>();
  for (const { run, at } of occurrences) {
    const { calls, symbols, steps, parts } = fragments[run]!;
    const call = calls.find(
      (other) => symbols[other.at] === symbol && steps[other.at] === at.step && parts[other.at] === at.part,
    );
    sets.add(JSON.stringify([...new Set(call?.arguments.map(({ field }) => field))].sort()));
  }
  const [only] = sets;
  return sets.size === 1 ? (JSON.parse(only!) as string[]) : [];
}

function warningOf(symbol: string, occurrences: readonly Occurrence[], fields: readonly string[]): Candidate {
  const { tool, command } = symbolTool(symbol);
  const shown = `\`${command ?? tool}\``;
  const asked = fields.length > 0 && fields.length <= MAX_FIELDS && command === undefined;
  const same = asked
    ? `the same ${anyOf(
        fields.map((field) => `\`${field}\``),
        'and',
      )}`
    : 'the same arguments';
  return {
    kind: 'warning',
    polarity: 'avoid',
    name: `behavior_no_repeated_${(command ?? tool).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_')}`,
    instruction: writesSomething(tool)
      ? `Do not repeat ${shown} with ${same}: it has been done already.`
      : `Do not ${command === undefined ? 'call' : 'run'} ${shown} again with ${same}: the answer is still in the conversation.`,
    whenNot: 'something has been changed since',
    scope: { tools: [tool] },
    matcher: { structure: 'repeated-call', tools: [tool] },
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
