import type { MinedBehavior } from '../../behavior/behavior.ts';
import type { EthogramError } from '../../core/ethogram-error.ts';
import type { Model, ModelRequest } from '../../core/model.ts';
import { workItems, type WorkOptions } from '../../core/work-items.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { checkSources } from './check-sources.ts';
import type { KnownRelations } from './known-relations.ts';
import {
  byStanding,
  firstComparisons,
  isDecided,
  mergeBehaviors,
  type MergedGroup,
  type MergeItem,
} from './merge-behaviors.ts';
import { wordsOf, wordsText, type BehaviorWords, type Proposal } from './proposal.ts';
import { behaviorHash } from '../wording/behavior-hash.ts';
import type { RefusedWords } from './proposals-of.ts';
import { behaviorFound, inWords, isReflected, supportOf, withSupport, type ProposedSupport } from './behavior-found.ts';
import { withFoundMatchers } from './with-found-matchers.ts';
import { readWording, wordingRequest, type WordingSource } from './wording-request.ts';

/** What a model has to work with. */
export interface RefineInput {
  /** The whole handbook as it is after mining without a model, with provenance, best first. */
  readonly handbook: readonly MinedBehavior[];
  readonly proposals: readonly Proposal[];
  /** Runs that were reflected on. */
  readonly reflected: number;
  /** Gives the runs of these ids, in any order. */
  readonly runs: (ids: readonly string[]) => AsyncIterable<Trajectory>;
  readonly known: KnownRelations;
}

/** What a model made of a handbook. */
export interface Refined {
  /** What is new or has changed; ids tell which. */
  readonly changed: readonly MinedBehavior[];
  /** How many mined behaviors got better words. */
  readonly worded: number;
  /** How many behaviors are new. */
  readonly created: number;
  /** How many known behaviors got evidence from reflections. */
  readonly updated: number;
  /** How many known behaviors were given up for one that means the same. */
  readonly merged: number;
  readonly refused: readonly RefusedWords[];
  readonly failed: readonly { readonly what: string; readonly code: string; readonly message: string }[];
  /** Questions that were not asked because it stopped; nothing is created or merged then. */
  readonly left: number;
  readonly stopped?: EthogramError;
}

// A model that takes everything for the same must not empty a handbook: at most so many known behaviors are given up at a time.
const MAX_MERGED = 0.2;
const MAX_MERGED_FEW = 2;
const MIN_RUNS = 2;
const MIN_TASKS = 2;

/** What is asked before the first answer decides what comes next. */
export function* firstRequests({ handbook, proposals, known }: RefineInput): Generator<ModelRequest> {
  for (const behavior of handbook) if (mayBeWorded(behavior)) yield wordingRequest(sourceOf(behavior));
  yield* firstComparisons(itemsOf(handbook, proposals), known);
}

/**
 * Has a model go over a handbook: better words for what was mined, as far as the evidence holds all they say; behaviors
 * that reflections propose, merged by meaning with each other and with what is known, which gets their evidence before anything new is made. New
 * is only what two runs of two tasks support, in words that come from more than one task, and that contradicts nothing better supported. What a person
 * decided on keeps its words.
 */
export async function refineBehaviors(model: Model, input: RefineInput, options: WorkOptions): Promise<Refined> {
  const { proposals, known } = input;
  const wording = await wordMined(model, input.handbook, options);
  const merging = await mergeBehaviors(model, itemsOf(wording.handbook, proposals), { ...options, known });
  const failedPairs = merging.failed.map(({ error: { code, message } }) => ({ what: 'a comparison', code, message }));
  const left = wording.left + merging.left;
  if (left > 0) {
    const stopped = wording.stopped ?? merging.stopped;
    const changed = changedOf(input.handbook, wording.handbook);
    return {
      changed, worded: wording.worded, created: 0, updated: 0, merged: 0, refused: wording.refused,
      failed: [...wording.failed, ...failedPairs], left, ...(stopped !== undefined && { stopped }),
    }; // prettier-ignore
  }
  const updates = updateKnown(merging.groups, input.reflected);
  const creation = await createNew(model, merging.groups, input, options);
  const handbook = wording.handbook.map((behavior) => updates.get(behavior.id) ?? behavior);
  const created = creation.left > 0 ? [] : withOwnNames(creation.behaviors, handbook);
  const changed = changedOf(input.handbook, handbook);
  const touched = changedOf(wording.handbook, handbook);
  return {
    changed: [...changed, ...created],
    worded: wording.worded,
    created: created.length,
    updated: touched.filter(({ status }) => status !== 'archived').length,
    merged: touched.filter(({ status }) => status === 'archived').length,
    refused: [...wording.refused, ...creation.refused],
    failed: [...wording.failed, ...failedPairs, ...creation.failed],
    left: creation.left,
    ...(creation.stopped !== undefined && { stopped: creation.stopped }),
  };
} // prettier-ignore

