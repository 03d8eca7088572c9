import { codeKey } from '../../behavior/code-key.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { columnNames, rowRecord } from '../../trajectory/formats/table/row-record.ts';
import { delimiterOf, rowsOf } from '../../trajectory/formats/table/row-reader.ts';
import type { AlphaMetric } from './krippendorff-alpha.ts';
import type { MarkVerdict } from './rate-run.ts';

/** One row of a label file: what a coder says of one behavior at one place. */
export interface LabelRow {
  /** `file:line`, 1-based, or the name of what it was read from. */
  readonly place: string;
  readonly trajectory: string;
  /** First and last step, 0-based, inclusive; absent: the whole run. */
  readonly steps?: readonly [number, number];
  readonly part?: number;
  /** UTF-16 offsets in the part's text. */
  readonly start?: number;
  readonly end?: number;
  /** Slug, or `codebook/slug` where the row says of which codebook. */
  readonly behavior: string;
  /** `name@hash` of the codebook that the coder had. */
  readonly codebook?: string;
  readonly verdict: MarkVerdict;
  /** The verdict as a value on a scale, where values are read; absent: cannot be told. */
  readonly rating?: string | number;
  readonly coder: string;
  /** The coder was asked about this unit and rates unit by unit: what was not asked is not known. */
  readonly unit?: string;
  /** First 12 hex digits of the SHA-256 of the text at the place. */
  readonly hash?: string;
}

const COLUMNS = 'trajectory, step, start, end, behavior, verdict, coder';
const VERDICTS: ReadonlyMap<string, MarkVerdict> = new Map([
  ...['present', 'yes', 'y', 'true', '1'].map((word) => [word, 'present'] as const),
  ...['absent', 'no', 'n', 'false', '0'].map((word) => [word, 'absent'] as const),
  ...['unclear', 'not-applicable', 'unsupported', '?'].map((word) => [word, 'unclear'] as const),
]);

/**
 * Reads labels: JSON objects, one per line or in a list, or CSV (or TSV) with a header. Columns: `trajectory`, `step`
 * (`lastStep` for stretches of steps), `part`, `start`, `end`, `behavior`, `verdict`, `coder`; `hash`, `unit` and `codebook` as
 * `ethogram label` writes them; others are ignored. Empty cells are absent.
 *
 * @param file - its name, for messages
 * @param coder - who coded, where rows do not say
 * @param scale - read verdicts as values on this scale (numbers unless nominal; `?` is none) and not as present or absent
 * @throws EthogramError `bad-labels` with the first row that cannot be used, or when there is none
 */
export function parseLabels(
  text: string,
  { file, coder, scale }: { readonly file: string; readonly coder: string; readonly scale?: AlphaMetric },
): LabelRow[] {
  const records = readRecords(text.startsWith('\ufeff') ? text.slice(1) : text, file);
  if (records.length === 0) {
    throw new EthogramError('bad-labels', `${file}: found no labels, expected rows of ${COLUMNS}`, {
      hint: 'ethogram label writes such a file',
    });
  }
  return records.map(({ record, place }) => labelRow(record, place, { coder, scale }));
}

interface PlacedRecord {
  readonly record: JsonObject;
  readonly place: string;
}

function readRecords(text: string, file: string): PlacedRecord[] {
  const begin = text.trimStart()[0];
  if (begin === '[') {
    const list = jsonAt(text, file);
    return (Array.isArray(list) ? list : [list]).map((record, i) => objectAt(record, `${file}[${i}]`));
  }
  const lines = text.split('\n');
  if (begin === '{') {
    return lines.flatMap((line, i) =>
      line.trim() === '' ? [] : [objectAt(jsonAt(line, `${file}:${i + 1}`), `${file}:${i + 1}`)],
    );
  }
  const [header, ...rows] = rowsOf(lines, delimiterOf(lines.find((line) => line.trim() !== '') ?? ''));
  if (header === undefined) return [];
  const columns = columnNames(header.cells).map((name) => name.trim());
  const missing = ['trajectory', 'behavior', 'verdict'].filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw new EthogramError(
      'bad-labels',
      `${file}:${header.line}: found columns ${columns.join(', ')}, expected ${missing.join(' and ')} among them`,
      { hint: `a header line of ${COLUMNS}, or one JSON object per line` },
    );
  }
  return rows.map(({ cells, line }) => ({ record: rowRecord(columns, cells), place: `${file}:${line}` }));
}

