import { shortPath } from '../../analysis/fold/fold-path.ts';
import { foldKeyText, type FoldKey } from '../../analysis/fold/fold-key.ts';
import { foldRun, strandPath, type Strand, type StrandCall } from '../../analysis/fold/fold-run.ts';
import { codeKey } from '../../behavior/code-key.ts';
import type { CallEffect } from '../../behavior/call/call-effect.ts';
import { strandStrips } from '../../chart/strand-strips.ts';
import type { Markup } from '../../chart/markup.ts';
import type { Tone } from '../../chart/tone.ts';
import { shorten, visibleText } from '../../chart/visible-text.ts';
import { formatCount, formatEstimate, formatPercent, plural } from '../../core/format-number.ts';
import { textTable } from '../../core/text-table.ts';
import type { Store } from '../../store/store.ts';
import { shortName } from './short-name.ts';

/** Everything that a run does about one thing, as JSON tells it. */
export interface StrandRow {
  readonly value: string;
  readonly calls: number;
  readonly failed: number;
  /** First and last step. */
  readonly steps: readonly [number, number];
  /** Estimated, of the calls and their answers. */
  readonly tokens: number;
  readonly path: string;
  /** What is coded in the steps of its calls and answers, most often first. */
  readonly shows: readonly { readonly behavior: string; readonly events: number }[];
  readonly places: readonly { readonly place: number; readonly does: string; readonly effect: CallEffect; readonly failed: boolean }[]; // prettier-ignore
}

/** A run folded. */
export interface FoldedRunRow {
  readonly run: string;
  readonly key: string;
  readonly steps: number;
  readonly calls: number;
  readonly tokens: number;
  /** In order of where they begin. */
  readonly strands: readonly StrandRow[];
  /** Calls that are about nothing of the kind. */
  readonly rest: Omit<StrandRow, 'value'> | null;
}

const MOST_LINES = 18;
const TONE_OF: Readonly<Record<CallEffect | 'failed', Tone>> = {
  read: 'sky',
  edit: 'green',
  write: 'green',
  check: 'purple',
  unknown: 'grey',
  failed: 'vermillion',
};

/** Reads a run and folds it. */
export async function foldedRun(store: Store, id: string, key: FoldKey): Promise<FoldedRunRow> {
  const trajectory = (await store.get(id))!;
  const { strands, rest, calls } = foldRun(trajectory.steps, key);
  const shown = new Map<number, string[]>();
  for await (const { verdict, code, steps, unit } of store.events({ trajectoryId: id })) {
    if (verdict !== 'present' || unit === 'run') continue;
    shown.set(steps[0], [...(shown.get(steps[0]) ?? []), codeKey(code)]);
  }
  const rows = strands.map(({ value, calls: own }) => ({ value, ...rowOf(own, shown) }));
  return {
    run: id,
    key: foldKeyText(key),
    steps: trajectory.steps.length,
    calls,
    tokens: [...strands.flatMap((strand: Strand) => strand.calls), ...rest].reduce(
      (sum, { tokens }) => sum + tokens,
      0,
    ),
    strands: rows,
    rest: rest.length === 0 ? null : rowOf(rest, shown),
  };
}

function rowOf(calls: readonly StrandCall[], shown: ReadonlyMap<number, readonly string[]>): Omit<StrandRow, 'value'> {
  const counts = new Map<string, number>();
  const steps = new Set(calls.flatMap(({ step, answered }) => [step, answered]));
  for (const step of steps) for (const behavior of shown.get(step) ?? []) counts.set(behavior, (counts.get(behavior) ?? 0) + 1);
  return {
    calls: calls.length,
    failed: calls.filter(({ failed }) => failed).length,
    steps: [calls[0]!.step, calls.at(-1)!.answered],
    tokens: calls.reduce((sum, { tokens }) => sum + tokens, 0),
    path: shortPath(strandPath(calls)),
    shows: [...counts].map(([behavior, events]) => ({ behavior, events })).sort((a, b) => b.events - a.events || (a.behavior < b.behavior ? -1 : 1)),
    places: calls.map(({ place, does, effect, failed }) => ({ place, does, effect, failed })),
  };
} // prettier-ignore

