import { callAt, type Corpus } from '../digest/corpus.ts';
import { outcomeDifference } from '../outcome-difference.ts';
import { symbolTool } from '../wording/tool-words.ts';
import type { SequencePlace } from './sequence-place.ts';

// Fewer uses on either side say nothing.
const MIN_RUNS = 5;
// All that is looked at in one workflow pays for the looking (Bonferroni).
const MAX_P = 0.05;
// What lowers success by less is a matter of degree, not of when not to.
const MIN_DIFFERENCE = -0.3;
const MAX_TRAITS = 12;
const SETTING = /^[\p{L}_][\p{L}\p{N}_ .:/+-]{0,29}$/u;

/**
 * When not to follow a workflow: what those of its uses have in common that fail, against its other uses in runs of the same
 * tasks (exact stratified test): a setting that the agent chose itself in one of the calls, or a call that had failed before.
 *
 * @returns the surest such trait in words; undefined where failures show none
 */
export function whenNotTo(corpus: Corpus, occurrences: readonly SequencePlace[]): string | undefined {
  const runs = new Set(occurrences.flatMap(({ run }) => (corpus.fragments[run]!.success === undefined ? [] : [run])));
  if (runs.size < 2 * MIN_RUNS) return undefined;
  const showing = new Map<string, Set<number>>();
  let last = -1;
  // A run ends one way, whatever it does again.
  for (const occurrence of occurrences) {
    if (!runs.has(occurrence.run) || occurrence.run === last) continue;
    last = occurrence.run;
    for (const trait of traitsOf(corpus, occurrence))
      showing.set(trait, (showing.get(trait) ?? new Set()).add(occurrence.run));
  }
  const split = [...showing]
    .filter(([, some]) => some.size >= MIN_RUNS && runs.size - some.size >= MIN_RUNS)
    .sort(([a, x], [b, y]) => y.size - x.size || (a < b ? -1 : 1))
    .slice(0, MAX_TRAITS);
  const [worst] = split
    .flatMap(([trait, some]) => {
      const found = outcomeDifference(corpus, some, runs);
      const harms = found !== undefined && found.difference <= MIN_DIFFERENCE && found.p * split.length <= MAX_P;
      return harms ? [{ trait, p: found.p }] : [];
    })
    .sort((a, b) => a.p - b.p || (a.trait < b.trait ? -1 : 1));
  return worst?.trait;
}

function traitsOf({ fragments, lexicon }: Corpus, { run, at }: SequencePlace): string[] {
  const fragment = fragments[run]!;
  const settings = at.flatMap((index) =>
    (callAt(fragment, index)?.arguments ?? []).flatMap(({ field, text, fromUser, fromResult }) =>
      text === undefined || fromUser || fromResult || !SETTING.test(text) ? [] : [`\`${field}\` is \`${text}\``],
    ),
  );
  const failed = fragment.calls
    .filter((call) => call.failed && call.at < at[0]!)
    .map((call) => symbolTool(lexicon.word(fragment.symbols[call.at]!)))
    .map(({ tool, command }) => `\`${command ?? tool}\` has failed before`);
  return [...new Set([...settings, ...failed])];
}
