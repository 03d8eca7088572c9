import type { MinedBehavior } from '../../behavior/behavior.ts';
import type { Model } from '../../core/model.ts';
import { workItems, type FailedItem, type WorkedItems, type WorkOptions } from '../../core/work-items.ts';
import type { EthogramError } from '../../core/ethogram-error.ts';
import { groupNearDuplicates } from '../strategy/group-near-duplicates.ts';
import { ownValues } from './own-values.ts';
import { wordsText, type BehaviorWords, type Proposal } from './proposal.ts';
import { wordsKey, type KnownRelations } from './known-relations.ts';
import { areAlike } from './are-alike.ts';
import { likelyPairs, type Comparison } from './likely-pairs.ts';
import { relateRequest, relationsOf, type Relation } from './relate-request.ts';

/** What is merged: a behavior that is known, or one that was proposed, in the same words by every one of `proposals`. */
export interface MergeItem {
  readonly words: BehaviorWords;
  readonly behavior?: MinedBehavior;
  readonly proposals: readonly Proposal[];
}

/** Items that mean the same. */
export interface MergedGroup {
  /** The one whose words stand for all comes first. */
  readonly items: readonly [MergeItem, ...MergeItem[]];
  /** Groups (by index) that ask for less than this one does, or apply in fewer situations. */
  readonly narrower: readonly number[];
  /** Groups (by index) that one cannot follow together with this one. */
  readonly conflicts: readonly number[];
}

/** What merging gave. */
export interface Merged {
  readonly groups: readonly MergedGroup[];
  readonly failed: readonly FailedItem<Comparison>[];
  /** Set when it ended before everything was compared; the groups are then not final. */
  readonly stopped?: EthogramError;
  readonly left: number;
}

// Words that agree this far (Jaccard of word pairs) are the same words.
const SAME_WORDS = 0.8;
// Groups that grew get other neighbours; after so many rounds what is left is left.
const MAX_ROUNDS = 6;

/**
 * Merges behaviors by meaning, from the bottom up: those in nearly the same words at once; then, round by round, those like
 * each other by their words are put before a model, and the groups that come of it are compared again, until no two are
 * the same. Two groups are joined when more of their members are known to be the same than not; where both have several and one
 * answer decides, another pair of them is asked about first. Two that hold a behavior that a person decided on stay apart, and so do two that hold a
 * known one each unless these are alike by more than the model's word: see `areAlike`.
 *
 * @param known - relations asked before; what is learned is added
 */
export async function mergeBehaviors(
  model: Model,
  items: readonly MergeItem[],
  { known, ...options }: WorkOptions & { readonly known: KnownRelations },
): Promise<Merged> {
  let groups = sameWords(items);
  const failed: FailedItem<Comparison>[] = [];
  const unfinished = ({ left, stopped }: Pick<WorkedItems<Comparison>, 'left' | 'stopped'>): Merged => {
    return { groups: related(groups, known), failed, left, ...(stopped !== undefined && { stopped }) };
  };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const heads = groups.map(headOf);
    const pairs = likelyPairs(heads.map(({ words }) => words));
    const worked = await workItems(openComparisons(heads, pairs, known), ask(model, heads, known), options);
    failed.push(...worked.failed);
    if (worked.left > 0) return unfinished(worked);
    const { joined, doubtful } = joinSame(groups, pairs, known);
    const second = await workItems(
      doubtful.map((_, i) => ({ first: 2 * i, others: [2 * i + 1] })),
      ask(model, doubtful.flat(), known),
      options,
    );
    failed.push(...second.failed);
    if (second.left > 0) return unfinished(second);
    if (joined.length === groups.length && second.done === 0) break;
    groups = joined;
  }
  return { groups: related(groups, known), failed, left: 0 };
} // prettier-ignore

/** What the first round would ask: see {@link mergeBehaviors}. */
export function* firstComparisons(
  items: readonly MergeItem[],
  known: KnownRelations,
): Generator<ReturnType<typeof relateRequest>> {
  const heads = sameWords(items).map(headOf);
  const pairs = likelyPairs(heads.map(({ words }) => words));
  for (const comparison of openComparisons(heads, pairs, known)) yield requestOf(heads, comparison);
}

