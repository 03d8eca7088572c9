import type { AlphaMetric } from '../analysis/agreement/krippendorff-alpha.ts';
import {
  measureRatings,
  type Rating,
  type RatedValues,
  type RatingMeasures,
} from '../analysis/agreement/measure-ratings.ts';
import type { LabelRow } from '../analysis/agreement/parse-labels.ts';
import { placeLabel } from '../analysis/agreement/place-label.ts';
import { readableParts } from '../analysis/agreement/run-units.ts';
import { formatCount } from '../core/format-number.ts';
import { textTable } from '../core/text-table.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import { formatDecimals, formatMeasure } from './format-decimals.ts';

/** Agreement on the values of one behavior; what needs presence and absence is null. */
export interface RatingAgreement extends RatingMeasures {
  readonly slug: string;
  readonly unit: 'place';
  readonly precision: null;
  readonly recall: null;
  readonly f1: null;
  readonly prevalence: null;
  readonly correctedPrevalence: null;
}

/**
 * Compares coders who gave values to places. Units are the places that somebody rated; places are the same when step,
 * part and offsets are.
 *
 * @param coders - the two that are compared first, then all others
 * @returns per behavior, in order of the labels, and labels of runs that did not come
 * @throws EthogramError `bad-labels` when a label does not fit its run
 */
export async function compareRatings(
  labels: readonly LabelRow[],
  runs: AsyncIterable<Trajectory> | Iterable<Trajectory>,
  { coders, scale }: { readonly coders: readonly string[]; readonly scale: AlphaMetric },
): Promise<{ readonly behaviors: readonly RatingAgreement[]; readonly unknown: readonly LabelRow[] }> {
  const labelsOf = Map.groupBy(labels, ({ trajectory }) => trajectory);
  const place = new Map(coders.map((coder, index) => [coder, index]));
  const rated = new Map<string, RatedValues[]>(labels.map(({ behavior }) => [behavior, []]));
  const seen = new Set<string>();
  for await (const trajectory of runs) {
    const rows = labelsOf.get(trajectory.id) ?? [];
    seen.add(trajectory.id);
    const parts = readableParts(trajectory, undefined);
    for (const [behavior, own] of Map.groupBy(rows, (row) => row.behavior)) {
      const units = new Map<string, (Rating | undefined)[]>();
      for (const row of own) {
        const { steps, part, start, end } = placeLabel(row, trajectory, parts);
        const key = JSON.stringify([steps, part, start, end]);
        const ratings = units.get(key) ?? coders.map(() => undefined);
        ratings[place.get(row.coder)!] = row.rating;
        units.set(key, ratings);
      }
      rated.get(behavior)!.push({ units: [...units.values()] });
    }
  }
  return {
    behaviors: [...rated].map(([slug, values]) => ({
      slug,
      unit: 'place',
      ...measureRatings(values, scale),
      precision: null,
      recall: null,
      f1: null,
      prevalence: null,
      correctedPrevalence: null,
    })),
    unknown: labels.filter(({ trajectory }) => !seen.has(trajectory)),
  };
}

/** Agreement on values as a table. */
export function ratingsText(rows: readonly RatingAgreement[], [first, second]: readonly [string, string]): string {
  const table = textTable(
    [
      { heading: 'behavior' },
      { heading: 'n', align: 'right' },
      { heading: 'runs', align: 'right' },
      { heading: 'κ (95%)' },
      { heading: 'α (95%)' },
      { heading: 'equal', align: 'right' },
      { heading: 'constant', align: 'right' },
      { heading: 'difference', align: 'right' },
    ],
    rows.map((row) => [
      row.slug,
      formatCount(row.n),
      formatCount(row.trajectories),
      formatMeasure(row.kappa, row.kappaInterval),
      formatMeasure(row.alpha, row.alphaInterval),
      formatDecimals(row.agreement),
      formatDecimals(row.baseline.agreement),
      formatDecimals(row.meanDifference),
    ]),
  );
  const scale = rows[0]?.scale ?? 'nominal';
  return `${table}\n\n${second} against ${first}, ${scale} scale. "constant" is how often the best constant guess equals ${first}.`;
}