/** A run in at most twenty lines: what happened to each thing; of more things those that took most tokens. */
export function foldedRunText({ run, key, steps, calls, tokens, strands, rest }: FoldedRunRow): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const kept = new Set(strands.toSorted((a, b) => b.tokens - a.tokens).slice(0, MOST_LINES));
  const left = strands.filter((strand) => !kept.has(strand));
  const most = strands.toSorted((a, b) => b.tokens - a.tokens)[0]!;
  const head = `${plural(steps, 'step')} and ${plural(calls, 'call')} of ${run} are about ${plural(strands.length, 'thing')} (${key}); ${ending(most.value, 60)} takes most: ${formatPercent(most.tokens / Math.max(1, tokens))} of the ${formatEstimate(tokens)} tokens of all calls, in ${plural(most.calls, 'call')}.`;
  const line = (name: string, { calls: n, failed, steps: [first, last], tokens: own, path, shows }: Omit<StrandRow, 'value'>): string[] => [
    name,
    formatCount(n),
    failed === 0 ? '' : formatCount(failed),
    first === last ? String(first) : `${first}–${last}`,
    formatEstimate(own),
    shorten(path, 90),
    shows.slice(0, 2).map(({ behavior, events }) => `${shortName(behavior)}${events > 1 ? ` ×${events}` : ''}`).join(', '),
  ];
  const table = textTable(
    [{ heading: key }, right('calls'), right('failed'), right('steps'), right('tokens'), { heading: 'what was done' }, { heading: 'shows' }],
    [
      ...strands.filter((strand) => kept.has(strand)).map((strand) => line(ending(strand.value, 48), strand)),
      ...(left.length === 0 ? [] : [[plural(left.length, 'other'), formatCount(total(left, ({ calls: n }) => n)), formatCount(total(left, ({ failed }) => failed)), '', formatEstimate(total(left, ({ tokens: own }) => own)), '', '']]),
      ...(rest === null ? [] : [line('(about none)', rest)]),
    ],
  );
  return `${head}\n\n${table}`;
} // prettier-ignore

function total<T>(list: readonly T[], value: (one: T) => number): number {
  return list.reduce((sum, one) => sum + value(one), 0);
}

/** The end of a value, where files have their name. */
function ending(value: string, longest: number): string {
  const seen = [...visibleText(value).replace(/\s+/g, ' ')];
  return seen.length <= longest ? seen.join('') : `…${seen.slice(1 - longest).join('')}`;
}

/** The strands of a run along it, those that took most tokens. */
export function foldedRunDrawn({ run, key, calls, strands }: FoldedRunRow): Markup {
  const kept = new Set(strands.toSorted((a, b) => b.tokens - a.tokens).slice(0, MOST_LINES));
  return strandStrips(
    strands
      .filter((strand) => kept.has(strand))
      .map(({ value, calls: n, tokens, places }) => ({
        label: ending(value, 38),
        note: `${plural(n, 'call')}, ${formatEstimate(tokens)} tokens`,
        marks: places.map(({ place, does, effect, failed }) => ({ place, tone: TONE_OF[failed ? 'failed' : effect], label: `${does}${failed ? ', failed' : ''} (call ${place + 1})` })),
      })),
    {
      title: `What a run did about each ${key === 'file' || key === 'tool' ? key : key.replace(/^argument:/, '')}`,
      description: `${plural(calls, 'call')} of ${run}, put together by what they are about.`,
      places: calls,
      key: [
        { tone: 'sky', words: 'looks' },
        { tone: 'green', words: 'changes' },
        { tone: 'purple', words: 'checks' },
        { tone: 'grey', words: 'may do anything' },
        { tone: 'vermillion', words: 'failed' },
      ],
    },
  );
} // prettier-ignore
