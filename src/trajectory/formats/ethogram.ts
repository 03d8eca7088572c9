import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';
import type { Label } from '../trajectory.ts';
import { storedTrajectory } from '../stored-trajectory.ts';

/** Ethogram's own lossless JSONL, as `export jsonl` writes it: `{"trajectory": …}` and `{"label": …}` per line. */
export const ethogram: TraceFormat = {
  name: 'ethogram',
  description: 'lossless exports of Ethogram itself',
  independentRecords: true,
  detect: ({ records }) => (records.some((record) => isJsonObject(record) && isOwn(record)) ? 0.99 : 0),
  open: () => ({
    *read({ value, line }): Iterable<DraftItem> {
      const item = isJsonObject(value) ? ownItem(value) : undefined;
      yield (
        item ?? { issue: { line, code: 'bad-record', message: 'found neither {"trajectory": …} nor {"label": …}' } }
      );
    },
    end: () => [],
  }),
};

function isOwn(record: JsonObject): boolean {
  const trajectory = record['trajectory'];
  if (isJsonObject(trajectory))
    return typeof trajectory['contentHash'] === 'string' && Array.isArray(trajectory['steps']);
  return isLabel(record['label']);
}

function ownItem(record: JsonObject): DraftItem | undefined {
  if (isJsonObject(record['trajectory'])) {
    const stored = storedTrajectory(record['trajectory']);
    return stored === undefined ? undefined : { stored };
  }
  const label = record['label'];
  return isLabel(label) ? { label } : undefined;
}

function isLabel(value: Json | undefined): value is Json & Label {
  if (!isJsonObject(value) || typeof value['trajectoryId'] !== 'string' || typeof value['name'] !== 'string')
    return false;
  if (!('value' in value)) return false;
  const { steps } = value;
  return (
    steps === undefined || (Array.isArray(steps) && steps.length === 2 && steps.every((step) => Number.isInteger(step)))
  );
}
