import type { AlphaMetric } from '../analysis/agreement/krippendorff-alpha.ts';
import type { LabelRow } from '../analysis/agreement/parse-labels.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { isJsonObject, type Json } from '../core/json.ts';
import type { TrajectoryStore } from '../trajectory/trajectory-store.ts';

const NO = new Set(['', 'no', 'none', 'false', 'absent', '0', 'n/a', 'na']);

/**
 * Labels that came with imported runs, read as labels of a behavior: `false`, `null`, 0, "no" and `{ present: false }` say
 * absent, everything else present; a label that names a place says present there unless it is `false` or "no". The coder
 * is the label's own, or its name.
 *
 * @param source - `label:SOURCE/NAME=BEHAVIOR`
 * @param scale - read values on this scale along: numbers, and text where categories are asked for
 * @throws EthogramError `bad-argument` when it names no behavior
 */
export async function labelsOfStore(source: string, store: TrajectoryStore, scale?: AlphaMetric): Promise<LabelRow[]> {
  const at = source.lastIndexOf('=');
  const [name, behavior] = at < 0 ? [source, ''] : [source.slice(0, at), source.slice(at + 1)];
  if (behavior === '') {
    throw new EthogramError('bad-argument', `${source}: found no behavior, expected label:SOURCE/NAME=BEHAVIOR`, {
      hint: `${name}=verification reads them as verification`,
    });
  }
  const rows: LabelRow[] = [];
  for await (const { trajectoryId, steps, part, value, coder } of store.labels({ name })) {
    rows.push({
      place: `${name} of ${trajectoryId}`,
      trajectory: trajectoryId,
      ...(steps !== undefined && { steps }),
      ...(part !== undefined && { part }),
      behavior,
      verdict: isPresent(value, steps !== undefined) ? 'present' : 'absent',
      ...(scale !== undefined && isRating(value, scale) && { rating: value }),
      coder: coder ?? name,
    });
  }
  return rows;
}

function isRating(value: Json, scale: AlphaMetric): value is string | number {
  return typeof value === 'number' || (scale === 'nominal' && typeof value === 'string');
}

function isPresent(value: Json, isPlaced: boolean): boolean {
  if (value === null || value === false) return false;
  // The number of a place may be 0.
  if (typeof value === 'number') return isPlaced || value !== 0;
  if (typeof value === 'string') return !NO.has(value.trim().toLowerCase());
  if (isJsonObject(value) && value['present'] !== undefined) return isPresent(value['present'], isPlaced);
  return true;
}
