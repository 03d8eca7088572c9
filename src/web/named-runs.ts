import type { Move } from '../analysis/run-moves.ts';
import type { BehaviorSequence, SequenceSet } from '../analysis/sequence/behavior-sequence.ts';
import { startTimeBudget, type TimeBudgetRow } from '../analysis/time-budget.ts';
import type { RasterRow } from '../chart/raster.ts';
import type { Tone } from '../chart/tone.ts';
import { shorten } from '../chart/visible-text.ts';
import { CELL_WORDS } from './run-row.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';

/** What runs consist of that are activities with names and nothing else: logs of business processes, observed animals. */
export interface NamedReport {
  /** Whether the names are activities in order, which can be drawn, or labels of stretches, which sources also give in no order. */
  readonly ordered: boolean;
  /** Largest share first: of time where there are times, else of steps. */
  readonly rows: readonly TimeBudgetRow[];
  readonly moreRows: number;
  /** Colours of the commonest names; the rest is grey. */
  readonly tones: readonly { readonly tone: Tone; readonly label: string }[];
}

/** What is being collected of such runs. */
export interface NamedRuns {
  /** @param sequence - the run as names in place; undefined when it has none */
  add(trajectory: Trajectory, moves: readonly Move[], sequence: () => NamedSequence | undefined): void;
  /** @returns undefined when a run was more than names, or none had any */
  result(): NamedReport | undefined;
  /** The row of a run, each cell in the colour of its name. */
  toned(row: RasterRow): RasterRow;
}

/** A run as names, with all the names there are. */
export interface NamedSequence {
  readonly of: 'calls' | 'labels';
  readonly alphabet: readonly string[];
  readonly sequence: BehaviorSequence;
}

const ROWS = 10;
const MOST_NAMES = 200;
const TONES = ['blue', 'orange', 'green', 'purple', 'sky', 'vermillion'] as const satisfies readonly Tone[];

/** Finds the names of a run by its id: the calls it makes, else what its source says about its steps. */
export function namedSequences(calls: SequenceSet, labels: SequenceSet): (id: string) => NamedSequence | undefined {
  const byId = ({ sequences }: SequenceSet): Map<string, BehaviorSequence> =>
    new Map(sequences.filter(({ codes }) => codes.length > 0).map((sequence) => [sequence.id, sequence]));
  const [called, labelled] = [byId(calls), byId(labels)];
  return (id) => {
    const [call, label] = [called.get(id), labelled.get(id)];
    if (call !== undefined) return { of: 'calls', alphabet: calls.alphabet, sequence: call };
    return label === undefined ? undefined : { of: 'labels', alphabet: labels.alphabet, sequence: label };
  };
}

/** Whether a run holds nothing but calls that nobody answered, as process logs read, or nothing at all, as observed stretches do. */
function isNamed(moves: readonly Move[]): boolean {
  return moves.every(
    ({ tool, readTokens, activity }) => tool !== undefined && readTokens === 0 && activity !== 'failed',
  );
}

/** Collects runs of names: how much of them each name takes, and which names have colours. */
export function startNamedRuns(): NamedRuns {
  const budget = startTimeBudget();
  const counts = new Map<string, number>();
  let [named, ordered] = [true, true];
  const tones = (): NamedReport['tones'] =>
    [...counts]
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, TONES.length)
      .map(([label], i) => ({ label, tone: TONES[i]! }));
  return {
    add(trajectory, moves, own) {
      named &&= isNamed(moves);
      const found = named ? own() : undefined;
      if (found === undefined) return;
      const { of, alphabet, sequence } = found;
      if (of === 'labels') ordered = false;
      const names = alphabet.slice(0, MOST_NAMES).map((name) => ({ name, ...placeOf(of, name) }));
      const here = new Set(Array.from(sequence.codes, (code) => names[code]?.source));
      budget.add({
        trajectory,
        events: Array.from(sequence.codes, (code, event) => ({ code, steps: [sequence.first[event]!, sequence.last[event]!] as const }))
          .filter(({ code }) => code < names.length)
          .map(({ code, steps }) => ({ code: `${names[code]!.source}/${names[code]!.slug}@`, steps, verdict: 'present' as const })),
        codings: [...here].flatMap((source) =>
          source === undefined
            ? []
            : [{
                codebook: `${source}@`,
                observedUnits: Object.fromEntries(names.filter((name) => name.source === source).map(({ slug }) => [slug, 1])),
                notObservable: {},
              }],
        ),
      });
      for (const code of sequence.codes) {
        const slug = names[code]?.slug;
        if (slug !== undefined) counts.set(slug, (counts.get(slug) ?? 0) + 1);
      }
    },
    result() {
      if (!named || counts.size === 0) return undefined;
      const share = ({ share: of }: TimeBudgetRow): number => of.seconds ?? of.steps;
      const rows = budget
        .rows()
        .filter(({ events }) => events > 0)
        .sort((a, b) => share(b) - share(a) || (a.behavior < b.behavior ? -1 : 1));
      return {
        ordered,
        rows: rows.slice(0, ROWS),
        moreRows: Math.max(0, rows.length - ROWS),
        tones: ordered ? tones() : [],
      };
    },
    toned(row) {
      const colours = new Map(tones().map(({ label, tone }) => [shorten(label, CELL_WORDS), tone]));
      const cells = row.cells.map((cell) => {
        const name = cell.label.slice(cell.label.indexOf(': ') + 2);
        return { ...cell, tone: colours.get(name) ?? ('grey' as const), label: cell.label.replace(/^(\d+)\. [^:]+: /, '$1. ') };
      });
      return { ...row, cells };
    },
  };
} // prettier-ignore

/** Of labels, the source and what it says; calls have no source but themselves. */
function placeOf(of: NamedSequence['of'], name: string): { readonly source: string; readonly slug: string } {
  const slash = of === 'labels' ? name.indexOf('/') : -1;
  return slash < 0 ? { source: of, slug: name } : { source: name.slice(0, slash), slug: name.slice(slash + 1) };
}
