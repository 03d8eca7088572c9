import { suspicionsOf } from '../../behavior/security/suspicions-of.ts';
import { estimateTokens } from '../../core/estimate-tokens.ts';
import { fragmentOf } from '../../mine/digest/fragment.ts';
import { createLexicon } from '../../mine/digest/lexicon.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import type { TrajectorySummary } from '../../trajectory/trajectory-store.ts';
import { cleanQuery } from '../clean-query.ts';
import { largest } from '../retrieval/largest.ts';
import { plainTerms } from '../retrieval/plain-terms.ts';
import { informationShared, termIndex } from '../retrieval/term-index.ts';
import { exemplarText } from './exemplar-text.ts';

/** A run that went well with a request like this one, abstracted to what matters. */
export interface ChosenExemplar {
  readonly id: string;
  /** Numbered lines; see {@link exemplarText}. */
  readonly text: string;
  /** Estimate. */
  readonly tokens: number;
  readonly why: string;
}

/** Where runs are read from: a store. */
export interface RunSource {
  list(filter: { readonly outcome: 'success' }): AsyncIterable<Pick<TrajectorySummary, 'id' | 'task'>>;
  read(filter: { readonly ids: readonly string[] }): AsyncIterable<Trajectory>;
}

const NEAR = 0.5;
const LOOKED_AT = 20;
const MOST_WORDS = 5;

/**
 * Chooses whole runs as examples for a request: successful ones that were asked the like, nearest first, each task and each way
 * of going about it once, within the token budget.
 *
 * @param options.task - runs of this task are left out
 */
export async function chooseExemplars(
  source: RunSource,
  query: string,
  {
    k = 1,
    tokens: budget = 400,
    task,
  }: { readonly k?: number; readonly tokens?: number; readonly task?: string | undefined } = {},
): Promise<ChosenExemplar[]> {
  const known: Pick<TrajectorySummary, 'id' | 'task'>[] = [];
  for await (const summary of source.list({ outcome: 'success' })) {
    if (summary.task.text !== undefined && (task === undefined || summary.task.id !== task)) known.push(summary);
  }
  const index = termIndex(
    known.map((run) => [{ terms: plainTerms(cleanQuery(run.task.text!)).map(({ term }) => term), weight: 1 }]),
  );
  const terms = index.query(plainTerms(cleanQuery(query)));
  const scores = index.scores(terms);
  const near = largest(scores, LOOKED_AT, (at) => informationShared(terms, scores[at]!, known.length) >= NEAR);
  const runs = new Map<string, Trajectory>();
  if (near.length > 0)
    for await (const run of source.read({ ids: near.map((at) => known[at]!.id) })) runs.set(run.id, run);
  const chosen: ChosenExemplar[] = [];
  const seen = new Set<string>();
  let left = budget;
  for (const at of near) {
    const run = runs.get(known[at]!.id);
    if (run === undefined || chosen.length >= k) continue;
    const symbols = createLexicon();
    const text = exemplarText(fragmentOf(run, symbols, createLexicon()), symbols);
    const tokens = estimateTokens(text);
    const name = run.task.id ?? run.id;
    // A run may hold words that would make whoever follows it do harm.
    if (suspicionsOf({ name: '', instruction: text }).length > 0) continue;
    if (text === '' || tokens > left || seen.has(name) || seen.has(text)) continue;
    seen.add(name).add(text);
    left -= tokens;
    const words = index.matched(terms, at).slice(0, MOST_WORDS).map(({ word }) => word); // prettier-ignore
    chosen.push({ id: run.id, text, tokens, why: `succeeded, and was asked alike (${words.sort().join(', ')})` });
  }
  return chosen;
}
