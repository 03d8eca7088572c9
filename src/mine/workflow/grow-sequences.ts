import { followersOf, type LinkedRun, type SequenceElement } from './linked-run.ts';

/** A sequence of acts that recurs. */
export interface Sequence {
  readonly elements: readonly SequenceElement[];
  readonly runs: number;
  readonly tasks: number;
}

/** Occurrences under way: runs (as indexes into the input) and, for each, the places matched so far. */
interface Occurrences {
  readonly runs: readonly number[];
  readonly places: readonly (readonly number[])[];
}

const MAX_SEQUENCES = 6000;
const MAX_LENGTH = 7;
// An act is added when it follows in this share of the runs (or, of pairs, of the second's runs); one that would fit in
// anywhere, when it does in more.
const MIN_CONFIDENCE = 0.3;
const UNTIED_CONFIDENCE = 0.5;
// An act belongs to a sequence by the values handed to it when this share of the runs show them.
const MOSTLY_TIED = 0.6;
// An act that no value ties to a sequence belongs to it when this share of all of its occurrences stand there.
const MIN_OWN = 0.3;
// After a move of the dialogue, which stands before much, this share.
const MIN_OWN_AFTER_MOVE = 0.5;

/**
 * Frequent sequences, grown act by act as PrefixSpan does, but only along what ties acts together: a value that one hands
 * to another over any distance within reach, or an order of two that is not chance. What is merely frequent never starts
 * to grow, and acts of something else in between do not matter.
 *
 * @param follows - whether the second act may follow the first although no value ties it
 * @returns in order of growth; at least `minRuns` runs of at least two tasks, 2 to 7 acts, none of them twice
 * @see Pei et al. 2001 (PrefixSpan)
 */
export function growSequences(
  runs: readonly LinkedRun[],
  follows: (first: number, second: number) => boolean,
  {
    mayStart,
    mayFollow,
    minRuns = 2,
    needsMore,
    anywhere,
  }: {
    /** Which acts a sequence may begin with. */
    mayStart: (act: number) => boolean;
    /** What may follow what, whatever ties them. */
    mayFollow: (first: number, second: number) => boolean;
    minRuns?: number;
    /** Whether the second act must follow the first in more of the runs when no value ties it: one that would fit in anywhere. */
    needsMore: (first: number, second: number) => boolean;
    /** Which acts, as the moves of a dialogue, may belong to many sequences. */
    anywhere: (act: number) => boolean;
  },
): Sequence[] {
  const found: Sequence[] = [];
  const runsWith = countRuns(runs);
  const counts = countActs(runs);

  const grow = (elements: readonly SequenceElement[], { runs: inRuns, places }: Occurrences, support: number): void => {
    if (elements.length >= MAX_LENGTH || found.length >= MAX_SEQUENCES) return;
    const used = new Set(elements.map(({ acts }) => acts[0]!));
    const last = elements.at(-1)!.acts[0]!;
    const extended = new Map<number, Extension>();
    for (const [k, index] of inRuns.entries()) {
      const run = runs[index]!;
      const ways = new Map<number, { at: number; tied: boolean }>();
      for (const follower of followersOf(
        run,
        places[k]!,
        (act, tied) => !used.has(act) && mayFollow(last, act) && (tied || follows(last, act)),
      )) {
        const act = run.acts[follower.at]!;
        const known = ways.get(act);
        if (known === undefined || (follower.tied && !known.tied)) ways.set(act, follower);
      }
      for (const [act, { at, tied }] of ways) extend(extended, { act, at, tied, index, places: places[k]! });
    }
    for (const act of [...extended.keys()].sort((a, b) => a - b)) {
      const { occurrences, tied } = settle(extended.get(act)!);
      const { runs: inHowMany, tasks } = supportOf(runs, occurrences.runs);
      const base = elements.length === 1 ? Math.min(support, runsWith.get(act)!) : support;
      const loose = !tied && needsMore(last, act);
      const confidence = loose ? UNTIED_CONFIDENCE : MIN_CONFIDENCE;
      if (inHowMany < Math.max(minRuns, confidence * base) || tasks < 2) continue;
      // What stands elsewhere as often as here fits in anywhere.
      const share = anywhere(last) ? MIN_OWN_AFTER_MOVE : MIN_OWN;
      const own = (each: number): boolean => anywhere(each) || occurrences.runs.length >= share * counts.get(each)!;
      if (loose && !(own(act) && (elements.length > 1 || own(last)))) continue;
      const longer = [...elements, { acts: [act], tied }];
      found.push({ elements: longer, runs: inHowMany, tasks });
      grow(longer, occurrences, inHowMany);
    }
  };

  for (const first of [...runsWith.keys()].filter(mayStart).sort((a, b) => a - b)) {
    if (runsWith.get(first)! < minRuns) continue;
    const inRuns: number[] = [];
    const places: number[][] = [];
    for (const [index, { acts }] of runs.entries()) {
      for (const [i, act] of acts.entries()) {
        if (act !== first) continue;
        inRuns.push(index);
        places.push([i]);
      }
    }
    grow([{ acts: [first], tied: false }], { runs: inRuns, places }, runsWith.get(first)!);
  }
  return found;
}

interface Extension {
  readonly runs: number[];
  readonly places: (readonly number[])[];
  readonly tied: boolean[];
}

function extend(
  extended: Map<number, Extension>,
  {
    act,
    at,
    tied,
    index,
    places,
  }: { act: number; at: number; tied: boolean; index: number; places: readonly number[] },
): void {
  let extension = extended.get(act);
  if (extension === undefined) extended.set(act, (extension = { runs: [], places: [], tied: [] }));
  // Two starts that reach the same end are one occurrence; the later is the tighter.
  const last = extension.places.length - 1;
  const same = last >= 0 && extension.runs[last] === index && extension.places[last]!.at(-1) === at;
  const k = same ? last : last + 1;
  extension.runs[k] = index;
  extension.places[k] = [...places, at];
  extension.tied[k] = tied;
}

/** Keeps only what a value ties when that is nearly all. */
function settle({ runs, places, tied }: Extension): { occurrences: Occurrences; tied: boolean } {
  const byValue = new Set(runs.filter((_, k) => tied[k]));
  if (byValue.size < MOSTLY_TIED * new Set(runs).size) return { occurrences: { runs, places }, tied: false };
  return {
    occurrences: { runs: runs.filter((_, k) => tied[k]), places: places.filter((_, k) => tied[k]) },
    tied: true,
  };
}

function countRuns(runs: readonly LinkedRun[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { acts } of runs) for (const act of new Set(acts)) counts.set(act, (counts.get(act) ?? 0) + 1);
  return counts;
}

function countActs(runs: readonly LinkedRun[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { acts } of runs) for (const act of acts) counts.set(act, (counts.get(act) ?? 0) + 1);
  return counts;
}

function supportOf(runs: readonly LinkedRun[], indexes: readonly number[]): { runs: number; tasks: number } {
  const distinct = new Set(indexes);
  return { runs: distinct.size, tasks: new Set([...distinct].map((index) => runs[index]!.task)).size };
}
