import { ppois } from 'lib-r-math.js';
import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Corpus } from '../digest/corpus.ts';
import type { Call } from '../digest/fragment.ts';
import { textHash } from '../digest/text-hash.ts';
import type { ActRun } from './act-runs.ts';

/** How many acts a value may travel over. */
export const FLOW_REACH = 24;
const MAX_Q = 0.01;
// A way that fewer of the calls at both of its ends go is a by-way.
const MIN_SHARE = 0.2;
// Shorter values meet by chance: numbers of things, units, states.
const SPECIFIC_LENGTH = 4;
const MAX_CARRIERS = 3;
const MAX_PATHS = 6;
const PATH = /[\w@~+-]*[./][\w./@~+-]*\w/g;
const SAYS_NOTHING = /^(?:true|false|null|.?)$/su;

/** Ways that values take: `ACT.FIELD` of a call has its value from another act's answer or arguments. */
export interface ValueFlows {
  /** Whether values flow from an act into a field of another. */
  has(first: number, second: number, field: string): boolean;
  /** Pairs of acts with any such way, as `first * size + second`. */
  readonly pairs: ReadonlySet<number>;
  readonly size: number;
}

/** Which later acts each act of a run hands values to: those of act `i` are `next[starts[i]] … next[starts[i + 1] - 1]`. */
export interface RunFlows {
  readonly starts: Int32Array;
  readonly next: Int32Array;
}

interface Value {
  readonly field: string;
  readonly value: number;
  readonly specific: boolean;
  readonly fromUser: boolean;
  readonly heldFirst?: number;
  readonly heldLast?: number;
}

/**
 * Finds the ways that values take from call to call, whatever the calls are named: a value that stood in an earlier
 * answer, or in the arguments of an earlier call, and that such values do not meet by chance. Chance is, for a value
 * that only the run itself knows, how many other runs use the same one; for short values and those of the user, how
 * many of the run's other calls carry it.
 *
 * @param runs - those to learn from
 * @param size - acts are numbered below it
 * @returns ways with q ≤ 0.01 that a fifth of the calls at one of their ends go
 */
export function findValueFlows(corpus: Corpus, runs: readonly ActRun[], size: number): ValueFlows {
  const fields = new Map<string, number>();
  const fieldId = (field: string): number => {
    let id = fields.get(field);
    if (id === undefined) fields.set(field, (id = fields.size));
    return id;
  };
  const common = commonValues(corpus, runs);
  const tallies = new Map<string, { observed: number; expected: number; readonly ends: [number, number, number] }>();
  const uses = new Map<number, number>();
  const count = new Float64Array(size);
  const target = new Map<number, { n: number; chance: number }>();
  const tallyOf = (first: number, second: number, field: number): { observed: number; expected: number } => {
    const key = `${first} ${second} ${field}`;
    let tally = tallies.get(key);
    if (tally === undefined) tallies.set(key, (tally = { observed: 0, expected: 0, ends: [first, second, field] }));
    return tally;
  };
  for (const run of runs) {
    for (const act of run.acts) count[act]!++;
    const carried = carriedInRun(corpus, run);
    visitValues(corpus, run, (j, value, carriers) => {
      const second = run.acts[j]!;
      const field = fieldId(value.field);
      const key = second * 65_536 + field;
      uses.set(key, (uses.get(key) ?? 0) + 1);
      const told = value.fromUser || !value.specific;
      if (told) {
        // Among the run's own calls it is chance which of them carry a value that all of them could know.
        const others = Math.max(1, carried.calls - 1);
        const share = Math.min(1, Math.max(0, (carried.values.get(value.value) ?? 1) - 1 + (value.heldFirst === undefined ? 0 : 1)) / others);
        for (const [first, n] of nearBefore(run, j)) tallyOf(first, second, field).expected += 1 - (1 - share) ** n;
      } else {
        const known = target.get(key) ?? { n: 0, chance: 0 };
        known.chance += ((common.values.get(value.value) ?? 1) - 0.5) / common.runs;
        target.set(key, known);
      }
      const seen = new Set<number>();
      for (const i of carriers) {
        const first = run.acts[i]!;
        if (first === second || seen.has(first)) continue;
        seen.add(first);
        tallyOf(first, second, field).observed++;
      }
    });
  }
  return significant([...tallies.values()], { uses, target, count, size, fields });
}

function significant(
  tallies: readonly { readonly observed: number; readonly expected: number; readonly ends: readonly [number, number, number] }[],
  {
    uses,
    target,
    count,
    size,
    fields,
  }: {
    readonly uses: ReadonlyMap<number, number>;
    readonly target: ReadonlyMap<number, { readonly chance: number }>;
    readonly count: Float64Array;
    readonly size: number;
    readonly fields: ReadonlyMap<string, number>;
  },
): ValueFlows {
  const seen = tallies.filter(({ observed }) => observed >= 2);
  const used = count.reduce((n, times) => n + (times > 0 ? 1 : 0), 0);
  const p = seen.map(({ observed, expected, ends: [, second, field] }) => {
    const chance = expected + (target.get(second * 65_536 + field)?.chance ?? 0);
    return chance >= observed ? 1 : ppois(observed - 1, chance, false);
  });
  // Ways that were never gone were tested too, with p = 1.
  const scale = Math.max(1, (uses.size * used) / Math.max(1, seen.length));
  const q = falseDiscovery(p.map((each) => Math.min(1, each * scale)));
  const ways = new Set<string>();
  const pairs = new Set<number>();
  for (const [k, { observed, ends }] of seen.entries()) {
    const [first, second, field] = ends;
    const share = observed / Math.min(count[first]!, uses.get(second * 65_536 + field)!);
    if (q[k]! > MAX_Q || share < MIN_SHARE) continue;
    ways.add(ends.join(' '));
    pairs.add(first * size + second);
  }
  return {
    has: (first, second, field) => ways.has(`${first} ${second} ${fields.get(field) ?? -1}`),
    pairs,
    size,
  };
}

