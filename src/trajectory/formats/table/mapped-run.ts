import type { JsonObject } from '../../../core/json.ts';
import { numberSteps, type BareStep } from '../../chat/number-steps.ts';
import type { DraftItem, DraftLabel } from '../../trace-format.ts';
import type { Part } from '../../trajectory.ts';
import { numberOf } from './flag-of.ts';
import { timeOf } from './time-of.ts';
import type { ColumnMap } from './parse-column-map.ts';
import type { MappedRow } from './read-row.ts';
import { runFacts } from './row-facts.ts';
import { withRest } from './row-steps.ts';
import { sharedFields } from './row-record.ts';

/** How a run of rows is known. */
export interface RunPlace {
  readonly runId: string | undefined;
  /** The id that the source gives, when the run goes by another. */
  readonly sessionId?: string;
  /** What the document around the rows says, if it is to be said by this run. */
  readonly document: JsonObject | undefined;
}

/** A run of its rows, at least one. Steps are put in order, calls without ids get some, what all rows say is said once. */
export function mappedRun(map: ColumnMap, given: readonly MappedRow[], place: RunPlace): DraftItem {
  const rows = inOrder(given);
  const facts = runFacts(rows.map((row) => row.facts));
  const isCounted = isCounting(rows);
  const rests = rows.map((row, index) => ({
    ...row.rest,
    ...facts.own[index],
    ...(!isCounted && row.order !== undefined && { [row.order.key]: row.order.value }),
  }));
  const { shared, own } = map.rows === 'run' ? { shared: rests[0] ?? {}, own: [] } : sharedFields(rests);
  const nameCalls = callBook();
  const steps: BareStep[] = [];
  const labels: DraftLabel[] = [];
  for (const [index, row] of rows.entries()) {
    const rest = own[index] ?? {};
    const first = steps.length;
    for (const one of withRest(nameCalls(row.steps), Object.keys(rest).length === 0 ? undefined : rest))
      steps.push(one);
    const span = map.rows === 'step' && { steps: [first, Math.max(first, steps.length - 1)] as const };
    for (const label of row.labels) labels.push({ ...label, ...span });
  }
  const [first] = given;
  const draft = {
    ...(first !== undefined && { line: first.line }),
    ...(place.runId !== undefined && { runId: place.runId }),
    ...(place.sessionId !== undefined && { sessionId: place.sessionId }),
    ...timesOf(map, steps),
    ...facts.head,
    steps: numberSteps(steps),
    ...(place.runId === undefined && first !== undefined && { distinguishing: first.key }),
    extra: place.document === undefined ? shared : { ...shared, [freeName(shared)]: place.document },
  };
  return { draft, ...(labels.length > 0 && { labels }) };
}

function freeName(extra: JsonObject): string {
  let name = 'document';
  while (Object.hasOwn(extra, name)) name += '_';
  return name;
}

function timesOf(
  map: ColumnMap,
  steps: readonly BareStep[],
): { readonly startedAt?: string; readonly endedAt?: string } {
  if (map.rows === 'run') return {};
  const times = steps.flatMap(({ at }) => (at === undefined ? [] : [at]));
  const [startedAt, endedAt] = [times[0], times.at(-1)];
  return { ...(startedAt !== undefined && { startedAt }), ...(endedAt !== undefined && { endedAt }) };
}

const LAST = '\uffff';

// Numbers by size, before all else; times by when they are; other texts as they compare; equal ones as they stand; rows without last.
function inOrder(rows: readonly MappedRow[]): readonly MappedRow[] {
  if (rows.every(({ order }) => order === undefined)) return rows;
  const keyed = rows.map((row) => {
    const value = row.order?.value ?? null;
    const number = numberOf(value) ?? (typeof value === 'string' ? timeMs(value) : undefined);
    return { row, number, text: value === null ? LAST : typeof value === 'string' ? value : JSON.stringify(value) };
  });
  if (keyed.every(({ number }) => number !== undefined)) {
    keyed.sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
  } else {
    keyed.sort((a, b) => {
      if (a.number !== undefined && b.number !== undefined) return a.number - b.number;
      if (a.number !== undefined || b.number !== undefined) return a.number === undefined ? 1 : -1;
      return a.text === b.text ? 0 : a.text < b.text ? -1 : 1;
    });
  }
  return keyed.map(({ row }) => row);
}

function timeMs(text: string): number | undefined {
  const time = timeOf(text);
  return time === undefined ? undefined : Date.parse(time.at);
}

// Numbers that only count the rows say nothing that their place does not.
function isCounting(rows: readonly MappedRow[]): boolean {
  const first = numberOf(rows[0]?.order?.value ?? null);
  return first !== undefined && rows.every(({ order }, index) => numberOf(order?.value ?? null) === first + index);
}

// Calls without ids get `call_0`, `call_1`…; an answer without one answers the call of its row, else the oldest open call.
function callBook(): (steps: readonly BareStep[]) => BareStep[] {
  let calls = 0;
  const open: string[] = [];
  const tools = new Map<string, string>();
  return (steps) => {
    let called: string | undefined;
    return steps.map((step) => {
      let { name } = step;
      const parts = step.parts.map((part): Part => {
        if (part.kind === 'tool-call') {
          const callId = part.callId === '' ? `call_${calls++}` : part.callId;
          tools.set(callId, part.name);
          if (part.callId === '') {
            open.push(callId);
            called = callId;
          }
          return callId === part.callId ? part : { ...part, callId };
        }
        if (part.kind !== 'tool-result') return part;
        const callId = part.callId === '' ? (takeOpen(open, called) ?? '') : part.callId;
        name ??= step.actor === 'tool' ? tools.get(callId) : undefined;
        return callId === part.callId ? part : { ...part, callId };
      });
      return { ...step, ...(name !== undefined && name !== '' && { name }), parts };
    });
  };
}

function takeOpen(open: string[], called: string | undefined): string | undefined {
  if (called === undefined) return open.shift();
  const at = open.lastIndexOf(called);
  if (at >= 0) open.splice(at, 1);
  return called;
}
