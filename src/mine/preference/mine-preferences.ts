import type { Candidate } from '../candidate.ts';
import { supportOf, type Corpus } from '../digest/corpus.ts';
import { projectName } from '../digest/run-head.ts';
import { symbolTool } from '../wording/tool-words.ts';
import { groupReactions, type Wish } from './group-reactions.ts';
import { preferenceMatcher } from './preference-matcher.ts';
import { readReactions, type Reaction } from './read-reactions.ts';
import { wordPreference } from './word-preference.ts';

// What is done after most objections, and seldom elsewhere, is what users want.
const MOSTLY = 0.4;
const LIFT = 3;
const MAX_REACTIONS = 50_000;

/**
 * Preferences: what users correct, forbid or ask for again and again, in at least two runs of two tasks, with whether it
 * was followed for the rest of those runs. Read from users' own messages only; what a run's first message asks for is a
 * task, unless it states a rule (`always`, `from now on`).
 *
 * @returns most support first
 */
export function minePreferences(corpus: Corpus): Candidate[] {
  const reactions: Reaction[] = [];
  for (const run of corpus.fragments.keys()) {
    if (reactions.length < MAX_REACTIONS) reactions.push(...readReactions(corpus, run));
  }
  const usual = countThen(reactions);
  return groupReactions(corpus, reactions)
    .flatMap((wish) => candidateOf(corpus, wish, { usual, all: reactions }) ?? [])
    .sort((a, b) => b.occurrences.length - a.occurrences.length || (a.name < b.name ? -1 : 1));
}

function candidateOf(
  corpus: Corpus,
  wish: Wish,
  { usual, all }: { readonly usual: ReadonlyMap<number, number>; readonly all: readonly Reaction[] },
): Candidate | undefined {
  const { lexicon, fragments } = corpus;
  const reactions = wish.reactions.toSorted((a, b) => a.run - b.run || a.step - b.step || a.part - b.part);
  const wanted = wantedAct(wish, usual, all.length);
  const words = wordPreference({
    texts: reactions.map(({ text }) => text),
    ...(wish.act !== undefined && { act: lexicon.word(wish.act) }),
    ...(wanted !== undefined && { wanted: lexicon.word(wanted) }),
  });
  if (words === undefined) return undefined;
  const { asks, ...said } = words;
  const matcher = preferenceMatcher(wish, all);
  const followed =
    wish.act === undefined
      ? undefined
      : followedOf(corpus, wish.act, { reactions, asks, ...(wanted !== undefined && { wanted }) });
  return {
    kind: 'preference',
    ...said,
    scope: scopeOf(corpus, wish),
    ...(matcher !== undefined && { matcher }),
    ...(followed !== undefined && { followed }),
    occurrences: reactions.map(({ run, step, part, start, end }) => ({
      run,
      steps: [step],
      at: { step, part, start, end },
      // An objection costs what is done over: the call that it objects to.
      tokens: costOf(fragments[run]!, step),
    })),
  };
}

function costOf({ calls, steps }: Corpus['fragments'][number], step: number): number {
  return calls.findLast(({ at }) => steps[at]! < step)?.tokens ?? 0;
}

function countThen(reactions: readonly Reaction[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { wanted } of reactions) if (wanted !== undefined) counts.set(wanted, (counts.get(wanted) ?? 0) + 1);
  return counts;
}

/** The call that comes after most of the messages, and after few others. */
function wantedAct({ act, reactions }: Wish, usual: ReadonlyMap<number, number>, all: number): number | undefined {
  const counts = [...countThen(reactions)].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const best = counts.find(([symbol]) => symbol !== act);
  if (best === undefined) return undefined;
  const [symbol, n] = best;
  const share = n / reactions.length;
  const elsewhere = (usual.get(symbol)! - n) / Math.max(1, all - reactions.length);
  return share >= MOSTLY && share >= LIFT * elsewhere ? symbol : undefined;
}

/**
 * Of the runs that did either after an objection, how many did first what is wanted; where nothing is known to be done
 * instead, of the runs that went on, how many did not do it again (or asked first, when that is what is wanted).
 */
function followedOf(
  { fragments, lexicon }: Corpus,
  act: number,
  {
    reactions,
    asks,
    wanted,
  }: { readonly reactions: readonly Reaction[]; readonly asks: boolean; readonly wanted?: number },
): { kept: number; of: number } {
  let kept = 0;
  let of = 0;
  const asked = (symbol: number): boolean =>
    lexicon.word(symbol) === 'agent:ask-confirmation' || lexicon.word(symbol) === 'user:confirm';
  for (const { run, next } of reactions) {
    const { symbols } = fragments[run]!;
    if (next >= symbols.length) continue;
    const again = symbols.indexOf(act, next);
    const done = wanted === undefined ? -1 : symbols.indexOf(wanted, next);
    if (wanted !== undefined && again < 0 && done < 0) continue;
    of++;
    if (again < 0 || (done >= 0 && done < again) || (asks && symbols.subarray(next, again).some(asked))) kept++;
  }
  return { kept, of };
}

/** The project when all of it comes from one, else the tool objected to, else the kind of task where there is only one. */
function scopeOf({ fragments, lexicon, tasks }: Corpus, { act, reactions }: Wish): Candidate['scope'] {
  const projects = [...new Set(reactions.map(({ run }) => projectName(fragments[run]!)))];
  const [project] = projects;
  const { runs } = supportOf(
    reactions.map(({ run }) => run),
    tasks,
  );
  return {
    ...(projects.length === 1 && project !== undefined && runs >= 2 && { projects: [project] }),
    ...(act !== undefined && { tools: [symbolTool(lexicon.word(act)).tool] }),
  };
}