/** Of the comparisons those that are not known yet. */
function openComparisons(
  heads: readonly MergeItem[],
  pairs: readonly Comparison[],
  known: KnownRelations,
): Comparison[] {
  return pairs.flatMap(({ first, others }) => {
    const open = others.filter((other) => known.get(heads[first]!.words, heads[other]!.words) === undefined);
    return open.length === 0 ? [] : [{ first, others: open }];
  });
}

function requestOf(heads: readonly MergeItem[], { first, others }: Comparison): ReturnType<typeof relateRequest> {
  const asked = [first, ...others].map((i) => heads[i]!);
  const subjects = asked.flatMap(({ proposals, behavior }) => [
    ...proposals.flatMap(({ runs }) => runs),
    ...(behavior?.provenance ?? []).map(({ trajectoryId }) => trajectoryId),
  ]);
  return relateRequest(asked[0]!.words, asked.slice(1).map(({ words }) => words), [...new Set(subjects)]);
} // prettier-ignore

function ask(model: Model, heads: readonly MergeItem[], known: KnownRelations): (one: Comparison) => Promise<void> {
  return async (comparison) => {
    const { value } = await model.generate(requestOf(heads, comparison));
    const relations = relationsOf(value, comparison.others.length);
    for (const [i, other] of comparison.others.entries()) {
      const relation = relations[i];
      // What was not answered, or in two ways, stays apart for now and is not remembered.
      if (relation !== undefined) known.set(heads[comparison.first]!.words, heads[other]!.words, relation);
    }
  };
}

type Group = readonly [MergeItem, ...MergeItem[]];

/** Items in nearly the same words; behaviors that are known never fall together without being compared. */
function sameWords(items: readonly MergeItem[]): Group[] {
  const texts = items.map(({ words }) => wordsText(words).toLowerCase());
  const distinct = [...new Set(texts)];
  const roots = groupNearDuplicates(distinct, { similarity: SAME_WORDS });
  // "Never" for "always", or another number, makes other words of nearly the same.
  const rootOf = new Map(distinct.map((text, i) => [text, `${roots[i]} ${deciding(text)}`]));
  const groups: MergeItem[][] = [];
  for (const of of Map.groupBy(items.keys(), (i) => rootOf.get(texts[i]!)).values()) {
    const known = of.filter((i) => items[i]!.behavior !== undefined);
    const proposed = of.filter((i) => items[i]!.behavior === undefined).map((i) => items[i]!);
    const [first, ...rest] = known.map((i) => items[i]!);
    groups.push([...(first === undefined ? [] : [first]), ...proposed], ...rest.map((item) => [item]));
  }
  return groups.map(ordered);
}

function deciding(text: string): string {
  return [...new Set([...(text.match(DECIDING) ?? []), ...ownValues(text)])].sort().join(' ');
}