/** Whether nobody has worded it yet but mining. */
function mayBeWorded(behavior: MinedBehavior): boolean {
  const { status, worded, foundBy } = behavior;
  return status === 'candidate' && worded === undefined && foundBy === undefined && !isDecided(behavior);
}

function sourceOf(behavior: MinedBehavior): WordingSource {
  const { pattern, provenance } = behavior;
  return { wordings: [behavior], evidence: provenance, ...(pattern !== undefined && { pattern }) };
}

async function wordMined(
  model: Model,
  handbook: readonly MinedBehavior[],
  options: WorkOptions,
): Promise<Pick<Refined, 'worded' | 'refused' | 'failed' | 'left' | 'stopped'> & { readonly handbook: MinedBehavior[] }> {
  const worded = new Map<string, MinedBehavior>();
  const refused: RefusedWords[] = [];
  const work = await workItems(
    handbook.filter(mayBeWorded),
    async (behavior) => {
      const source = sourceOf(behavior);
      const { value } = await model.generate(wordingRequest(source));
      const words = readWording(source, value);
      if (typeof words === 'string') refused.push({ name: value.name, instruction: value.instruction, reason: words });
      else worded.set(behavior.id, inWords(behavior, words, model.name));
    },
    options,
  );
  const failed = work.failed.map(({ item, error: { code, message } }) => ({ what: item.name, code, message }));
  return {
    handbook: handbook.map((behavior) => worded.get(behavior.id) ?? behavior),
    worded: worded.size,
    refused: refused.sort((a, b) => (a.name < b.name ? -1 : 1)),
    failed,
    left: work.left,
    ...(work.stopped !== undefined && { stopped: work.stopped }),
  };
} // prettier-ignore

/**
 * Known behaviors, but for those that mining gave up or that were merged into others, and proposals. Retired ones take part:
 * what means the same is not made anew.
 */
function itemsOf(handbook: readonly MinedBehavior[], proposals: readonly Proposal[]): MergeItem[] {
  const merged = new Set(
    handbook.flatMap(({ parents }) => parents.flatMap(({ id, how }) => (how === 'merged' ? [id.replace(/@.*$/, '')] : []))),
  );
  return [
    ...handbook
      .filter((one) => (one.status !== 'stale' || isReflected(one)) && !(one.status === 'archived' && merged.has(one.id)))
      .map((behavior) => ({ words: behavior, behavior, proposals: [] })),
    ...proposals.map((proposal) => ({ words: proposal, proposals: [proposal] })),
  ];
} // prettier-ignore

/** Known behaviors with what their groups add to them, by id. What is given up stays in the history: undoing brings it back. */
function updateKnown(groups: readonly MergedGroup[], reflected: number): Map<string, MinedBehavior> {
  const updates = new Map<string, MinedBehavior>();
  const known = groups.reduce(
    (sum, { items }) => sum + items.filter(({ behavior }) => behavior !== undefined).length,
    0,
  );
  let left = Math.max(MAX_MERGED_FEW, Math.floor(MAX_MERGED * known));
  for (const group of groups) {
    const [head, ...others] = group.items.flatMap(({ behavior }) => behavior ?? []);
    if (head === undefined || head.status === 'archived') continue;
    const merged = others.filter((other) => !isDecided(other) && left-- > 0);
    const support = supportOf(proposalsOf(groups, group), { ids: [head, ...merged].map(({ id }) => id) });
    let updated = support.runs.size > 0 ? withSupport(head, support, reflected) : head;
    if (isReflected(head) && !isDecided(head)) {
      updated = { ...updated, status: isSupported(support) ? 'candidate' : 'stale' };
    }
    const parents = merged.map(({ id, version }) => ({ id: `${id}@${version}`, how: 'merged' as const }));
    updates.set(head.id, { ...updated, parents: [...updated.parents, ...parents] });
    for (const other of merged) updates.set(other.id, { ...other, status: 'archived' });
  }
  return updates;
}

/** All that was proposed for a group, and for groups that ask for less. */
function proposalsOf(groups: readonly MergedGroup[], { items, narrower }: MergedGroup): Proposal[] {
  const all = [...items, ...narrower.flatMap((other) => groups[other]!.items)];
  return [...new Set(all.flatMap(({ proposals }) => proposals))];
}

function isSupported({ runs, tasks }: Pick<ProposedSupport, 'runs' | 'tasks'>): boolean {
  return runs.size >= MIN_RUNS && tasks.size >= MIN_TASKS;
}

