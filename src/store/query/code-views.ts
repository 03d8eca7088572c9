import {
  CODING_COLUMNS,
  codingRows,
  EVENT_COLUMNS,
  eventRow,
  type FlatColumns,
  type FlatRow,
} from '../../analysis/exchange/flat-row.ts';
import type { Coding, Event } from '../../behavior/event.ts';
import { isHumanCoder } from '../../behavior/human-coder.ts';
import { judgesAll } from '../../behavior/judge/judge-detector.ts';
import { view, type ColumnReading, type ViewValue } from './view.ts';

type Flat = FlatRow | readonly [...FlatRow, boolean];

/** Columns of a flat table, in its order, and one more: whether other analyses count the row. */
function flatColumns<Columns extends FlatColumns>(
  columns: Columns,
  is: Readonly<Record<keyof Columns & string, string>>,
  counted: string,
): Record<string, ColumnReading<Flat>> {
  const names = Object.keys(columns) as (keyof Columns & string)[];
  const readings = names.map((name, i) => [name, [columns[name]!, is[name], (row: Flat) => row[i]]] as const);
  return Object.fromEntries([
    ...readings,
    ['counted', ['boolean', counted, (row: Flat): ViewValue => row[names.length]] as const],
  ]);
}

const events = view(
  { name: 'events', is: 'an occurrence of a code in a run, whatever its verdict and whoever decided', source: 'events' },
  (event) => [[...eventRow(event), event.verdict === 'present' && isPooled(event)]],
  flatColumns(
    EVENT_COLUMNS,
    {
      event: 'its id',
      run: 'the run',
      codebook: 'the codebook’s name',
      behavior: 'the code’s name',
      code: 'codebook/behavior@hash of the codebook',
      kind: 'point or state',
      unit: 'what it is counted in: reasoning, step or run',
      actor: 'whose it is',
      subject: 'which of several agents',
      target: 'to whom or what it was done',
      first_step: 'where it begins, 0 for the first step',
      last_step: 'where it ends, inclusive',
      started_at: 'ISO 8601',
      ended_at: 'ISO 8601',
      verdict: 'present, unsupported (the quote was not found again), absent or not-applicable',
      tier: 'who decided: cue, structure, model or human',
      detector: 'who decided, name@version',
      confidence: '0 to 1',
      coder: 'the person',
      modifiers: 'more about it, by name',
      quote: 'its first piece of evidence, verbatim',
      quote_part: 'the part of the first step that the quote is in',
      quote_start: 'where in the part, in UTF-16 units',
      quote_end: 'where in the part, exclusive',
      quotes: 'how many pieces of evidence there are',
      cost_usd: 'US dollars that deciding cost',
    },
    '1 for what other analyses count: present, and not of a person or of a judge beside the detectors',
  ),
); // prettier-ignore

const codings = view(
  { name: 'codings', is: 'that a run was examined for a code: the denominator of its rate', source: 'codings' },
  (coding) => codingRows(coding).map((row) => [...row, isPooled(coding)]),
  flatColumns(
    CODING_COLUMNS,
    {
      run: 'the run',
      codebook: 'the codebook’s name',
      behavior: 'the code’s name',
      codebook_version: 'the codebook, name@hash',
      detector: 'who examined it, name@version',
      observed_units: 'how many units could be examined',
      not_observable: 'how many could not: hidden reasoning, a language without cues',
      observed_tokens: 'of the text examined',
      revision: 'of the run when it was examined',
    },
    '1 for what other analyses count: not of a person or of a judge beside the detectors',
  ),
);

const labels = view(
  { name: 'labels', is: 'what a source itself says about a run or its steps', source: 'labels' },
  (label) => [label],
  {
    run: ['text', 'the run', ({ trajectoryId }) => trajectoryId],
    name: ['text', 'label:SOURCE/NAME', ({ name }) => name],
    first_step: ['integer', 'NULL when it is about the whole run', ({ steps }) => steps?.[0]],
    last_step: ['integer', 'inclusive', ({ steps }) => steps?.[1]],
    part: ['integer', 'the part of the step, where it is about one', ({ part }) => part],
    value: ['any', 'a text or number; 1 or 0 for yes and no; else JSON', ({ value }) => scalar(value)],
    coder: ['text', 'who says so', ({ coder }) => coder],
  },
);

function isPooled({ detector }: Pick<Event | Coding, 'detector'>): boolean {
  return !isHumanCoder(detector) && !judgesAll(detector);
}

function scalar(value: unknown): ViewValue {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as ViewValue);
}

/** What is said of runs. */
export const CODE_VIEWS = [events, codings, labels] as const;
