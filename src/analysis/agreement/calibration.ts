import type { BehaviorAgreement } from './compare-coders.ts';
import { correctedPrevalence, type EstimatedShare } from './corrected-prevalence.ts';
import { codeUnit } from './run-units.ts';
import { codeId } from '../../behavior/code-key.ts';
import type { Code, Codebook } from '../../behavior/codebook.ts';
import type { BehaviorRow } from '../../behavior/detection-tally.ts';
import { Z95, type Interval } from '../../core/rate-interval.ts';
import type { Json } from '../../core/json.ts';
import type { NoteStore } from '../../core/note-store.ts';

/** How well a judge agrees with people on one code. */
export interface Calibration {
  /** `codebook/slug@hash` */
  readonly code: string;
  /** `provider:name` */
  readonly model: string;
  /** What `n` counts. */
  readonly unit: string;
  readonly n: number;
  readonly kappa: number | null;
  readonly kappaInterval: Interval | null;
  /** Units that both, only the people, only the judge, and none of them call present. */
  readonly counts: BehaviorAgreement['counts'];
}

/** What a judged rate is worth. */
export interface JudgedRate {
  readonly model: string;
  /** Units that were judged. */
  readonly units: number;
  /** Whether labels say that the judge can be believed. */
  readonly calibrated: boolean;
  readonly kappa?: number;
  readonly kappaInterval?: Interval;
  readonly labels?: number;
  /** The rate without the errors that the judge is known to make (Rogan–Gladen), 0–1. */
  readonly correctedRate?: number;
  readonly correctedInterval?: Interval;
}

/** Agreement from which a judge's rates are shown as facts: "substantial" of Landis & Koch 1977. */
export const MIN_KAPPA = 0.6;
/** Labelled units below which κ says too little. */
export const MIN_LABELS = 30;

const KIND = 'calibration';

/** Keeps what agreement says of a judge, over what was kept of the same code and model. */
export async function keepCalibrations(
  store: Pick<NoteStore, 'putDecisions'>,
  behaviors: readonly BehaviorAgreement[],
  { model, codebooks }: { readonly model: string; readonly codebooks: readonly Codebook[] },
): Promise<Calibration[]> {
  const kept = behaviors.flatMap(({ slug, codebook: name, unit, n, kappa, kappaInterval, counts }): Calibration[] => {
    const codebook = codebooks.findLast((book) => book.name === name);
    if (codebook === undefined || n === 0) return [];
    return [{ code: codeId(codebook, { slug }), model, unit, n, kappa, kappaInterval, counts }];
  });
  await store.putDecisions(
    KIND,
    kept.map((one) => ({ name: nameOf(one), value: one as unknown as Json })),
  );
  return kept;
}

/** Whether labels say that a judge can be believed on a code; without any they do not. */
export function isCalibrated(calibration: Pick<Calibration, 'kappa' | 'n'> | undefined): boolean {
  return (calibration?.kappa ?? 0) >= MIN_KAPPA && calibration!.n >= MIN_LABELS;
}

/** What was kept of judges, by what they judged: a code (`codebook/slug@hash`) and a model (`provider:name`). */
export async function readCalibrations(
  store: Pick<NoteStore, 'decisions'>,
): Promise<(code: string, model: string) => Calibration | undefined> {
  const kept = new Map((await store.decisions(KIND)).map(({ name, value }) => [name, value as unknown as Calibration]));
  return (code, model) => kept.get(nameOf({ code, model }));
}

/** What the rates of judged codes are worth; rows that nobody judged are not in it. */
export async function judgedRates(
  store: Pick<NoteStore, 'decisions'>,
  rows: readonly BehaviorRow[],
  codebooks: readonly Codebook[],
): Promise<Map<BehaviorRow, JudgedRate>> {
  const rates = new Map<BehaviorRow, JudgedRate>();
  const calibrationOf = await readCalibrations(store);
  for (const row of rows) {
    if (row.judged === undefined) continue;
    const codebook = codebooks.findLast(({ name }) => name === row.codebook)!;
    const code = codebook.codes.find(({ slug }) => slug === row.slug)!;
    const calibration = calibrationOf(codeId(codebook, code), row.judged.model);
    rates.set(row, calibration === undefined ? { ...row.judged, calibrated: false } : rateOf(row, code, calibration));
  }
  return rates;
}

function rateOf(row: BehaviorRow, code: Code, calibration: Calibration): JudgedRate {
  const { kappa, kappaInterval, n, unit, counts } = calibration;
  const { both, onlyFirst, onlySecond, neither } = counts;
  const { model, units } = row.judged!;
  // Only where all of the rate is the judge's, and counts what the labels counted.
  const corrected =
    unit === codeUnit(code) && row.observedUnits === units
      ? correctedPrevalence(apparent(row), share(both, onlyFirst), share(neither, onlySecond))
      : undefined;
  return {
    model,
    units,
    calibrated: isCalibrated(calibration),
    labels: n,
    ...(kappa !== null && { kappa }),
    ...(kappaInterval !== null && { kappaInterval }),
    ...(corrected !== undefined && { correctedRate: corrected.prevalence, correctedInterval: corrected.interval }),
  };
}

function nameOf({ code, model }: Pick<Calibration, 'code' | 'model'>): string {
  return `${model} ${code}`;
}

function share(part: number, rest: number): EstimatedShare {
  // Nothing of a kind was labelled: a coin would do as well, and the interval says so.
  return part + rest === 0 ? { share: 0.5, n: 1 } : { share: part / (part + rest), n: part + rest };
}

/** The rate as of so many independent units as would give an interval as wide as its own. */
function apparent({ rate, interval: [low, high], observedUnits }: BehaviorRow): EstimatedShare {
  const half = (high - low) / 2;
  const spread = Math.max(rate * (1 - rate), 0.01);
  return { share: rate, n: Math.max(1, Math.min(observedUnits, (Z95 ** 2 * spread) / half ** 2)) };
}
