import MiniSearch from 'minisearch';
import type { MinedBehavior } from '../behavior/behavior.ts';
import { cleanQuery } from './clean-query.ts';

/** A behavior that would be served, and why. */
export interface RetrievedBehavior {
  readonly id: string;
  readonly name: string;
  readonly instruction: string;
  readonly when?: string;
  readonly whenNot?: string;
  /** BM25, higher is better; comparable within one retrieval only. */
  readonly score: number;
  readonly tokens: number;
  /** What of the query it matches, in words. */
  readonly why: string;
}

/** What retrieval gives. */
export interface Retrieval {
  /** The query as it was used. */
  readonly query: string;
  /** Sum over the behaviors. */
  readonly tokens: number;
  readonly behaviors: readonly RetrievedBehavior[];
}

/** How to retrieve. */
export interface RetrieveOptions {
  /** At most this many; never more than {@link MAX_RETRIEVED}. Default 3. */
  readonly k?: number;
  /** Budget for stating them. Default 400. */
  readonly tokens?: number;
  /** Leave out behaviors whose support without this task falls under two runs of two tasks. */
  readonly task?: string;
  /** Candidates, shadow and stale ones too; never archived ones. Default false: active and pinned only. */
  readonly all?: boolean;
  /** Where the agent runs: behaviors scoped to other projects, models or tools are left out. */
  readonly project?: string;
  readonly model?: string;
  readonly tools?: readonly string[];
}

/** More behaviors than this make agents worse, not better (SkillsBench: 2–3 help three times as much as 4 and more). */
export const MAX_RETRIEVED = 5;

/**
 * The floor under which retrieval abstains: the share of the query's weight that a behavior must match, where rare words of
 * the handbook weigh most and words that are not in it little. One word alone must be half as much again.
 */
const SCORE_FLOOR = 0.2;
const ONE_WORD_FLOOR = 0.3;
const UNKNOWN_WEIGHT = 0.25;
// Far behind the best is off topic, even above the floor.
const SHARE_OF_BEST = 0.4;

const STOP_WORDS = new Set(
  'a about after all also am an and any anything are as at be been before but by call can could did do does done down each else first for from get give had has have he her him his how i if in into is it its just let like make may me might more must my need no not now of off on once one only or other our out over please put run said same say she should so some something tell than thank thanks that the their them then there these they thing this those through to too try up us use user using very want was we well were what when where which while who why will with would yes you your'.split(
    ' ',
  ),
);

/**
 * Finds the behaviors that fit a request, by words (BM25 over name, instruction and conditions). Little is served: few,
 * within a token budget, in scope, and nothing below a floor; with nothing that fits the list is empty.
 *
 * @param query - the request as it came; it is cleaned first
 * @see Robertson & Zaragoza 2009 for BM25
 */
export function retrieveBehaviors(
  query: string,
  behaviors: readonly MinedBehavior[],
  { k = 3, tokens: budget = 400, task, all = false, project, model, tools }: RetrieveOptions = {},
): Retrieval {
  const cleaned = cleanQuery(query);
  const served = behaviors.filter((behavior) => mayBeServed(behavior, { task, all, project, model, tools }));
  // Stem → the word as it was asked.
  const queryTerms = new Map<string, string>();
  for (const word of termsOf(cleaned)) {
    const term = plainTerm(word);
    if (term !== undefined && !queryTerms.has(term)) queryTerms.set(term, word);
  }
  const index = indexOf(served);
  const weigh = termWeights(served);
  const whole = [...queryTerms.keys()].reduce((sum, term) => sum + weigh(term), 0);
  const byId = new Map(served.map((behavior) => [behavior.id, behavior]));
  const hits = queryTerms.size === 0 ? [] : index.search(cleaned, { boost: { name: 1.5 } });
  const best = hits[0]?.score ?? 0;
  const found: RetrievedBehavior[] = [];
  let spent = 0;
  for (const { id, score, queryTerms: matched } of hits.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))) {
    if (found.length >= Math.min(k, MAX_RETRIEVED) || score < SHARE_OF_BEST * best) break;
    const terms = [...new Set(matched)];
    const share = terms.reduce((sum, term) => sum + weigh(term), 0) / whole;
    if (share < (terms.length === 1 ? ONE_WORD_FLOOR : SCORE_FLOOR)) continue;
    const words = terms.map((term) => queryTerms.get(term) ?? term).sort();
    const { name, instruction, when, whenNot, tokens } = byId.get(id as string)!;
    if (spent + tokens > budget) continue;
    spent += tokens;
    found.push({
      id: id as string,
      name,
      instruction,
      ...(when !== undefined && { when }),
      ...(whenNot !== undefined && { whenNot }),
      score,
      tokens,
      why: `matches ${words.join(', ')}`,
    });
  }
  return { query: cleaned, tokens: spent, behaviors: found };
}

