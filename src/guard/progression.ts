import type { NormalForm, NormalNode } from './normal-form.ts';

/**
 * What the rest of a trace must do: a disjunction of clauses, each a conjunction of obligations, sorted. An obligation is
 * `2 * node + 1` (strong: there is a next event and the node holds there) or `2 * node` (weak: if there is one).
 * `[]` is false, `[[]]` true.
 */
type Residual = readonly (readonly number[])[];

/** What is remembered between events: the residual of the formula, and one of each past operator's value so far. */
export interface Memory {
  readonly main: Residual;
  /** By node id; absent for nodes that are not past operators or operands of `Y`. */
  readonly past: ReadonlyMap<number, Residual>;
  /** Equal keys, equal memories. */
  readonly key: string;
}

/** Steps {@link Memory} from event to event. */
export interface Progression {
  /** Before the first event. */
  readonly start: Memory;
  /** @param passes - whether the event passes test `i` */
  next(memory: Memory, passes: (test: number) => boolean): Memory;
  /** Whether the trace may end here: some clause has only weak obligations. */
  accepts(memory: Memory): boolean;
}

/** Thrown when residuals grow beyond what is sensible; see {@link progression}. */
export class TooManyClauses extends Error {}

const MAX_CLAUSES = 400;
const TRUE: Residual = [[]];
const FALSE: Residual = [];

/**
 * Formula progression, as the expansion laws say:
 *
 *     a U b  =  b  or  (a  and strongly next (a U b))       a S b  =  b  or  (a and yesterday (a S b))
 *     a R b  =  b  and (a  or  weakly next (a R b))         a T b  =  b  and (a or weakly yesterday (a T b))
 *
 * The value of a past operator at an event may still depend on events to come (`O X a`): it is a residual like any other,
 * and "yesterday's" is the one remembered, carried over today's event. Residuals are kept as the smallest set of clauses
 * of which none implies another, so there are finitely many.
 *
 * @throws TooManyClauses from `next`, when a residual would exceed 400 clauses
 * @see Bacchus & Kabanza 1998; De Giacomo et al. 2022 for pure past
 */
export function progression({ root, nodes }: NormalForm): Progression {
  const remembered = nodes.filter(({ kind }) => kind === 'since' || kind === 'trigger');
  const operands = nodes
    .filter(({ kind }) => kind === 'yesterday' || kind === 'weak-yesterday')
    .map(({ left }) => left!);
  const kept = [...new Set([...remembered, ...operands].map(({ id }) => id))].sort((a, b) => a - b);
  const memory = (main: Residual, past: ReadonlyMap<number, Residual>): Memory => ({
    main,
    past,
    key: [main, ...kept.map((id) => past.get(id))]
      .map((residual) => (residual === undefined ? '-' : write(residual)))
      .join('/'),
  });

  return {
    start: memory([[root.id * 2 + 1]], new Map()),
    next({ main, past }, passes) {
      const values = new Array<Residual | undefined>(nodes.length);
      const carried = new Map<number, Residual>();
      const carry = (residual: Residual): Residual => {
        let result = FALSE;
        for (const clause of residual) {
          let all = TRUE;
          for (const obligation of clause) {
            all = both(all, value(nodes[obligation >> 1]!));
            if (all.length === 0) break;
          }
          result = either(result, all);
        }
        return result;
      };
      // What a node's residual of the last event has become through this one; undefined at the first event.
      const yesterday = (node: NormalNode): Residual | undefined => {
        const before = past.get(node.id);
        if (before === undefined) return undefined;
        let now = carried.get(node.id);
        if (now === undefined) carried.set(node.id, (now = carry(before)));
        return now;
      };
      const value = (node: NormalNode): Residual => (values[node.id] ??= compute(node));
      const compute = (node: NormalNode): Residual => {
        const { kind, left, right } = node;
        switch (kind) {
          case 'true':
            return TRUE;
          case 'false':
            return FALSE;
          case 'test':
            return passes(node.test!) !== node.negated ? TRUE : FALSE;
          case 'and':
            return both(value(left!), value(right!));
          case 'or':
            return either(value(left!), value(right!));
          case 'next':
            return left!.kind === 'false' ? FALSE : [[left!.id * 2 + 1]];
          case 'weak-next':
            return left!.kind === 'true' ? TRUE : [[left!.id * 2]];
          case 'until':
            return either(value(right!), both(value(left!), [[node.id * 2 + 1]]));
          case 'release':
            return both(value(right!), either(value(left!), [[node.id * 2]]));
          case 'yesterday':
            return yesterday(left!) ?? FALSE;
          case 'weak-yesterday':
            return yesterday(left!) ?? TRUE;
          case 'since':
            return either(value(right!), both(value(left!), yesterday(node) ?? FALSE));
          case 'trigger':
            return both(value(right!), either(value(left!), yesterday(node) ?? TRUE));
        }
      };
      const now = carry(main);
      return memory(now, new Map(kept.map((id) => [id, value(nodes[id]!)])));
    },
    accepts: ({ main }) => main.some((clause) => clause.every((obligation) => (obligation & 1) === 0)),
  };
}

function write(residual: Residual): string {
  return residual.length === 0 ? 'F' : residual.map((clause) => clause.join(',')).join(';');
}

function either(a: Residual, b: Residual): Residual {
  if (a === TRUE || b === TRUE) return TRUE;
  if (a.length === 0) return b;
  return b.length === 0 ? a : smallest([...a, ...b]);
}

function both(a: Residual, b: Residual): Residual {
  if (a.length === 0 || b.length === 0) return FALSE;
  if (a === TRUE) return b;
  if (b === TRUE) return a;
  const clauses: (readonly number[])[] = [];
  for (const x of a) for (const y of b) clauses.push(union(x, y));
  return smallest(clauses);
}

/** Sorted union; a weak obligation goes when the strong one of its node is there. */
function union(a: readonly number[], b: readonly number[]): number[] {
  const all = new Set([...a, ...b]);
  return [...all].filter((obligation) => (obligation & 1) === 1 || !all.has(obligation + 1)).sort((x, y) => x - y);
}

/** Drops clauses that imply another, and sorts. */
function smallest(clauses: readonly (readonly number[])[]): Residual {
  const distinct = [...new Map(clauses.map((clause) => [clause.join(','), clause])).values()];
  distinct.sort((a, b) => a.length - b.length || compare(a, b));
  const kept: (readonly number[])[] = [];
  for (const clause of distinct) {
    if (!kept.some((other) => implies(clause, other))) kept.push(clause);
  }
  // A later clause of equal length may be implied by strength alone: S(f) implies W(f).
  const minimal = kept.filter((clause) => !kept.some((other) => other !== clause && implies(clause, other)));
  if (minimal.length > MAX_CLAUSES) throw new TooManyClauses(`${minimal.length} clauses`);
  return minimal.length === 1 && minimal[0]!.length === 0 ? TRUE : minimal.sort(compare);
}

/** Every obligation of `b` is met by one of `a`. */
function implies(a: readonly number[], b: readonly number[]): boolean {
  return b.every((obligation) => a.includes(obligation) || ((obligation & 1) === 0 && a.includes(obligation + 1)));
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
