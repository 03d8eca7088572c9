import { phyper } from 'lib-r-math.js';
import { supportOf, type Corpus } from '../digest/corpus.ts';
import type { Reaction } from './read-reactions.ts';

/** Messages of users who want the same. */
export interface Wish {
  readonly reactions: readonly Reaction[];
  /** What they say that others do not, most telling first. */
  readonly stems: readonly string[];
  /** Symbol of the call that they object to. */
  readonly act?: number;
}

// A word speaks for a wish when at least this share of its messages hold it.
const SHARED = 0.25;
const MAX_STEMS = 6;
const MAX_P = 0.01;
// At least half of the messages must be displeased: thanks and answers recur, too.
const DISPLEASED = 0.5;
// Messages that state rules in few words: two words in common, and this much of all (Jaccard).
const SAME_RULE = 0.3;
const MIN_COMMON = 2;
const MAX_COMPARED = 200;
const OWN = /\b(?:my|mine|our|mein\p{L}*|mon|ma|mes|mis?)\b/iu;
// What all rules are stated with.
const RULE_WORDS = new Set([
  'pleas', 'alway', 'never', 'from', 'now', 'next', 'time', 'futur', 'every', 'the', 'and', 'you', 'your', 'for', 'this', 'that', 'not', 'dont', 'don',
  'with', 'when', 'bitte', 'immer', 'nie', 'und', 'der', 'die', 'das', 'toujo', 'jamai', 'les', 'des', 'une', 'siemp', 'nunca', 'los', 'las', 'una', 'por',
]); // prettier-ignore

/**
 * Groups messages by what users want: those that come after the same call and hold words that messages elsewhere do not
 * (hypergeometric test, over all words and calls), and rules in similar words. Of at least two runs of two
 * tasks, of three where nobody says that it is a rule.
 */
export function groupReactions(corpus: Corpus, reactions: readonly Reaction[]): Wish[] {
  const byAct = groupByAct(corpus, reactions);
  const taken = new Set(byAct.flatMap(({ reactions: members }) => members));
  return [
    ...byAct,
    ...groupRules(
      corpus,
      reactions.filter((reaction) => !taken.has(reaction)),
    ),
  ];
}

function groupByAct(corpus: Corpus, reactions: readonly Reaction[]): Wish[] {
  // An answer to a question is about the question.
  const later = reactions.filter(({ first, answers }) => !first && !answers);
  const everywhere = countStems(later);
  const groups = [...Map.groupBy(later, ({ after }) => after ?? -1)].filter(
    ([act, members]) =>
      act >= 0 &&
      isSupported(
        corpus,
        members.filter(({ cue }) => cue.displeased),
      ),
  );
  const tests = groups.reduce((sum, [, members]) => sum + countStems(members).size, 0);
  return groups
    .sort(([a], [b]) => a - b)
    .flatMap(([act, members]): Wish[] => {
      const telling = [...countStems(members)]
        .map(([stem, n]) => ({
          stem,
          n,
          p: phyper(n - 1, everywhere.get(stem)!, later.length - everywhere.get(stem)!, members.length, false),
        }))
        .filter(({ n, p }) => p * tests <= MAX_P && n >= 2)
        .sort((a, b) => a.p - b.p || b.n - a.n || (a.stem < b.stem ? -1 : 1));
      const stems = new Set(telling.map(({ stem }) => stem));
      const wishing = members.filter((member) => !member.stems.isDisjointFrom(stems));
      const shared = telling.filter(({ n }) => n >= SHARED * wishing.length).map(({ stem }) => stem);
      const displeased = wishing.filter(({ cue }) => cue.displeased);
      if (shared.length === 0 || displeased.length < DISPLEASED * wishing.length || !isSupported(corpus, displeased))
        return [];
      return [{ act, reactions: wishing, stems: shared.slice(0, MAX_STEMS) }];
    });
}

/** Rules in similar words: each message joins the first group that it has most words in common with. */
function groupRules(corpus: Corpus, reactions: readonly Reaction[]): Wish[] {
  const groups: { readonly leader: Reaction; readonly members: Reaction[] }[] = [];
  const byStem = new Map<string, number[]>();
  const frequent = countStems(reactions);
  for (const reaction of reactions) {
    const { cue, first } = reaction;
    const stems = contentOf(reaction);
    // Without a word that makes it a rule it must be an objection to something done, and not to do with what is the user's own.
    const objects =
      cue.instead && !first && reaction.after !== undefined && !reaction.answers && !OWN.test(reaction.text);
    if (!cue.standing && !objects) continue;
    // Rarest words first: they lead to the fewest groups.
    const keys = [...stems].sort((a, b) => frequent.get(a)! - frequent.get(b)! || (a < b ? -1 : 1)).slice(0, 8);
    const near = [...new Set(keys.flatMap((stem) => byStem.get(stem) ?? []))].slice(0, MAX_COMPARED);
    const best = near
      .map((group) => ({ group, similarity: similarity(contentOf(groups[group]!.leader), stems) }))
      .sort((a, b) => b.similarity - a.similarity || a.group - b.group)[0];
    if (best !== undefined && best.similarity >= SAME_RULE) {
      groups[best.group]!.members.push(reaction);
      continue;
    }
    for (const stem of keys) byStem.set(stem, [...(byStem.get(stem) ?? []).slice(-MAX_COMPARED), groups.length]);
    groups.push({ leader: reaction, members: [reaction] });
  }
  return groups
    .filter(({ members }) => isSupported(corpus, members))
    .map(({ members }) => ({
      reactions: members,
      stems: [...countStems(members)]
        .filter(([stem, n]) => n >= members.length / 2 && !RULE_WORDS.has(stem))
        .sort(([a, m], [b, n]) => n / frequent.get(b)! - m / frequent.get(a)! || (a < b ? -1 : 1))
        .slice(0, MAX_STEMS)
        .map(([stem]) => stem),
    }));
}

function contentOf({ stems }: Reaction): ReadonlySet<string> {
  return stems.difference(RULE_WORDS);
}

function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = a.intersection(b).size;
  return both < MIN_COMMON ? 0 : both / (a.size + b.size - both);
}

function countStems(reactions: readonly Reaction[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { stems } of reactions) for (const stem of stems) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  return counts;
}

/** Two runs of two tasks where it is stated as a rule at least once, else three of three. */
function isSupported({ tasks }: Corpus, reactions: readonly Reaction[]): boolean {
  const support = supportOf(
    reactions.map(({ run }) => run),
    tasks,
  );
  const enough = reactions.some(({ cue }) => cue.standing) ? 2 : 3;
  return support.runs >= enough && support.tasks >= enough;
}