interface Created extends Pick<Refined, 'refused' | 'failed' | 'left' | 'stopped'> {
  readonly behaviors: readonly MinedBehavior[];
}

async function createNew(
  model: Model,
  groups: readonly MergedGroup[],
  { runs, reflected }: RefineInput,
  options: WorkOptions,
): Promise<Created> {
  const refused: RefusedWords[] = [];
  const refuse = ([{ words }]: MergedGroup['items'], reason: RefusedWords['reason']): void => {
    refused.push({ name: words.name, instruction: words.instruction, reason });
  };
  const fresh: { readonly group: MergedGroup; readonly support: ProposedSupport; readonly wordings: BehaviorWords[] }[] = [];
  for (const group of groups) {
    if (group.items.some(({ behavior }) => behavior !== undefined)) continue;
    const support = supportOf(proposalsOf(groups, group));
    if (!isSupported(support)) refuse(group.items, 'support');
    else if (isRefuted(groups, group)) refuse(group.items, 'conflict');
    else fresh.push({ group, support, wordings: distinctWords(group) });
  }
  const work = await workItems(
    fresh.filter(({ wordings }) => new Set(wordings.map(({ instruction }) => instruction)).size > 1),
    async ({ wordings, support: { evidence } }) => {
      const source = { wordings, evidence };
      const words = readWording(source, (await model.generate(wordingRequest(source))).value);
      if (typeof words !== 'string') wordings.unshift(words);
    },
    options,
  );
  const failed = work.failed.map(({ item, error: { code, message } }) => ({ what: item.wordings[0]!.name, code, message }));
  const end = { failed, left: work.left, ...(work.stopped !== undefined && { stopped: work.stopped }) };
  if (work.left > 0) return { behaviors: [], refused, ...end };
  const checked = await checkSources(fresh.map(({ wordings, support }) => ({ wordings, runs: support.runs })), runs);
  const found = fresh.flatMap(({ group, wordings }, i): { behavior: MinedBehavior; runs: ReadonlySet<string> }[] => {
    const { words, runs: among, refused: reason } = checked[i]!;
    const support = supportOf(proposalsOf(groups, group), { among });
    if (words === undefined || !isSupported(support)) {
      refused.push({ name: wordings[0]!.name, instruction: wordings[0]!.instruction, reason: words === undefined ? reason! : 'injected' });
      return [];
    }
    const { kind } = group.items[0].proposals[0]!;
    return [{ behavior: behaviorFound(words, support, { kind, by: model.name, of: reflected }), runs: support.runs }];
  });
  const behaviors = await withFoundMatchers(found, runs);
  behaviors.sort((a, b) => b.support.trajectories - a.support.trajectories || (a.name < b.name ? -1 : 1));
  return { behaviors, refused, ...end };
} // prettier-ignore

// Of many wordings of one behavior so many are shown and tried.
const MAX_WORDINGS = 8;

function distinctWords({ items }: MergedGroup): BehaviorWords[] {
  const distinct = new Map(
    items
      .toSorted(byStanding)
      .map(({ words }) => [wordsText(words), wordsOf(words)] as const)
      .toReversed(),
  );
  return [...distinct.values()].toReversed().slice(0, MAX_WORDINGS);
}

/** Whether a group contradicts a known behavior, or one that more runs support. */
function isRefuted(groups: readonly MergedGroup[], group: MergedGroup): boolean {
  const strength = (one: MergedGroup): number => supportOf(proposalsOf(groups, one)).runs.size;
  return group.conflicts.some((i) => {
    const other = groups[i]!;
    if (other.items.some(({ behavior }) => behavior !== undefined && behavior.status !== 'archived')) return true;
    const [own, theirs] = [strength(group), strength(other)];
    return theirs > own || (theirs === own && byStanding(other.items[0], group.items[0]) < 0);
  });
}

/** New behaviors under names that nothing else has, ranked behind what is known. */
function withOwnNames(created: readonly MinedBehavior[], handbook: readonly MinedBehavior[]): MinedBehavior[] {
  const taken = new Set(handbook.map(({ name }) => name));
  const ranked = Math.max(-1, ...handbook.map(({ rank = -1 }) => rank)) + 1;
  return created.map((behavior, i) => {
    let { name } = behavior;
    for (let n = 2; taken.has(name); n++) name = `${behavior.name}_${n}`;
    taken.add(name);
    return { ...behavior, name, hash: behaviorHash({ ...behavior, name }), rank: ranked + i };
  });
}

function changedOf(before: readonly MinedBehavior[], after: readonly MinedBehavior[]): MinedBehavior[] {
  const known = new Map(before.map((behavior) => [behavior.id, behavior]));
  return after.filter((behavior) => JSON.stringify(known.get(behavior.id)) !== JSON.stringify(behavior));
}
