import { isHidden } from '../../behavior/is-hidden.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { matchSpans, type Stretch } from './match-spans.ts';
import {
  isForeign,
  readableParts,
  runUnits,
  type CodeReading,
  type ReadablePart,
  type RunUnit,
  type UnitKind,
} from './run-units.ts';

/** What a coder says of a place: it shows the code, it does not, or it cannot be told. */
export type MarkVerdict = 'present' | 'absent' | 'unclear';

/** A place that a coder gave a verdict on: the whole run when it names no steps. */
export interface Mark {
  readonly verdict: MarkVerdict;
  /** First and last step, inclusive. */
  readonly steps?: readonly [number, number];
  readonly part?: number;
  /** UTF-16 offsets in the part's text; both or neither. */
  readonly start?: number;
  readonly end?: number;
  /** A point event that was found between the first and the last step: it is at one of them. */
  readonly isLoose?: boolean;
}

/** What one coder says of one code in one run. */
export interface RunCoding {
  readonly marks: readonly Mark[];
  /** What holds where the coder says nothing: looked at and absent, or not looked at. */
  readonly unmarked: 'absent' | 'unknown';
  /** The coder went through units one by one: those it named are the units. */
  readonly isByUnit: boolean;
}

/** What every coder says of one unit, in the order of the coders; undefined where a coder did not rate it. */
export interface RatedUnit {
  readonly unit: RunUnit;
  readonly ratings: readonly (boolean | undefined)[];
}

/** Numbers of stretches of text that two coders marked, and of pairs that match. */
export interface SpanCounts {
  readonly first: number;
  readonly second: number;
  readonly matched: number;
}

/** One run as its coders rated it. */
export interface RatedRun {
  readonly trajectoryId: string;
  readonly units: readonly RatedUnit[];
  /** Of the first two coders, where they mark stretches of text freely. */
  readonly spans?: SpanCounts;
  /** Units that were named and could not be observed. */
  readonly notObservable: number;
}

/** How precise a place must be to be a unit: a run, a step, a part, or a stretch of its text. */
export const UNIT_DEPTH: Readonly<Record<UnitKind, 0 | 1 | 2 | 3>> = {
  run: 0,
  step: 1,
  second: 1,
  part: 2,
  sentence: 3,
  token: 3,
};

/**
 * Lays the marks of several coders of one run over common units. The units are those that coders named one by one, or else
 * all of the run's in which the code can be seen. A unit is present for a coder when a present mark covers it, or half of
 * the shorter of the two.
 *
 * @param codings - in the order of the coders, the two that are compared first; undefined: did not code this run
 * @param options.code - undefined for a code that is in no codebook
 * @param options.hasDetector - whether one of the two compared reads by cues, so that what they cannot read does not count
 */
export function rateRun(
  trajectory: Trajectory,
  codings: readonly (RunCoding | undefined)[],
  { kind, code, hasDetector }: { readonly kind: UnitKind; readonly code: CodeReading; readonly hasDetector: boolean },
): RatedRun {
  const depth = UNIT_DEPTH[kind];
  const isByUnit = codings.slice(0, 2).some((coding) => coding?.isByUnit === true);
  const parts = readableParts(trajectory, code);
  const all = isByUnit
    ? namedUnits(codings, depth)
    : runUnits(trajectory, parts, kind).filter(({ weight }) => weight > 0);
  const isBlind = blindSpots(trajectory, parts, code);
  const units = hasDetector ? all.filter((unit) => !isBlind(unit)) : all;
  const placed = placeLoose(codings);
  const raters = placed.map((coding) => (coding === undefined ? undefined : raterOf(coding, depth)));
  const rated = units.map((unit) => ({ unit, ratings: raters.map((rate) => rate?.(unit)) }));
  return {
    trajectoryId: trajectory.id,
    units: rated,
    ...(depth === 3 && !isByUnit && { spans: countSpans(placed[0], placed[1], hasDetector ? isBlind : undefined) }),
    notObservable: all.length - units.length,
  };
}

