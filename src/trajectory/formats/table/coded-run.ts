import { sha256 } from '../../../core/content-key.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { DraftLabel, TrajectoryDraft } from '../../trace-format.ts';
import type { Step } from '../../trajectory.ts';
import { sharedFields } from './row-record.ts';

/** One coded row of an observation, as far as it is the same in every table of that sort. */
export interface CodedRow {
  /** What was seen, verbatim; undefined when the row names nothing. */
  readonly code: string | undefined;
  /** Who did it. */
  readonly subject: string | undefined;
  /** Verbatim times of the row, seconds or `hh:mm:ss`; the end only where the row has one. */
  readonly start: string;
  readonly stop: string | undefined;
  /** `START` and `STOP` rows of a state belong together; anything else is a row of its own. */
  readonly edge?: 'START' | 'STOP' | undefined;
  /** Facts of the code: what makes two states the same state goes to `key`. */
  readonly value: JsonObject;
  readonly key?: string;
  readonly coder?: string | undefined;
  /** The recording the row is about; undefined for an observation of life. */
  readonly media: string | undefined;
  /** All else that the row says. */
  readonly rest: JsonObject;
  readonly line: number;
}

/** An observation: the rows somebody coded in one recording. */
export interface CodedObservation {
  readonly source: 'boris' | 'bids';
  readonly id: string | undefined;
  /** ISO 8601 start of the observation, local when it has no zone. */
  readonly startedAt: string | undefined;
  readonly rows: readonly CodedRow[];
  readonly extra: JsonObject;
  readonly tags: readonly string[];
}

/**
 * An observation as a run and its codes as labels.
 *
 * What people coded is neither text nor an event of a codebook: it is a {@link DraftLabel}. What happened is in the recording,
 * so each row is one step of the environment, named after the subject, whose one part points to the stretch of the recording
 * (`ref: file#t=start,stop`, W3C media fragments). So order, time and subject survive, runs differ where they
 * differ, and no detector reads a code as words. Rows are ordered by their start; rows that say no time keep their place. A
 * state's label spans the steps from its START to its STOP.
 */
