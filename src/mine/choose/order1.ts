import { addCount } from '../../core/add-count.ts';

/** What is written down of a run, in order: each symbol, and the symbol by which an order-1 model foresees it. */
export interface Written {
  readonly contexts: Int32Array;
  /** As many as contexts. */
  readonly symbols: Int32Array;
}

/** How runs are foreseen without behaviors: each symbol by one before it. */
export interface Order1 {
  /** Chance of a symbol in a context; with `task`, as learned from the runs of other tasks only. */
  chance(context: number, symbol: number, task?: number): number;
  /** How common a symbol is, 0–1; with `task`, in the runs of other tasks. */
  share(symbol: number, task?: number): number;
}

/** A run of symbols with its end, each in the context of the one before; `end` stands for the beginning and the end. */
export function inOrder(symbols: Int32Array, end: number): Written {
  const contexts = new Int32Array(symbols.length + 1);
  const written = new Int32Array(symbols.length + 1);
  contexts[0] = end;
  contexts.set(symbols, 1);
  written.set(symbols);
  written[symbols.length] = end;
  return { contexts, symbols: written };
}

interface Counts {
  /** By `context × size + symbol`. */
  readonly pairs: Map<number, number>;
  /** By context: how many, and how many different ones, followed. */
  readonly followed: Map<number, number>;
  readonly kinds: Map<number, number>;
  readonly symbols: Map<number, number>;
  all: number;
  /** How many different symbols there are. */
  different: number;
}

/**
 * Learns an {@link Order1} model. What was never seen in a context is as likely as the context has been various
 * (Witten–Bell); so is what was never seen at all.
 *
 * @param size - contexts and symbols are below this
 * @param tasks - the task number of each run, to be able to leave one out
 * @see Witten & Bell 1991, method C
 */
export function learnOrder1(runs: readonly Written[], size: number, tasks: ArrayLike<number> = []): Order1 {
  const whole = noCounts();
  const parts = new Map<number, Counts>();
  for (const [run, written] of runs.entries()) {
    const task = tasks[run];
    let part = task === undefined ? undefined : parts.get(task);
    if (task !== undefined && part === undefined) parts.set(task, (part = noCounts()));
    count(whole, written, size);
    if (part !== undefined) count(part, written, size);
  }
  for (const part of parts.values()) onlyHere(part, whole, size);
  const get = (counts: Map<number, number> | undefined, key: number): number => counts?.get(key) ?? 0;
  const share = (symbol: number, task = -1): number => {
    const own = parts.get(task);
    const seen = get(whole.symbols, symbol) - get(own?.symbols, symbol);
    const different = whole.different - (own?.different ?? 0) + 1;
    return (seen + different / size) / (whole.all - (own?.all ?? 0) + different);
  };
  return {
    share,
    chance: (context, symbol, task = -1) => {
      const own = parts.get(task);
      const key = context * size + symbol;
      const seen = get(whole.pairs, key) - get(own?.pairs, key);
      const before = get(whole.followed, context) - get(own?.followed, context);
      const kinds = get(whole.kinds, context) - get(own?.kinds, context) + 1;
      return (seen + kinds * share(symbol, task)) / (before + kinds);
    },
  };
}

/** The same model without looking at the context: what somebody knows who has seen no order. */
export function orderless(order1: Order1): Order1 {
  return { ...order1, chance: (_, symbol, task) => order1.share(symbol, task) };
}

function noCounts(): Counts {
  return { pairs: new Map(), followed: new Map(), kinds: new Map(), symbols: new Map(), all: 0, different: 0 };
}

function count(counts: Counts, { contexts, symbols }: Written, size: number): void {
  for (let i = 0; i < symbols.length; i++) {
    const context = contexts[i]!;
    const symbol = symbols[i]!;
    if (addCount(counts.pairs, context * size + symbol) === 1) addCount(counts.kinds, context);
    addCount(counts.followed, context);
    if (addCount(counts.symbols, symbol) === 1) counts.different++;
    counts.all++;
  }
}

/** Of what is different in a part, keeps only what is nowhere else. */
function onlyHere(part: Counts, whole: Counts, size: number): void {
  part.kinds.clear();
  for (const [key, n] of part.pairs) if (whole.pairs.get(key) === n) addCount(part.kinds, Math.floor(key / size));
  part.different = 0;
  for (const [symbol, n] of part.symbols) if (whole.symbols.get(symbol) === n) part.different++;
}
