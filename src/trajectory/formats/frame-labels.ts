import { delimiterOf, rowReader, rowsOf, type RowReader, type TableRow } from './table/row-reader.ts';
import { columnNames, rowRecord, sharedFields } from './table/row-record.ts';
import type { DraftItem, DraftLabel, TraceFormat, TraceReader } from '../trace-format.ts';
import type { Step } from '../trajectory.ts';

// What tables of labelled video call the columns; without case.
const FRAME = ['frame', 'frame_id', 'frame id', 'frame_number', 'image index'];
const LABEL = ['label', 'labels', 'behavior', 'behaviour', 'behavior_label', 'action'];
const VIDEO = ['video', 'video_id', 'original_vido_id', 'original_video_id', 'media', 'file'];
const SUBJECT = ['track', 'track_id', 'subject', 'individual', 'animal', 'mini-scene-id', 'mini_scene_id'];

/**
 * Tables of video in which every frame has a label: a column for the frame, one for what is seen in it, and usually one for the
 * video and one for the individual that is followed. One run per video and individual, one step per frame, one label
 * `label:frames/<behavior>` for each stretch of frames with the same one; so shares of steps are shares of frames. Rows of tracks may be
 * mixed; the table is held until its end. Times are not invented: a table of frames does not say how long one is.
 */
export const frameLabels: TraceFormat = {
  name: 'frame-labels',
  description: 'labels of video frames as CSV (video, track, frame, label)',
  independentRecords: false,
  detect({ container, records }) {
    const [first] = records;
    if (container !== 'text' || typeof first !== 'string') return 0;
    const header = rowsOf([first], delimiterIn(first))[0];
    const found = header === undefined ? undefined : columnsOf(header);
    if (found === undefined) return 0;
    return found.video !== undefined || found.subject !== undefined ? 0.9 : 0.6;
  },
  open: frameReader,
};

interface Columns {
  readonly names: readonly string[];
  readonly frame: number;
  readonly label: number;
  readonly video: number | undefined;
  readonly subject: number | undefined;
}

// Some of these tables part their cells by spaces.
function delimiterIn(line: string): string {
  return /[,;\t]/.test(line) ? delimiterOf(line) : ' ';
}

function columnsOf({ cells }: TableRow): Columns | undefined {
  const plain = cells.map((cell) =>
    cell
      .replace(/^\uFEFF/, '')
      .trim()
      .toLowerCase(),
  );
  const at = (names: readonly string[]): number | undefined => {
    const index = plain.findIndex((cell) => names.includes(cell));
    return index < 0 ? undefined : index;
  };
  const [frame, label] = [at(FRAME), at(LABEL)];
  if (frame === undefined || label === undefined) return undefined;
  return { names: columnNames(cells), frame, label, video: at(VIDEO), subject: at(SUBJECT) };
}

interface Track {
  readonly video: string | undefined;
  readonly subject: string | undefined;
  readonly rows: TableRow[];
}

function frameReader(): TraceReader {
  const tracks = new Map<string, Track>();
  let reader: RowReader | undefined;
  let columns: Columns | undefined;
  let missing = false;

  function* push(row: TableRow): Iterable<DraftItem> {
    if (columns === undefined) {
      columns = columnsOf(row);
      if (columns !== undefined || missing) return;
      missing = true;
      yield {
        issue: {
          line: row.line,
          code: 'bad-record',
          message: 'found no header, expected columns such as video, track, frame, label',
        },
      };
      return;
    }
    const cell = (index: number | undefined): string | undefined =>
      index === undefined ? undefined : row.cells[index]?.trim() || undefined;
    const [video, subject] = [cell(columns.video), cell(columns.subject)];
    const key = JSON.stringify([video ?? '', subject ?? '']);
    const track = tracks.get(key) ?? { video, subject, rows: [] };
    tracks.set(key, track);
    track.rows.push(row);
  }

  return {
    *read({ value, line }): Iterable<DraftItem> {
      if (typeof value !== 'string') {
        yield { issue: { line, code: 'bad-record', message: 'found JSON, expected rows of a table' } };
        return;
      }
      reader ??= rowReader(delimiterIn(value));
      for (const row of reader.push(value, line)) yield* push(row);
    },
    *end(): Iterable<DraftItem> {
      for (const row of reader?.end() ?? []) yield* push(row);
      for (const track of tracks.values()) yield trackRun(track, columns!);
    },
  };
}

function trackRun({ video, subject, rows }: Track, columns: Columns): DraftItem {
  const { frame, label, names } = columns;
  const frameOf = (row: TableRow): number => Number(row.cells[frame]?.trim() || Number.NaN);
  const ordered = rows.every((row) => Number.isFinite(frameOf(row)))
    ? rows.toSorted((a, b) => frameOf(a) - frameOf(b))
    : rows;
  const told = new Set([label, columns.video, columns.subject]);
  const { shared, own } = sharedFields(
    ordered.map(({ cells }) => rowRecord(names, cells.map((cell, index) => (told.has(index) ? '' : cell)))), // prettier-ignore
  );
  const steps = ordered.map((row, index): Step => ({
    index,
    actor: 'environment',
    ...(subject !== undefined && { name: subject }),
    parts: [
      { kind: 'media', mediaType: 'video', ref: `${video ?? 'video'}#frame=${row.cells[frame]?.trim() ?? index}` },
    ],
    ...(Object.keys(own[index]!).length > 0 && { extra: own[index]! }),
  }));
  const id = [video, subject].filter((name) => name !== undefined).join('/');
  return {
    draft: {
      ...(rows[0] !== undefined && { line: rows[0].line }),
      ...(id !== '' && { runId: id }),
      task: { ...(video !== undefined && { id: video }), tags: ['frames'] },
      agent: {},
      outcomes: [],
      steps,
      extra: { ...shared, columns: [...names] },
    },
    labels: boutsOf(ordered.map(({ cells }) => cells[label]?.trim() ?? '')),
  };
}

/** One label per stretch of equal names; frames without one are between them. */
function boutsOf(names: readonly string[]): DraftLabel[] {
  const labels: DraftLabel[] = [];
  for (let start = 0; start < names.length;) {
    let end = start;
    while (end + 1 < names.length && names[end + 1] === names[start]) end++;
    if (names[start] !== '') labels.push({ name: `label:frames/${names[start]!}`, steps: [start, end], value: true });
    start = end + 1;
  }
  return labels;
}
