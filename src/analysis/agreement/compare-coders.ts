import { codeKey, codeSlug } from '../../behavior/code-key.ts';
import type { Code } from '../../behavior/codebook.ts';
import type { Coding, Event } from '../../behavior/event.ts';
import { characterEdge } from '../../core/character-edge.ts';
import type { ShareSums } from '../../core/clustered-share.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import type { CodedRun } from '../coded-runs.ts';
import { measureAgreement, type AgreementMeasures } from './measure-agreement.ts';
import { labelStyle, type LabelStyle } from './label-style.ts';
import type { LabelRow } from './parse-labels.ts';
import { placeLabel } from './place-label.ts';
import { rateRun, UNIT_DEPTH, type Mark, type RatedRun, type RunCoding } from './rate-run.ts';
import { readableParts, type ReadablePart, type UnitKind } from './run-units.ts';

/** The coder that stands for the events a store holds, of any detector or judge. */
export const DETECTOR_CODER = 'detector';

/** A behavior that is compared: its code, if it is one of a codebook. */
export interface ComparedBehavior {
  readonly slug: string;
  readonly codebook?: string;
  readonly code?: Code;
  /** How often the store's detectors see it in all runs, if that is to stand for its prevalence; see `measureAgreement`. */
  readonly apparent?: (kind: UnitKind) => ShareSums | undefined;
}

/** Agreement on one behavior. */
export interface BehaviorAgreement extends AgreementMeasures {
  readonly slug: string;
  readonly codebook?: string;
  readonly unit: UnitKind;
  /** Labelled runs that no detector has examined for it. */
  readonly notExamined: number;
}

/** A unit that one of two coders calls present and the other absent. */
export interface Disagreement {
  readonly behavior: string;
  readonly trajectory: string;
  readonly step?: number;
  readonly part?: number;
  readonly start?: number;
  readonly end?: number;
  readonly quote: string;
  /** What each coder says, by name. */
  readonly verdicts: Readonly<Record<string, 'present' | 'absent'>>;
}

/** What comparing gave; `unknown` are labels of runs that did not come. */
export interface ComparedCoders {
  readonly behaviors: readonly BehaviorAgreement[];
  readonly disagreements: readonly Disagreement[];
  readonly unknown: readonly LabelRow[];
}

const LONGEST_QUOTE = 200;

/**
 * Compares coders of the same runs, behavior by behavior.
 *
 * @param labels - what people (or other programs) coded, any number of coders
 * @param runs - every run that has labels, with its events and codings; others are ignored
 * @param options.coders - the two that are compared, the reference first, then all others
 * @param options.behaviors - of each name that labels use; the same object for names of the same code
 * @param options.kind - what agreement counts in; default: the finest that the labels have and the code's unit allows
 * @throws EthogramError `bad-labels` when a label does not fit its run, `bad-argument` when labels are less precise than `kind`
 */
export async function compareCoders(
  labels: readonly LabelRow[],
  runs: AsyncIterable<CodedRun> | Iterable<CodedRun>,
  {
    coders,
    behaviors,
    kind,
  }: {
    readonly coders: readonly string[];
    readonly behaviors: ReadonlyMap<string, ComparedBehavior>;
    readonly kind?: UnitKind;
  },
): Promise<ComparedCoders> {
  const styles = new Map(coders.map((coder) => [coder, labelStyle(labels.filter((row) => row.coder === coder))]));
  const labelsOf = Map.groupBy(labels, ({ trajectory }) => trajectory);
  const compared = [...new Set(behaviors.values())];
  const kinds = new Map(compared.map((behavior) => [behavior, kindOf(behavior, labels, { behaviors, coders, kind })]));
  const rated = new Map<ComparedBehavior, RatedRun[]>(compared.map((behavior) => [behavior, []]));
  const notExamined = new Map<ComparedBehavior, number>();
  const disagreements: Disagreement[] = [];
  const seen = new Set<string>();
  for await (const run of runs) {
    const { trajectory } = run;
    const rows = labelsOf.get(trajectory.id);
    if (rows === undefined) continue;
    seen.add(trajectory.id);
    const rowsOf = Map.groupBy(rows, (row) => behaviors.get(row.behavior)!);
    for (const behavior of compared) {
      const parts = readableParts(trajectory, behavior.code);
      const own = Map.groupBy(rowsOf.get(behavior) ?? [], ({ coder }) => coder);
      const codings = coders.map((coder) => {
        const style = styles.get(coder)!;
        if (style === undefined) return detectorCoding(run, behavior, kinds.get(behavior)!);
        return humanCoding(
          (own.get(coder) ?? []).map((row) => placeLabel(row, trajectory, parts)),
          style,
        );
      });
      const detectorAt = coders.slice(0, 2).findIndex((coder) => styles.get(coder) === undefined);
      if (detectorAt >= 0 && codings[detectorAt] === 'not-examined') {
        notExamined.set(behavior, (notExamined.get(behavior) ?? 0) + 1);
      }
      const result = rateRun(
        trajectory,
        codings.map((coding) => (typeof coding === 'string' ? undefined : coding)),
        {
          kind: kinds.get(behavior)!,
          code: behavior.code,
          hasDetector: detectorAt >= 0,
        },
      );
      const blind = detectorAt >= 0 && codings[detectorAt] === 'not-observable' ? Math.max(1, result.units.length) : 0;
      rated.get(behavior)!.push({ ...result, notObservable: result.notObservable + blind });
      collectDisagreements(disagreements, result, { trajectory, behavior, coders, parts });
    }
  }
  return {
    behaviors: compared.map((behavior) => {
      const { slug, codebook, apparent } = behavior;
      const unit = kinds.get(behavior)!;
      return {
        slug,
        ...(codebook !== undefined && { codebook }),
        unit,
        ...measureAgreement(rated.get(behavior)!, apparent?.(unit)),
        notExamined: notExamined.get(behavior) ?? 0,
      };
    }),
    disagreements,
    unknown: labels.filter(({ trajectory }) => !seen.has(trajectory)),
  };
}