function jsonAt(text: string, place: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new EthogramError('bad-labels', `${place}: found no JSON, expected one object with ${COLUMNS}`, { cause });
  }
}

function objectAt(record: Json, place: string): PlacedRecord {
  if (isJsonObject(record)) return { record, place };
  throw new EthogramError('bad-labels', `${place}: found no object, expected one with ${COLUMNS}`);
}

function labelRow(
  record: JsonObject,
  place: string,
  { coder, scale }: { readonly coder: string; readonly scale: AlphaMetric | undefined },
): LabelRow {
  const text = (name: string): string | undefined => {
    const value = record[name];
    if (value === undefined || value === null) return undefined;
    const cell = (typeof value === 'string' ? value : JSON.stringify(value)).trim();
    return cell === '' ? undefined : cell;
  };
  const refuse = (name: string, expected: string): EthogramError =>
    new EthogramError(
      'bad-labels',
      `${place}: ${name}: found ${JSON.stringify(text(name) ?? '')}, expected ${expected}`,
    );
  const required = (name: string): string => {
    const value = text(name);
    if (value === undefined) throw refuse(name, name === 'behavior' ? 'the slug of a code' : 'the id of a run');
    return value;
  };
  const index = (name: string): number | undefined => {
    const value = text(name);
    if (value === undefined) return undefined;
    if (!/^\d{1,15}$/.test(value)) throw refuse(name, 'a whole number from 0');
    return Number(value);
  };
  const said = text('verdict') ?? '';
  const verdict = scale === undefined ? VERDICTS.get(said.toLowerCase()) : said === '?' ? 'unclear' : 'present';
  if (verdict === undefined) throw refuse('verdict', 'present, absent or unclear (values on a scale: --scale)');
  const isNumber = scale === 'ordinal' || scale === 'interval';
  const rating = scale === undefined || said === '?' ? undefined : isNumber ? Number(said) : said;
  if (scale !== undefined && (said === '' || Number.isNaN(rating)))
    throw refuse('verdict', isNumber ? 'a number' : 'a value');
  const [step, lastStep, part] = [index('step'), index('lastStep'), index('part')];
  const [start, end] = [index('start'), index('end')];
  if ((start === undefined) !== (end === undefined))
    throw refuse(start === undefined ? 'start' : 'end', 'both start and end, or none');
  if (step === undefined && (start ?? part ?? lastStep) !== undefined) throw refuse('step', 'the step of the place');
  if (start !== undefined && end! <= start) throw refuse('end', `more than start, which is ${start}`);
  if (lastStep !== undefined && lastStep < step!) throw refuse('lastStep', `step, which is ${step}, or more`);
  const [unit, hash, codebook] = [text('unit'), text('hash'), text('codebook')];
  const behavior = required('behavior');
  return {
    place,
    trajectory: required('trajectory'),
    ...(step !== undefined && { steps: [step, lastStep ?? step] as const }),
    ...(part !== undefined && { part }),
    ...(start !== undefined && end !== undefined && { start, end }),
    behavior: codebook === undefined || behavior.includes('/') ? behavior : `${codeKey(codebook)}/${behavior}`,
    ...(codebook !== undefined && { codebook }),
    verdict,
    ...(rating !== undefined && { rating }),
    coder: text('coder') ?? coder,
    ...(unit !== undefined && { unit }),
    ...(hash !== undefined && { hash }),
  };
}

/**
 * Refuses rows of one coder that name the same place of the same behavior twice.
 *
 * @throws EthogramError `bad-labels`: the same verdict twice, or two that contradict each other
 */
export function refuseRepeats(rows: readonly LabelRow[]): void {
  const seen = new Map<string, LabelRow>();
  for (const row of rows) {
    const { coder, trajectory, behavior, steps, part, start, end } = row;
    const key = JSON.stringify([coder, trajectory, behavior, steps, part, start, end]);
    const before = seen.get(key);
    if (before !== undefined) {
      const found =
        saidIn(before) === saidIn(row) ? 'the same label as' : `${saidIn(row)} where ${saidIn(before)} stands at`;
      throw new EthogramError(
        'bad-labels',
        `${row.place}: found ${found} ${before.place}, expected one label per coder, behavior and place`,
        {
          hint: 'delete one of the two rows, or give them coders of their own',
        },
      );
    }
    seen.set(key, row);
  }
}

function saidIn({ rating, verdict }: LabelRow): string | number {
  return rating ?? verdict;
}
