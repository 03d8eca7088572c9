import { resolve } from 'node:path';
import { parseLabels, refuseRepeats, type LabelRow } from '../analysis/agreement/parse-labels.ts';
import { placeLabel } from '../analysis/agreement/place-label.ts';
import { readableParts, type CodeReading, type ReadablePart } from '../analysis/agreement/run-units.ts';
import type { Mark } from '../analysis/agreement/rate-run.ts';
import { codeSlug } from '../behavior/code-key.ts';
import type { LabelledText } from '../behavior/learned/propose-cues.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import type { TrajectoryStore } from '../trajectory/trajectory-store.ts';
import { readLabelFile } from './read-label-file.ts';

// Of a whole run the beginning is read.
const MAX_TEXT = 20_000;

/** A labelled stretch of a run's text, with its place. */
export interface LabelledPlace extends LabelledText {
  /** Equal for equal places: `placeKey`. */
  readonly key: string;
}

/** What one code's labels say, with the texts at their places. */
export interface Labelled {
  readonly places: readonly LabelledPlace[];
  /** Labels that say "cannot tell", or were not given yet. */
  readonly open: number;
}

/**
 * Reads label files, and the labelled texts from the store.
 *
 * @param slug - labels of other codes are left out
 * @param code - where the code can be seen
 * @throws EthogramError `file-not-found`; `bad-labels` when a file or a label cannot be used, or none is of the code
 */
export async function readLabelled(
  files: readonly string[],
  store: Pick<TrajectoryStore, 'read'>,
  { slug, code, cwd }: { readonly slug: string; readonly code: CodeReading; readonly cwd: string },
): Promise<Labelled> {
  const all = files.flatMap((file) => parseLabels(readLabelFile(resolve(cwd, file), file), { file, coder: file }));
  const rows = all.filter(({ behavior }) => codeSlug(behavior) === slug || behavior === slug);
  if (rows.length === 0 && all.length > 0) {
    const others = [...new Set(all.map(({ behavior }) => behavior))].join(', ');
    throw new EthogramError('bad-labels', `${files.join(', ')}: found labels of ${others}, expected some of ${slug}`);
  }
  refuseRepeats(rows);
  const places: LabelledPlace[] = [];
  const byRun = Map.groupBy(rows, ({ trajectory }) => trajectory);
  if (rows.length > 0) {
    for await (const run of store.read({ ids: [...byRun.keys()] })) {
      const readable = readableParts(run, code);
      for (const row of byRun.get(run.id) ?? []) {
        const mark = placeLabel(row, run, readable);
        const text = textAt(mark, readable);
        const key = placeKey(run.id, mark);
        if (row.verdict !== 'unclear') places.push({ run: run.id, text, present: row.verdict === 'present', key });
      }
      byRun.delete(run.id);
    }
  }
  refuseMissing([...byRun.values()].flat());
  return { places, open: rows.length - places.length };
}

/** The key of a place in a run: equal for equal places. */
export function placeKey(run: string, { steps, part, start, end }: Omit<Mark, 'verdict'>): string {
  return JSON.stringify([run, steps?.[0], part, start, end]);
}

function textAt({ steps, part, start, end }: Mark, readable: readonly ReadablePart[]): string {
  const read = readable.filter(
    (one) =>
      steps === undefined ||
      (one.step >= steps[0] && one.step <= steps[1] && (part === undefined || one.part === part)),
  );
  return read
    .map(({ text }) => text.slice(start, end))
    .join('\n')
    .slice(0, MAX_TEXT);
}

function refuseMissing([missing]: readonly LabelRow[]): void {
  if (missing === undefined) return;
  throw new EthogramError(
    'bad-labels',
    `${missing.place}: found trajectory ${missing.trajectory}, expected the id of a run in the store`,
    { hint: 'ethogram show lists them; ethogram import PATH reads them' },
  );
}