function humanCoding(marks: readonly Mark[], style: LabelStyle): RunCoding | undefined {
  // Who never says that something is absent has looked at all the runs and named what is there.
  if (style === 'names-places') return { marks, unmarked: 'absent', isByUnit: false };
  if (marks.length === 0) return undefined;
  return style === 'judges-units'
    ? { marks, unmarked: 'unknown', isByUnit: true }
    : { marks, unmarked: 'absent', isByUnit: false };
}

function detectorCoding(
  { events, codings }: CodedRun,
  { slug, codebook }: ComparedBehavior,
  unit: UnitKind,
): RunCoding | 'not-examined' | 'not-observable' {
  const examined = codings.filter((coding) => isOf(coding, codebook) && Object.hasOwn(coding.observedUnits, slug));
  if (examined.length === 0) return 'not-examined';
  if (examined.every((coding) => isBlind(coding, slug))) return 'not-observable';
  const own = events.filter(
    ({ code, verdict, tier }) =>
      verdict === 'present' &&
      tier !== 'human' &&
      codeSlug(code) === slug &&
      (codebook === undefined || codeKey(code) === `${codebook}/${slug}`),
  );
  return { marks: own.flatMap((event) => eventMarks(event, unit)), unmarked: 'absent', isByUnit: false };
}

function isOf({ codebook: id }: Coding, codebook: string | undefined): boolean {
  return codebook === undefined || codeKey(id) === codebook;
}

/** Whether a detector could see nothing of a code in a run, for all that there was to see was hidden from it. */
export function isBlind({ observedUnits, notObservable }: Coding, slug: string): boolean {
  return (observedUnits[slug] ?? 0) === 0 && (notObservable[slug] ?? 0) > 0;
}

function eventMarks({ steps, spans, kind }: Event, unit: UnitKind): Mark[] {
  // A point event over several steps is one occurrence, wherever its spans are; only its words tell more.
  const isLoose = kind === 'point' && steps[1] > steps[0] && (UNIT_DEPTH[unit] < 2 || spans.length === 0);
  if (spans.length === 0 || isLoose) return [{ verdict: 'present', steps, ...(isLoose && { isLoose }) }];
  return spans.map(({ step, part, start, end }) => ({
    verdict: 'present',
    steps: [step, step],
    part,
    ...(end > start && { start, end }),
  }));
}

// The finest kind of unit that the labels of the two coders are precise enough for, or the one that is asked for.
function kindOf(
  behavior: ComparedBehavior,
  labels: readonly LabelRow[],
  {
    behaviors,
    coders,
    kind,
  }: {
    readonly behaviors: ReadonlyMap<string, ComparedBehavior>;
    readonly coders: readonly string[];
    readonly kind: UnitKind | undefined;
  },
): UnitKind {
  const compared = new Set(coders.slice(0, 2));
  const rows = labels.filter((row) => compared.has(row.coder) && behaviors.get(row.behavior) === behavior);
  const telling = rows.filter(({ verdict, steps }) => verdict === 'present' || steps !== undefined);
  const depth = telling.reduce((least, row) => Math.min(least, depthOf(row)), telling.length === 0 ? 0 : 3);
  if (kind !== undefined) {
    if (UNIT_DEPTH[kind] <= depth) return kind;
    const vague = telling.find((row) => depthOf(row) === depth) ?? rows[0];
    throw new EthogramError(
      'bad-argument',
      `--unit ${kind}: ${vague?.place ?? behavior.slug}: found a label of a ${FINEST[depth]}, expected places as precise as the unit`,
      { hint: `--unit ${FINEST[depth]}` },
    );
  }
  const unit = behavior.code?.unit;
  if (unit === 'run') return 'run';
  return unit === 'step' && depth > 1 ? 'step' : FINEST[depth]!;
}

const FINEST: readonly UnitKind[] = ['run', 'step', 'part', 'sentence'];

function depthOf({ steps, part, start }: LabelRow): number {
  if (steps === undefined) return 0;
  return start !== undefined ? 3 : part !== undefined ? 2 : 1;
}

function collectDisagreements(
  into: Disagreement[],
  { units }: RatedRun,
  {
    trajectory,
    behavior,
    coders,
    parts,
  }: {
    readonly trajectory: Trajectory;
    readonly behavior: ComparedBehavior;
    readonly coders: readonly string[];
    readonly parts: readonly ReadablePart[];
  },
): void {
  for (const { unit, ratings } of units) {
    const [a, b] = ratings;
    if (a === undefined || b === undefined || a === b) continue;
    const { weight: _, ...place } = unit;
    const { step, part, start, end } = place;
    const text =
      parts.find((other) => (step ?? other.step) === other.step && (part ?? other.part) === other.part)?.text ?? '';
    into.push({
      behavior: behavior.slug,
      trajectory: trajectory.id,
      ...place,
      quote: start === undefined ? text.slice(0, characterEdge(text, LONGEST_QUOTE)) : text.slice(start, end),
      verdicts: { [coders[0]!]: a ? 'present' : 'absent', [coders[1]!]: b ? 'present' : 'absent' },
    });
  }
}
