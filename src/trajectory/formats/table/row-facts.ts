import type { Json, JsonObject } from '../../../core/json.ts';
import type { TrajectoryDraft } from '../../trace-format.ts';
import type { OutcomeRecord } from '../../trajectory.ts';
import { flagOf, numberOf, wordOf } from './flag-of.ts';
import { timeOf } from './time-of.ts';
import type { MapField } from './parse-column-map.ts';
import type { MappedCell, RowCells } from './row-cells.ts';

const HEAD = ['task', 'taskId', 'trial', 'model', 'agentName', 'project', 'startedAt', 'endedAt'] as const;
const OUTCOMES = ['success', 'reward', 'score', 'feedback'] as const satisfies readonly MapField[];
type HeadField = (typeof HEAD)[number];

/** What one cell says about a run. */
export type RowFact = { readonly cell: MappedCell } & (
  | { readonly field: HeadField; readonly value: string }
  | { readonly field: 'outcome'; readonly value: OutcomeRecord }
);

/** What a row says about its run. All cells of it are taken. */
export function rowFacts(cells: RowCells): RowFact[] {
  const facts: RowFact[] = [];
  for (const field of HEAD) {
    const cell = cells.get(field);
    if (cell === undefined) continue;
    const isTime = field === 'startedAt' || field === 'endedAt';
    const time = isTime ? timeOf(cell.value) : undefined;
    const value = isTime ? time?.at : wordOf(cell.value);
    if (value === undefined) {
      // The task may be typed blocks, which are what the user says.
      if (isTime) cells.refuse(cell, 'no time', 'ISO 8601, or seconds or milliseconds since 1970');
      continue;
    }
    if (time?.isExact !== false) cells.take(cell);
    facts.push({ cell, field, value });
  }
  for (const field of OUTCOMES) {
    for (const cell of cells.all(field)) {
      const value = outcomeOf(cells, cell);
      if (value === undefined) continue;
      cells.take(cell);
      facts.push({ cell, field: 'outcome', value });
    }
  }
  return facts;
}

function outcomeOf(cells: RowCells, cell: MappedCell): OutcomeRecord | undefined {
  const { column, value } = cell;
  switch (column.field) {
    case 'success': {
      const success = flagOf(value);
      if (success !== undefined) return { name: 'success', value: success, by: 'verifier' };
      cells.refuse(
        cell,
        'neither yes nor no',
        'true/false, 1/0, yes/no, correct/incorrect, pass/fail or resolved/unresolved',
      );
      return undefined;
    }
    case 'feedback': {
      const words = wordOf(value);
      return words === undefined ? undefined : { name: 'feedback', value: words, by: 'human' };
    }
    default: {
      const number = numberOf(value) ?? (column.field === 'score' ? flagOf(value) : undefined);
      const name = column.field === 'score' ? (column.name ?? 'score') : 'reward';
      if (number !== undefined) return { name, value: number, by: 'verifier' };
      cells.refuse(cell, 'no number', 'a number');
      return undefined;
    }
  }
}

/** The facts of a run as its head, and what some of its rows say otherwise. */
export interface RunFacts {
  readonly head: Pick<TrajectoryDraft, 'task' | 'agent' | 'project' | 'startedAt' | 'endedAt' | 'outcomes'>;
  /** For each row, the cells of facts that are not the same on all rows that tell them. */
  readonly own: readonly (JsonObject | undefined)[];
}

/**
 * What the rows of a run say about it, in their order: the first row that tells a fact is believed, of outcomes and the end the
 * last. Where rows differ, each keeps what it says.
 */
export function runFacts(rows: readonly (readonly RowFact[])[]): RunFacts {
  const head = new Map<HeadField, string>();
  const outcomes = new Map<string, OutcomeRecord>();
  const told = new Map<string, Json>();
  const differing = new Set<string>();
  for (const facts of rows) {
    for (const { cell, field, value } of facts) {
      const before = told.get(cell.key);
      if (before === undefined) told.set(cell.key, cell.value);
      else if (before !== cell.value) differing.add(cell.key);
      if (field === 'outcome') outcomes.set(value.name, value);
      else if (field === 'endedAt' || !head.has(field)) head.set(field, value);
    }
  }
  const own = rows.map((facts) => {
    const cells = facts.flatMap(({ cell }): [string, Json][] =>
      differing.has(cell.key) ? [[cell.key, cell.value]] : [],
    );
    return cells.length === 0 ? undefined : Object.fromEntries(cells);
  });
  const [text, id, trial, model, name, project] = HEAD.map((field) => head.get(field));
  const [startedAt, endedAt] = [head.get('startedAt'), head.get('endedAt')];
  return {
    head: {
      task: {
        ...(id !== undefined && { id }),
        ...(trial !== undefined && { trial }),
        ...(text !== undefined && { text }),
        tags: [],
      },
      agent: { ...(name !== undefined && { name }), ...(model !== undefined && { model }) },
      ...(project !== undefined && { project }),
      ...(startedAt !== undefined && { startedAt }),
      ...(endedAt !== undefined && { endedAt }),
      outcomes: [...outcomes.values()],
    },
    own,
  };
}
