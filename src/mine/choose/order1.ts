/**
 * How runs are foreseen without behaviors: each symbol by the one before it. `size` stands for the beginning and the end of
 * a run.
 */
export interface Order1 {
  /** Symbol ids are below this. */
  readonly size: number;
  /** Chance that `symbol` follows `previous`; with `task`, as learned from the runs of other tasks only. */
  chance(previous: number, symbol: number, task?: number): number;
  /** How common a symbol is, 0–1; with `task`, in the runs of other tasks. */
  share(symbol: number, task?: number): number;
}

// Weight of the fall-back on how common a symbol is: one pseudo-count.
const BACK_OFF = 1;
const UNSEEN = 0.5;

interface Counts {
  /** By `previous × (size + 1) + symbol`. */
  readonly pairs: Map<number, number>;
  readonly before: Map<number, number>;
  readonly symbols: Map<number, number>;
  all: number;
}

/**
 * Learns an {@link Order1} model.
 *
 * @param runs - symbol ids below `size`
 * @param tasks - the task number of each run
 */
export function learnOrder1(runs: readonly Int32Array[], size: number, tasks: ArrayLike<number> = []): Order1 {
  const whole = noCounts();
  const parts = new Map<number, Counts>();
  for (const [run, symbols] of runs.entries()) {
    const task = tasks[run];
    let part = task === undefined ? undefined : parts.get(task);
    if (task !== undefined && part === undefined) parts.set(task, (part = noCounts()));
    count(whole, symbols, size);
    if (part !== undefined) count(part, symbols, size);
  }
  const share = (symbol: number, task = -1): number => {
    const own = parts.get(task);
    const seen = (whole.symbols.get(symbol) ?? 0) - (own?.symbols.get(symbol) ?? 0);
    return (seen + UNSEEN) / (whole.all - (own?.all ?? 0) + UNSEEN * (size + 1));
  };
  return {
    size,
    share,
    chance: (previous, symbol, task = -1) => {
      const own = parts.get(task);
      const key = previous * (size + 1) + symbol;
      const seen = (whole.pairs.get(key) ?? 0) - (own?.pairs.get(key) ?? 0);
      const before = (whole.before.get(previous) ?? 0) - (own?.before.get(previous) ?? 0);
      return (seen + BACK_OFF * share(symbol, task)) / (before + BACK_OFF);
    },
  };
}

/** The same runs foreseen without looking at the symbol before: what somebody knows who has seen no order at all. */
export function orderless(order1: Order1): Order1 {
  return { ...order1, chance: (_, symbol, task) => order1.share(symbol, task) };
}

function noCounts(): Counts {
  return { pairs: new Map(), before: new Map(), symbols: new Map(), all: 0 };
}

function count(counts: Counts, symbols: Int32Array, size: number): void {
  for (let i = 0; i <= symbols.length; i++) {
    const previous = i === 0 ? size : symbols[i - 1]!;
    const symbol = i === symbols.length ? size : symbols[i]!;
    add(counts.pairs, previous * (size + 1) + symbol);
    add(counts.before, previous);
    add(counts.symbols, symbol);
    counts.all++;
  }
}

function add(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