function namedUnits(codings: readonly (RunCoding | undefined)[], depth: number): RunUnit[] {
  const units = new Map<string, RunUnit>();
  for (const coding of codings) {
    if (coding?.isByUnit !== true) continue;
    for (const { steps, part, start, end } of coding.marks) {
      if (depth > 0 && steps === undefined) continue;
      for (let step = steps?.[0] ?? 0; step <= (steps?.[1] ?? 0); step++) {
        const unit: RunUnit = {
          weight: 1,
          ...(depth >= 1 && { step }),
          ...(depth >= 2 && part !== undefined && { part }),
          ...(depth >= 3 && start !== undefined && end !== undefined && { start, end }),
        };
        units.set(keyOf(unit), unit);
      }
    }
  }
  const sorted = [...units.values()].sort(byPlace);
  // Coders may have cut the same sentence a little differently: then it is one unit.
  return sorted.filter((unit, i) => {
    const last = sorted[i - 1];
    return last === undefined || last.step !== unit.step || last.part !== unit.part || !covers(last, unit);
  });
}

function byPlace(a: RunUnit, b: RunUnit): number {
  return (
    (a.step ?? 0) - (b.step ?? 0) ||
    (a.part ?? 0) - (b.part ?? 0) ||
    (a.start ?? 0) - (b.start ?? 0) ||
    (a.end ?? 0) - (b.end ?? 0)
  );
}

// Reasoning that is hidden, and a language without cues: not observable, which is not the same as absent.
function blindSpots(
  { steps }: Trajectory,
  parts: readonly ReadablePart[],
  code: CodeReading,
): (unit: RunUnit) => boolean {
  const foreign = new Set(parts.filter(({ text }) => isForeign(text, code)).map(({ step, part }) => `${step}/${part}`));
  const byStep = Map.groupBy(parts, ({ step }) => step);
  return ({ step, part }) => {
    if (step === undefined) return false;
    const own = steps[step]?.parts ?? [];
    if (part !== undefined) return foreign.has(`${step}/${part}`) || (own[part] !== undefined && isHidden(own[part]));
    const readable = byStep.get(step);
    if (readable === undefined) return own.some(isHidden);
    return readable.every((other) => foreign.has(`${step}/${other.part}`));
  };
}

// A point event that took several steps to be seen is where another coder marks it, else where it was complete.
function placeLoose(codings: readonly (RunCoding | undefined)[]): (RunCoding | undefined)[] {
  if (!codings.some((coding) => coding?.marks.some(({ isLoose }) => isLoose === true))) return [...codings];
  const marked = new Set<number>();
  for (const { verdict, steps, isLoose } of codings.flatMap((coding) => coding?.marks ?? [])) {
    if (verdict !== 'present' || steps === undefined || isLoose === true) continue;
    for (let step = steps[0]; step <= steps[1]; step++) marked.add(step);
  }
  const place = (mark: Mark): Mark => {
    if (mark.isLoose !== true || mark.steps === undefined) return mark;
    const [first, last] = mark.steps;
    let step = last;
    while (step > first && !marked.has(step)) step--;
    if (!marked.has(step)) step = last;
    return { verdict: mark.verdict, steps: [step, step] };
  };
  return codings.map((coding) => coding && { ...coding, marks: coding.marks.map(place) });
}

type Rater = (unit: RunUnit) => boolean | undefined;