export function codedRun(observation: CodedObservation): {
  readonly draft: TrajectoryDraft;
  readonly labels: readonly DraftLabel[];
} {
  const rows = inOrderOfTime(observation.rows);
  const { shared, own } = sharedFields(rows.map(({ rest }) => rest));
  const startMs = localMs(observation.startedAt);
  const moved = rows.some((row, index) => row !== observation.rows[index]);
  const steps = rows.map((row, index): Step => {
    const at = timeAt(startMs, observation.startedAt, row.start);
    const endedAt = row.stop === undefined ? undefined : timeAt(startMs, observation.startedAt, row.stop);
    const extra = { ...own[index], ...(moved && { line: row.line }) };
    const stretch = row.stop === undefined ? row.start : `${row.start},${row.stop}`;
    const file = row.media ?? observation.id ?? 'observation';
    return {
      index,
      actor: 'environment',
      ...(row.subject !== undefined && { name: row.subject }),
      ...(at !== undefined && { at }),
      ...(endedAt !== undefined && { endedAt }),
      parts: [
        { kind: 'media', mediaType: mediaTypeOf(row.media), ref: stretch === '' ? file : `${file}#t=${stretch}` },
      ],
      ...(Object.keys(extra).length > 0 && { extra }),
    };
  });
  const last = steps.at(-1);
  const endedAt = last?.endedAt ?? last?.at;
  const line = rows.reduce((first, row) => Math.min(first, row.line), Number.POSITIVE_INFINITY);
  const codes = rows.map(({ code, subject, start, stop, value }) => [
    code ?? '',
    subject ?? '',
    start,
    stop ?? '',
    value,
  ]);
  const draft: TrajectoryDraft = {
    ...(Number.isFinite(line) && { line }),
    task: { ...(observation.id !== undefined && { id: observation.id }), tags: [...observation.tags] },
    agent: {},
    ...(observation.startedAt !== undefined && { startedAt: observation.startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    outcomes: [],
    steps,
    // An observation may be coded by two people, or be called as one of another project.
    distinguishing: [observation.startedAt ?? null, sha256(JSON.stringify(codes))],
    extra: { ...observation.extra, ...shared },
  };
  return { draft, labels: labelsOf(observation.source, rows) };
}

function labelsOf(source: string, rows: readonly CodedRow[]): DraftLabel[] {
  const labels: (DraftLabel | undefined)[] = [];
  const open = new Map<string, { readonly label: number; readonly step: number }[]>();
  for (const [step, row] of rows.entries()) {
    if (row.code === undefined) continue;
    const key = JSON.stringify([row.subject ?? '', row.code, row.key ?? '']);
    const started = row.edge === 'STOP' ? open.get(key)?.shift() : undefined;
    const value = {
      ...(row.subject !== undefined && { subject: row.subject }),
      start: row.start,
      ...(row.stop !== undefined && { stop: row.stop }),
      ...row.value,
    };
    const name = `label:${source}/${row.code}`;
    const coder = row.coder === undefined ? {} : { coder: row.coder };
    if (started !== undefined) {
      const first = rows[started.step]!;
      const { stop: _stop, ...begun } = labels[started.label]!.value as JsonObject;
      const whole = { ...begun, type: 'STATE', stop: row.start };
      const sameAsFirst = JSON.stringify(first.value) === JSON.stringify({ ...row.value, type: 'START' });
      labels[started.label] = {
        name,
        steps: [started.step, step],
        value: sameAsFirst ? whole : { ...whole, atStop: row.value },
        ...coder,
      };
      continue;
    }
    if (row.edge === 'START') {
      const waiting = open.get(key);
      if (waiting === undefined) open.set(key, [{ label: labels.length, step }]);
      else waiting.push({ label: labels.length, step });
    }
    labels.push({ name, steps: [step, step], value, ...coder });
  }
  return labels.filter((label) => label !== undefined);
}

function inOrderOfTime(rows: readonly CodedRow[]): readonly CodedRow[] {
  let latest = Number.NEGATIVE_INFINITY;
  const timed = rows.map((row) => {
    const seconds = secondsOf(row.start);
    if (seconds !== undefined) latest = seconds;
    return { row, at: seconds ?? latest };
  });
  return timed.sort((a, b) => (a.at === b.at ? 0 : a.at - b.at)).map(({ row }) => row);
}

/** Seconds of `12.5` or `[-][hh:]mm:ss.mmm`; undefined for anything else. */
export function secondsOf(text: string): number | undefined {
  const match = /^\s*(-?)(?:(\d{1,9}):)?(?:(\d{1,9}):)?(\d{1,15}(?:\.\d{0,15})?)\s*$/.exec(text);
  if (match === null) return undefined;
  const [, sign, first, second, rest] = match;
  const larger = second === undefined ? Number(first ?? 0) : Number(first) * 60 + Number(second);
  const seconds = larger * 60 + Number(rest);
  return sign === '-' ? -seconds : seconds;
}

/** `2016-11-27 01:57:26` as ISO 8601; undefined when the text is no date. A zone is kept, none is invented. */
export function isoDate(text: string | undefined): string | undefined {
  const match = /^\s*(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?\s*$/.exec(
    text ?? '',
  );
  if (match === null) return undefined;
  const [, day, time, zone] = match;
  return time === undefined ? day : `${day}T${time}${zone ?? ''}`;
}

// Local time is counted as if it were UTC and written without a zone again.
function localMs(startedAt: string | undefined): number | undefined {
  if (startedAt === undefined || !startedAt.includes('T')) return undefined;
  const ms = Date.parse(hasZone(startedAt) ? startedAt : `${startedAt}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

function timeAt(startMs: number | undefined, startedAt: string | undefined, time: string): string | undefined {
  const seconds = secondsOf(time);
  if (startMs === undefined || startedAt === undefined || seconds === undefined) return undefined;
  const date = new Date(startMs + Math.round(seconds * 1000));
  if (Number.isNaN(date.getTime())) return undefined;
  return hasZone(startedAt) ? date.toISOString() : date.toISOString().slice(0, -1);
}

function hasZone(time: string): boolean {
  return /(?:Z|[+-]\d\d:?\d\d)$/.test(time);
}

function mediaTypeOf(file: string | undefined): string {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(file ?? '')?.[1]?.toLowerCase() ?? '';
  if (['wav', 'mp3', 'flac', 'ogg', 'm4a', 'aac'].includes(ending)) return 'audio';
  if (['jpg', 'jpeg', 'png', 'tif', 'tiff', 'gif', 'webp'].includes(ending)) return 'image';
  if (['mp4', 'avi', 'mov', 'mkv', 'mpg', 'mpeg', 'm4v', 'wmv', 'webm', 'mts', 'asf', 'ts'].includes(ending))
    return 'video';
  return 'recording';
}