/** Whether a behavior may be served at all, whatever the request. */
export function mayBeServed(
  behavior: MinedBehavior,
  { task, all = false, project, model, tools }: Undefinable<Omit<RetrieveOptions, 'k' | 'tokens'>>,
): boolean {
  return (
    behavior.status !== 'archived' &&
    (all || behavior.status === 'active' || behavior.pinned === true) &&
    (task === undefined || standsWithout(behavior, task)) &&
    inScope(behavior, { project, model, tools })
  );
}

type Undefinable<T> = { readonly [K in keyof T]: T[K] | undefined };

/** Whether a behavior would still be known if no run of this task had been seen: leave-one-task-out. */
function standsWithout({ support: { tasks, taskIds } }: MinedBehavior, task: string): boolean {
  // Where the tasks are not listed there are too many for one to matter, unless there are hardly any.
  const without = taskIds === undefined ? (tasks > 2 ? tasks : tasks - 1) : tasks - (taskIds.includes(task) ? 1 : 0);
  return without >= 2;
}

function inScope(
  { scope }: MinedBehavior,
  { project, model, tools }: Pick<RetrieveOptions, 'project' | 'model' | 'tools'>,
): boolean {
  if (project !== undefined && scope.projects !== undefined) {
    // Behaviors name a project as people do, by the last part of its path.
    const name = project.split(/[\\/]+/).findLast((part) => part !== '');
    if (!scope.projects.some((known) => known === project || known === name)) return false;
  }
  if (model !== undefined && scope.models !== undefined && !scope.models.includes(model)) return false;
  if (tools === undefined || scope.tools === undefined || scope.tools.length === 0) return true;
  return scope.tools.some((tool) => tools.includes(tool));
}

/** How much a word of a query says: more, the fewer behaviors have it; little, when none has. */
function termWeights(behaviors: readonly MinedBehavior[]): (term: string) => number {
  const counts = new Map<string, number>();
  for (const behavior of behaviors) {
    const terms = FIELDS.flatMap((field) => termsOf(fieldText(behavior, field))).flatMap(
      (term) => plainTerm(term) ?? [],
    );
    for (const term of new Set(terms)) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  const weight = (count: number): number => Math.log1p((behaviors.length + 1) / (count + 1));
  return (term) => (counts.has(term) ? weight(counts.get(term)!) : UNKNOWN_WEIGHT * weight(0));
}

const FIELDS = ['name', 'instruction', 'when', 'whenNot'] as const;

function fieldText(behavior: MinedBehavior, field: (typeof FIELDS)[number]): string {
  return field === 'name' ? behavior.name.replace(/^behavior_/, '') : (behavior[field] ?? '');
}

function indexOf(behaviors: readonly MinedBehavior[]): MiniSearch<MinedBehavior> {
  const index = new MiniSearch<MinedBehavior>({
    fields: [...FIELDS],
    idField: 'id',
    extractField: (behavior, field) =>
      field === 'id' ? behavior.id : fieldText(behavior, field as (typeof FIELDS)[number]),
    tokenize: termsOf,
    processTerm: (term) => plainTerm(term) ?? null,
  });
  index.addAll(behaviors);
  return index;
}

/** Words; those of identifiers (`get_user`, `getUser`) one by one. */
function termsOf(text: string): string[] {
  return text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((term) => term !== '');
}

/** A word without its English ending, so that `cancelling` meets `cancel`; undefined for words that say nothing. */
function plainTerm(term: string): string | undefined {
  if (term.length < 2 || STOP_WORDS.has(term)) return undefined;
  const stem = term
    .replace(/(?:ations?|ings?|ions?|ments?|ers?|ed|ies|es|s|e|y)$/, '')
    .replace(/([^aeiouls])\1$|(ll)$/, (_, double: string | undefined) => double ?? 'l');
  return stem.length >= 3 ? stem : term;
}