/** Where values really went in one run, along the given ways. */
export function flowsOfRun(corpus: Corpus, run: ActRun, flows: ValueFlows): RunFlows {
  const links: [number, number][] = [];
  const known = new Set<number>();
  visitValues(corpus, run, (j, value, carriers) => {
    for (const i of carriers) {
      const key = i * 2 ** 26 + j;
      if (known.has(key) || !flows.pairs.has(run.acts[i]! * flows.size + run.acts[j]!)) continue;
      if (!flows.has(run.acts[i]!, run.acts[j]!, value.field)) continue;
      known.add(key);
      links.push([i, j]);
    }
  });
  links.sort(([a, x], [b, y]) => a - b || x - y);
  const starts = new Int32Array(run.acts.length + 1);
  for (const [i] of links) starts[i + 1]!++;
  for (let i = 0; i < run.acts.length; i++) starts[i + 1]! += starts[i]!;
  return { starts, next: Int32Array.from(links, ([, j]) => j) };
}

/** Calls back for each value of each call, in order, with the earlier acts within reach that answered or carried it. */
function visitValues(
  { fragments }: Corpus,
  { run, acts, calls }: ActRun,
  visit: (j: number, value: Value, carriers: readonly number[]) => void,
): void {
  const fragment = fragments[run]!;
  const answeredBy = new Map<number, number>();
  const carriedBy = new Map<number, number[]>();
  for (let j = 0; j < acts.length; j++) {
    const call = calls[j]! < 0 ? undefined : fragment.calls[calls[j]!]!;
    if (call === undefined) continue;
    const values = valuesOf(call);
    for (const value of values) {
      const carriers: number[] = [];
      for (const place of [value.heldLast, value.heldFirst]) {
        const i = place === undefined ? undefined : answeredBy.get(place);
        if (i !== undefined && j - i <= FLOW_REACH && !carriers.includes(i)) carriers.push(i);
      }
      for (const i of carriedBy.get(value.value) ?? []) {
        if (j - i <= FLOW_REACH && !carriers.includes(i)) carriers.push(i);
      }
      visit(j, value, carriers);
    }
    if (call.result !== undefined) answeredBy.set(call.result.step * 4096 + call.result.part, j);
    for (const { value } of values) {
      const known = carriedBy.get(value);
      if (known === undefined) carriedBy.set(value, [j]);
      else if (known.at(-1) !== j) {
        known.push(j);
        if (known.length > MAX_CARRIERS) known.shift();
      }
    }
  }
}

/** What a call's arguments say; of a command line the paths in it. */
function valuesOf(call: Call): Value[] {
  const values: Value[] = [];
  for (const argument of call.arguments) {
    const { field, value, text, fromUser, heldFirst, heldLast } = argument;
    if (text !== undefined && (SAYS_NOTHING.test(text) || text === call.command)) continue;
    values.push({
      field,
      value,
      specific: (text?.length ?? SPECIFIC_LENGTH) >= SPECIFIC_LENGTH,
      fromUser,
      ...(heldFirst !== undefined && { heldFirst }),
      ...(heldLast !== undefined && { heldLast }),
    });
  }
  const paths = call.command?.match(PATH)?.slice(0, MAX_PATHS) ?? [];
  for (const path of new Set(paths)) {
    if (path.length >= SPECIFIC_LENGTH) values.push({ field: '', value: textHash(path), specific: true, fromUser: false });
  }
  return values;
}

/** How many runs use each value. */
function commonValues({ fragments }: Corpus, runs: readonly ActRun[]): { values: Map<number, number>; runs: number } {
  const values = new Map<number, number>();
  for (const { run } of runs) {
    const own = new Set<number>();
    for (const call of fragments[run]!.calls) for (const { value } of valuesOf(call)) own.add(value);
    for (const value of own) values.set(value, (values.get(value) ?? 0) + 1);
  }
  return { values, runs: runs.length };
}

/** How many calls of a run carry each value. */
function carriedInRun({ fragments }: Corpus, { run, calls }: ActRun): { values: Map<number, number>; calls: number } {
  const values = new Map<number, number>();
  let n = 0;
  for (const index of calls) {
    if (index < 0) continue;
    n++;
    for (const value of new Set(valuesOf(fragments[run]!.calls[index]!).map((each) => each.value)))
      values.set(value, (values.get(value) ?? 0) + 1);
  }
  return { values, calls: n };
}

/** How often each act stands within reach before a place. */
function nearBefore({ acts }: ActRun, j: number): Map<number, number> {
  const near = new Map<number, number>();
  for (let i = Math.max(0, j - FLOW_REACH); i < j; i++) near.set(acts[i]!, (near.get(acts[i]!) ?? 0) + 1);
  return near;
}