const DECIDING =
  /\b(?:not?|never|without|don['’]t|cannot|avoid|before|after|until|unless|first|last|instead|nicht|kein\w*|nie|ohne|vor|nach|pas|jamais|sans|nunca|sin)\b/gi;

function headOf([head]: Group): MergeItem {
  return head;
}

/** With the item first whose words stand for all: a person's, else the best that is known, else what most runs propose. */
function ordered(group: readonly MergeItem[]): Group {
  return [...group].sort(byStanding) as unknown as Group;
}

/** Order of items by how well their words stand: known before proposed, decided on by a person first. */
export function byStanding(a: MergeItem, b: MergeItem): number {
  const runs = ({ proposals }: MergeItem): number => new Set(proposals.flatMap((one) => one.runs)).size;
  return (
    standing(b) - standing(a) ||
    (a.behavior?.rank ?? Number.MAX_SAFE_INTEGER) - (b.behavior?.rank ?? Number.MAX_SAFE_INTEGER) ||
    runs(b) - runs(a) ||
    a.words.instruction.length - b.words.instruction.length ||
    (wordsText(a.words) < wordsText(b.words) ? -1 : 1)
  );
}

function standing({ behavior }: MergeItem): number {
  if (behavior === undefined) return 0;
  return isDecided(behavior) ? 2 : 1;
}

/** Whether a behavior is a matter of somebody's decision: approved, retired, pinned, edited, or not mined at all. */
export function isDecided({ status, pinned, parents, origin }: MinedBehavior): boolean {
  const isTouched = !['candidate', 'stale'].includes(status) || pinned === true || origin !== undefined;
  return isTouched || parents.some(({ how }) => how === 'fixed');
}

/** Joins groups that are the same, in order; of those in doubt a pair to ask about is told. */
function joinSame(
  groups: readonly Group[],
  pairs: readonly Comparison[],
  known: KnownRelations,
): { readonly joined: Group[]; readonly doubtful: [MergeItem, MergeItem][] } {
  const root = groups.map((_, i) => i);
  const members = new Map<number, Group>(groups.map((group, i) => [i, group]));
  const rootOf = (i: number): number => (root[i] === i ? i : rootOf(root[i]!));
  const doubtful: [MergeItem, MergeItem][] = [];
  for (const { first, others } of pairs) {
    for (const other of others) {
      const [a, b] = [rootOf(other), rootOf(first)];
      const [one, two] = [members.get(a)!, members.get(b)!];
      if (a === b || known.get(headOf(groups[first]!).words, headOf(groups[other]!).words) !== 'same') continue;
      if ((isDecidedOn(one) && isDecidedOn(two)) || !mayFallTogether(one, two)) continue;
      const votes = votesFor(one, two, known);
      const open = Math.abs(votes) <= 1 ? openPair(one, two, known) : undefined;
      if (open !== undefined) doubtful.push(open);
      else if (votes > 0) {
        root[Math.max(a, b)] = Math.min(a, b);
        members.delete(Math.max(a, b));
        members.set(Math.min(a, b), byStanding(headOf(one), headOf(two)) <= 0 ? [...one, ...two] : [...two, ...one]);
      }
    }
  }
  return { joined: [...members].sort(([a], [b]) => a - b).map(([, group]) => group), doubtful };
}

/** Whether no known behavior would be given up for one that is like it in the model's eyes only. */
function mayFallTogether(one: Group, two: Group): boolean {
  const [first, second] = [one, two].map((group) => group.flatMap(({ behavior }) => behavior ?? [])) as [MinedBehavior[], MinedBehavior[]];
  return first.length === 0 || second.length === 0 || first.some((a) => second.some((b) => areAlike(a, b)));
} // prettier-ignore

function isDecidedOn(group: Group): boolean {
  return group.some(({ behavior }) => behavior !== undefined && isDecided(behavior));
}

/** How many more pairs across two groups are known to be the same than to be different or in conflict. */
function votesFor(one: Group, two: Group, known: KnownRelations): number {
  const theirs = new Set(two.map(({ words }) => wordsKey(words)));
  let votes = 0;
  for (const { words } of new Map(one.map((item) => [wordsKey(item.words), item])).values()) {
    for (const [key, relation] of known.around(words)) {
      if (!theirs.has(key)) continue;
      if (relation === 'same') votes++;
      else if (relation === 'different' || relation === 'conflicting') votes--;
    }
  }
  return votes;
}

/** Two wordings across two groups that were not compared, where each group has several. */
function openPair(one: Group, two: Group, known: KnownRelations): [MergeItem, MergeItem] | undefined {
  const [first, second] = [one, two].map((group) => [...new Map(group.map((item) => [wordsKey(item.words), item])).values()].slice(0, 2)) as [MergeItem[], MergeItem[]];
  if (first.length < 2 || second.length < 2) return undefined;
  for (const a of first) for (const b of second) if (known.get(a.words, b.words) === undefined) return [a, b];
  return undefined;
} // prettier-ignore

function related(groups: readonly Group[], known: KnownRelations): MergedGroup[] {
  const groupOf = new Map(groups.flatMap((group, i) => group.map(({ words }) => [wordsKey(words), i] as const)));
  return groups.map((items, i) => {
    const found = new Map<number, Set<Relation>>();
    for (const { words } of items) {
      for (const [key, relation] of known.around(words)) {
        const other = groupOf.get(key);
        if (other !== undefined && other !== i) found.set(other, (found.get(other) ?? new Set()).add(relation));
      }
    }
    const having = (relation: Relation, ...without: Relation[]): number[] =>
      [...found]
        .filter(([, relations]) => relations.has(relation) && without.every((one) => !relations.has(one)))
        .map(([other]) => other)
        .sort((a, b) => a - b);
    return {
      items,
      narrower: having('broader', 'narrower', 'conflicting'),
      conflicts: having('conflicting'),
    };
  });
}
