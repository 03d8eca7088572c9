import type { Candidate } from '../candidate.ts';
import type { Corpus } from '../digest/corpus.ts';

const MIN_RUNS_PER_GROUP = 2;

/**
 * Which parts of a workflow are used for several kinds of task, and which for one only: every tool or move it is made of
 * is looked up in all runs.
 *
 * @param options.runs - indexes of the runs that show the workflow
 * @returns `parts` when there are several kinds of task; `group` when all runs that show it are of one kind, and others
 *   had two runs or more that did not show it
 */
export function workflowParts(
  corpus: Corpus,
  { elements, runs }: { readonly elements: readonly (readonly string[])[]; readonly runs: readonly number[] },
): { readonly parts?: NonNullable<Candidate['parts']>; readonly group?: string } {
  const { fragments, groups, lexicon } = corpus;
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const large = [...sizes].filter(([, n]) => n >= MIN_RUNS_PER_GROUP).length;
  if (large < 2) return {};
  const symbols = [...new Set(elements.flat())].sort();
  const seenIn = new Map(symbols.map((symbol) => [lexicon.id(symbol), new Set<number>()]));
  for (const [run, fragment] of fragments.entries()) {
    for (const symbol of fragment.symbols) seenIn.get(symbol)?.add(groups[run]!);
  }
  const nameOf = (group: number): string => fragments[groups.indexOf(group)]!.group;
  const common: string[] = [];
  const own = new Map<string, string[]>();
  for (const symbol of symbols) {
    const [group, ...others] = seenIn.get(lexicon.id(symbol))!;
    if (group === undefined || others.length > 0) common.push(symbol);
    else own.set(nameOf(group), [...(own.get(nameOf(group)) ?? []), symbol]);
  }
  const shown = [...new Set(runs.map((run) => groups[run]!))];
  return {
    parts: { common, own: Object.fromEntries([...own].sort(([a], [b]) => (a < b ? -1 : 1))) },
    ...(shown.length === 1 && { group: nameOf(shown[0]!) }),
  };
}
