import { formatPercent } from '../../core/format-number.ts';
import { jaccard } from '../../core/jaccard.ts';
import { standsWithout } from '../may-be-served.ts';
import type { AskedAlike } from './asked-alike.ts';
import type { BehaviorPool } from './behavior-pool.ts';
import type { Ranked, Ranking } from './rank-pool.ts';
import { MAX_RETRIEVED, type LeftOut, type Retrieval, type RetrieveOptions } from './retrieval.ts';

// Far behind the best is off topic, even above the floor.
const SHARE_OF_BEST = 0.3;
// Of two that say the same, so many of the words are the same.
const SAME = 0.85;
// The share of its score that likeness to what is chosen already costs (maximal marginal relevance).
const DIVERSITY = 0.1;
const MOST_LEFT_OUT = 10;
const MOST_WORDS = 5;

interface Choice {
  readonly at: number;
  readonly score: number;
  readonly why: string;
}

/**
 * Chooses from a ranking: what fits well enough, says something that the others do not, and has room in the budget; then,
 * where there is room left, what was learned from tasks of the same topics, in order of merit.
 *
 * @see Carbonell & Goldstein 1998 for maximal marginal relevance
 */
export function chooseRanked(
  pool: BehaviorPool,
  { ranked, alike }: Ranking,
  {
    k = 3,
    tokens: budget = 400,
    topics = [],
    task,
    explain = false,
    mask,
  }: RetrieveOptions & { readonly mask: Uint8Array },
): Omit<Retrieval, 'query'> {
  const most = Math.min(k, MAX_RETRIEVED);
  const chosen: Choice[] = [];
  const out: LeftOut[] = [];
  let spent = 0;
  const leave = (at: number, score: number, reason: string): void => {
    const { id, name } = pool.behaviors[at]!;
    out.push({ id, name, score, reason });
  };
  const consider = (choice: Choice): void => {
    const { at, score } = choice;
    const { tokens } = pool.behaviors[at]!;
    const same = chosen.find((other) => saysSame(pool, at, other.at));
    if (same !== undefined) leave(at, score, `says what ${pool.behaviors[same.at]!.name} says`);
    else if (chosen.length >= most) leave(at, score, `${most} fit better`);
    else if (spent + tokens > budget) leave(at, score, `its ${tokens} tokens are more than is left of ${budget}`);
    else {
      spent += tokens;
      chosen.push(choice);
    }
  };

  const best = ranked.find(({ isEnough }) => isEnough)?.score ?? 0;
  const left = ranked.filter(({ at, score, isEnough }) => {
    if (!isEnough) leave(at, score, 'fits too little to be served');
    else if (score < SHARE_OF_BEST * best) leave(at, score, 'fits far less than the best');
    else return true;
    return false;
  });
  // Of each that is left, how like it is to what was chosen.
  const likeness = new Map(left.map(({ at }) => [at, 0]));
  while (left.length > 0) {
    if (chosen.length >= most && !explain) break;
    const next = takeBest(left, ({ at, score }) => score * (1 - DIVERSITY * likeness.get(at)!));
    const before = chosen.length;
    consider({ at: next.at, score: next.score, why: whyOf(next, alike) });
    if (chosen.length === before) continue;
    for (const { at } of left) likeness.set(at, Math.max(likeness.get(at)!, pool.words.between(at, next.at)));
  }
  const known = new Set(chosen.map(({ at }) => at));
  for (const { at, topic } of ofTopics(pool, topics)) {
    if (chosen.length >= most) break;
    const stands = mask[at] === 1 && (task === undefined || standsWithout(pool.behaviors[at]!, task));
    if (stands && !known.has(at)) consider({ at, score: 0, why: `learned from tasks of topic ${topic}` });
  }
  return {
    tokens: spent,
    behaviors: chosen.map(({ at, score, why }) => {
      const { id, version, name, instruction, when, whenNot, tokens } = pool.behaviors[at]!;
      return {
        id,
        version,
        name,
        instruction,
        ...(when !== undefined && { when }),
        ...(whenNot !== undefined && { whenNot }),
        score,
        tokens,
        why,
      };
    }),
    ...(explain && { leftOut: out.sort((a, b) => b.score - a.score).slice(0, MOST_LEFT_OUT) }),
  };
}

/** Why a behavior was chosen, in words. */
function whyOf({ rate, words, likeness, atHand }: Ranked, alike: AskedAlike): string {
  const asked = alike.words.length === 0 ? '' : ` (${listed(alike.words)})`;
  return [
    ...(atHand === undefined ? [] : [atHand]),
    ...(rate > 0 ? [`${formatPercent(rate)} of runs asked alike${asked} showed it`] : []),
    ...(words.length > 0 ? [`matches ${listed(words)}`] : []),
    ...(rate === 0 && words.length === 0 && atHand === undefined ? [`${formatPercent(likeness)} alike`] : []),
  ].join('; ');
}

/** The words that say most, in order of the alphabet. */
function listed(words: readonly string[]): string {
  return words.slice(0, MOST_WORDS).toSorted().join(', ');
}

/** What was learned from tasks of topics, in order of merit. */
function ofTopics(pool: BehaviorPool, topics: readonly string[]): { readonly at: number; readonly topic: string }[] {
  const found = new Map<number, string>();
  for (const topic of topics) {
    for (const at of pool.byTopic.get(topic) ?? []) if (!found.has(at)) found.set(at, topic);
  }
  return [...found].map(([at, topic]) => ({ at, topic })).sort((a, b) => pool.merit[a.at]! - pool.merit[b.at]!);
}

/** Whether two behaviors say the same: nearly the same words, to the same end. A number or a tool that differs is another matter. */
function saysSame(pool: BehaviorPool, a: number, b: number): boolean {
  const [one, other] = [pool.behaviors[a]!, pool.behaviors[b]!];
  if (one.polarity !== other.polarity) return false;
  return jaccard(pool.termsOf(a), pool.termsOf(b)) >= SAME;
}

/** Takes the item that is worth most out of a list, the first of equals. */
function takeBest<T>(items: T[], worth: (item: T) => number): T {
  let best = 0;
  let most = worth(items[0]!);
  for (let i = 1; i < items.length; i++) {
    const other = worth(items[i]!);
    if (other > most) [best, most] = [i, other];
  }
  return items.splice(best, 1)[0]!;
}