function raterOf({ marks, unmarked }: RunCoding, depth: 0 | 1 | 2 | 3): Rater {
  const wholes = new Map<string, MarkVerdict>();
  const stretches = new Map<string, Mark[]>();
  for (const mark of marks) {
    const { verdict, steps, part, start } = mark;
    if (depth === 0 || steps === undefined) join(wholes, '', verdict);
    else if (depth === 3 && part !== undefined && start !== undefined) {
      const key = `${steps[0]}/${part}`;
      const before = stretches.get(key);
      if (before === undefined) stretches.set(key, [mark]);
      else before.push(mark);
    } else if (depth >= 2 && part !== undefined) join(wholes, `${steps[0]}/${part}`, verdict);
    else for (let step = steps[0]; step <= steps[1]; step++) join(wholes, String(step), verdict);
  }
  const near = new Map([...stretches].map(([key, own]) => [key, overlapFinder(own)]));
  return (unit) => {
    const { step, part } = unit;
    let verdict = wholes.get('');
    if (step !== undefined) verdict = stronger(verdict, wholes.get(String(step)));
    if (part !== undefined) {
      verdict = stronger(verdict, wholes.get(`${step}/${part}`));
      for (const mark of near.get(`${step}/${part}`)?.(unit) ?? []) {
        if (covers(mark, unit)) verdict = stronger(verdict, mark.verdict);
      }
    }
    if (verdict === undefined) return unmarked === 'absent' ? false : undefined;
    return verdict === 'unclear' ? undefined : verdict === 'present';
  };
}

/** Finds the marks that share text with a unit without looking at all of them; all for a unit without offsets. */
function overlapFinder(marks: readonly Mark[]): (unit: RunUnit) => readonly Mark[] {
  const sorted = marks.toSorted((a, b) => a.start! - b.start!);
  // The furthest end of a mark and all before it.
  const reach: number[] = [];
  for (const { end } of sorted) reach.push(Math.max(reach.at(-1) ?? 0, end!));
  return ({ start, end }) => {
    if (start === undefined || end === undefined) return sorted;
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]!.start! < end) low = middle + 1;
      else high = middle;
    }
    let first = low;
    while (first > 0 && reach[first - 1]! > start) first--;
    return sorted.slice(first, low);
  };
}

const STRENGTH: Readonly<Record<MarkVerdict, number>> = { present: 2, unclear: 1, absent: 0 };

function stronger(a: MarkVerdict | undefined, b: MarkVerdict | undefined): MarkVerdict | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return STRENGTH[a] >= STRENGTH[b] ? a : b;
}

function join(verdicts: Map<string, MarkVerdict>, key: string, verdict: MarkVerdict): void {
  verdicts.set(key, stronger(verdicts.get(key), verdict)!);
}

// Two stretches of one part: whether they share half of the shorter. What has no offsets is the whole part.
function covers(a: Pick<Mark, 'start' | 'end'>, b: Pick<Mark, 'start' | 'end'>): boolean {
  if (a.start === undefined || a.end === undefined || b.start === undefined || b.end === undefined) return true;
  const both = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return both > 0 && 2 * both >= Math.min(a.end - a.start, b.end - b.start);
}

function countSpans(
  first: RunCoding | undefined,
  second: RunCoding | undefined,
  isBlind: ((unit: RunUnit) => boolean) | undefined,
): SpanCounts {
  if (first === undefined || second === undefined) return { first: 0, second: 0, matched: 0 };
  const [a, b] = [spansOf(first, isBlind), spansOf(second, isBlind)];
  let matched = 0;
  for (const [key, spans] of a) matched += matchSpans(spans, b.get(key) ?? []).length;
  return { first: [...a.values()].flat().length, second: [...b.values()].flat().length, matched };
}

function spansOf({ marks }: RunCoding, isBlind?: (unit: RunUnit) => boolean): Map<string, Stretch[]> {
  const spans = new Map<string, Stretch[]>();
  for (const { verdict, steps, part, start, end } of marks) {
    if (verdict !== 'present' || steps === undefined || start === undefined || end === undefined) continue;
    if (isBlind?.({ step: steps[0], ...(part !== undefined && { part }), weight: 1 }) === true) continue;
    const key = `${steps[0]}/${part}`;
    spans.set(key, [...(spans.get(key) ?? []), { start, end }]);
  }
  return spans;
}

function keyOf({ step, part, start, end }: RunUnit): string {
  return `${step}/${part}/${start}/${end}`;
}
