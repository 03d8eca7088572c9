import type { ModelAsker } from '../../core/model-asker.ts';
import { likelyPairs } from '../reflect/likely-pairs.ts';
import { groupText, groupsOf, metricRequest, sameRequest, type AspectGroup } from './metric.ts';

// What a round puts together the next one compares as a whole; few traits are put together from the parts of parts.
const MAX_ROUNDS = 4;

/**
 * Puts together what is about one trait, until nothing more is: of each group a model is asked which of the groups that speak in
 * like words are about the same trait; what it joins becomes a metric, and metrics are compared again. How many there are in the
 * end is not set beforehand.
 *
 * @param groups - aspects one by one, metrics of before, or both
 * @param apart - pairs that are known not to be about one trait; more are added
 * @returns as far as it came when questions were left open
 * @see Zhu et al. 2025 (AutoLibra)
 */
export async function growMetrics(
  asker: ModelAsker,
  groups: readonly AspectGroup[],
  apart = new Set<string>(),
): Promise<readonly AspectGroup[]> {
  let grown = groups;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const joined = await joinGroups(asker, grown, apart);
    if (asker.open.length > 0 || joined.every((cluster) => cluster.length === 1)) return grown;
    const several = joined.filter((cluster) => cluster.length > 1);
    const answers = await asker.ask('naming metrics', several, metricRequest);
    if (asker.open.length > 0) return grown;
    const named = new Map(several.map((cluster, i) => [cluster, answers[i] === undefined ? cluster : groupsOf(cluster, answers[i])]));
    // What was joined and is not kept together is not asked about again.
    for (const [cluster, parts] of named) {
      for (const a of parts) for (const b of cluster.filter((one) => one !== a)) apart.add(pairKey(a, b));
    }
    grown = joined.flatMap((cluster) => named.get(cluster) ?? cluster);
  }
  return grown;
} // prettier-ignore

/** Groups in clusters, in order of their first; pairs that are not about the same trait are added to `apart`. */
async function joinGroups(
  asker: ModelAsker,
  groups: readonly AspectGroup[],
  apart: Set<string>,
): Promise<AspectGroup[][]> {
  const pairs = likelyPairs(groups.map((group, i) => ({ name: String(i), instruction: wholeText(group) })));
  const questions = pairs
    .map(({ first: i, others }) => ({ i, others: others.filter((j) => !apart.has(pairKey(groups[i]!, groups[j]!))) }))
    .filter(({ others }) => others.length > 0);
  const answers = await asker.ask('comparing what was said', questions, ({ i, others }) =>
    sameRequest(groups[i]!, others.map((j) => groups[j]!)),
  ); // prettier-ignore
  const same: (readonly [number, number])[] = [];
  for (const [q, { i, others }] of questions.entries()) {
    for (const [k, j] of others.entries()) {
      if (answers[q]?.same.includes(k + 1) === true) same.push([i, j]);
      else if (answers[q] !== undefined) apart.add(pairKey(groups[i]!, groups[j]!));
    }
  }
  // a like b and b like c does not make one of a and c that were found to differ.
  const clusterOf = groups.map((group) => [group]);
  for (const [i, j] of same) {
    const [one, other] = [clusterOf[i]!, clusterOf[j]!];
    if (one === other || one.some((a) => other.some((b) => apart.has(pairKey(a, b))))) continue;
    const both = [...other, ...one];
    for (const [at, cluster] of clusterOf.entries()) if (cluster === one || cluster === other) clusterOf[at] = both;
  }
  return [...new Set(clusterOf)];
}

/** All that may tell what a group is like. */
function wholeText(group: AspectGroup): string {
  return [groupText(group), ...group.aspects.map(({ behavior }) => behavior)].join('\n');
}

function pairKey(a: AspectGroup, b: AspectGroup): string {
  return JSON.stringify([groupText(a), groupText(b)].sort());
}
