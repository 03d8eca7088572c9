import { addToShare, clusteredShare, NO_SHARE } from '../../core/clustered-share.ts';
import type { Interval } from '../../core/rate-interval.ts';
import type { ActiveContext, ContextTurn } from './active-context.ts';

/** A share of tokens with its interval between tasks. */
export interface LeftShare {
  readonly share: number;
  readonly interval: Interval;
}

/** The context before one turn, over the runs that get there. */
export interface GrowthRow {
  /** 1 for the first turn of the agent. */
  readonly turn: number;
  readonly runs: number;
  /** Mean tokens. */
  readonly whole: number;
  readonly done: number;
  readonly idle: number;
  /** What folding leaves of all tokens there. */
  readonly leftDone: LeftShare;
  readonly leftIdle: LeftShare;
}

/** How context grows along runs. */
export interface ContextGrowth {
  readonly runs: number;
  readonly turns: number;
  readonly rows: readonly GrowthRow[];
  /** Over all turns: tokens that agents read, each turn anew, and what folding leaves of them. */
  readonly read: { readonly tokens: number; readonly leftDone: LeftShare; readonly leftIdle: LeftShare };
  /** Of each run the largest context, as means. */
  readonly peak: { readonly whole: number; readonly done: number; readonly idle: number };
  readonly strands: number;
  /** Share of strands that were folded for being idle and then touched again. */
  readonly reopened: LeftShare;
}

const TURNS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
type Side = 'whole' | 'done' | 'idle';
type Sums = Record<Side, number> & { runs: number };

/** Collects contexts run by run. */
export function startContextGrowth(): { add(task: string, context: ActiveContext): void; result(): ContextGrowth } {
  const atTurn = new Map<number, Map<string, Sums>>();
  const read = new Map<string, Sums>();
  const opened = new Map<string, [number, number]>();
  const peak = { whole: 0, done: 0, idle: 0 };
  let [runs, turnCount] = [0, 0];
  return {
    add(task, { turns, strands, reopened }) {
      if (turns.length === 0) return;
      runs++;
      turnCount += turns.length;
      for (const turn of TURNS) {
        const own = turns[turn - 1];
        if (own === undefined) break;
        let tasks = atTurn.get(turn);
        if (tasks === undefined) atTurn.set(turn, (tasks = new Map()));
        note(tasks, task, own);
      }
      note(read, task, summed(turns));
      for (const side of ['whole', 'done', 'idle'] as const) peak[side] += turns.reduce((most, turn) => Math.max(most, turn[side]), 0); // prettier-ignore
      const [again, all] = opened.get(task) ?? [0, 0];
      opened.set(task, [again + reopened, all + strands]);
    },
    result: () => ({
      runs,
      turns: turnCount,
      rows: [...atTurn].map(([turn, tasks]): GrowthRow => {
        const total = summed([...tasks.values()]);
        const n = [...tasks.values()].reduce((sum, own) => sum + own.runs, 0);
        return { turn, runs: n, whole: total.whole / n, done: total.done / n, idle: total.idle / n, leftDone: left(tasks, 'done'), leftIdle: left(tasks, 'idle') };
      }),
      read: { tokens: summed([...read.values()]).whole, leftDone: left(read, 'done'), leftIdle: left(read, 'idle') },
      peak: { whole: peak.whole / Math.max(1, runs), done: peak.done / Math.max(1, runs), idle: peak.idle / Math.max(1, runs) },
      strands: [...opened.values()].reduce((sum, [, all]) => sum + all, 0),
      reopened: shareOf([...opened.values()]),
    }),
  };
} // prettier-ignore

function note(tasks: Map<string, Sums>, task: string, { whole, done, idle }: ContextTurn): void {
  const sums = tasks.get(task) ?? { whole: 0, done: 0, idle: 0, runs: 0 };
  tasks.set(task, { whole: sums.whole + whole, done: sums.done + done, idle: sums.idle + idle, runs: sums.runs + 1 });
}

function summed(turns: readonly ContextTurn[]): ContextTurn {
  let [whole, done, idle] = [0, 0, 0];
  for (const turn of turns) [whole, done, idle] = [whole + turn.whole, done + turn.done, idle + turn.idle];
  return { whole, done, idle };
}

function left(tasks: ReadonlyMap<string, Sums>, side: 'done' | 'idle'): LeftShare {
  return shareOf([...tasks.values()].map((sums) => [sums[side], sums.whole] as const));
}

/** Where few long runs are nearly all of the tokens, they are few tasks however many short ones there are besides. */
function shareOf(pairs: readonly (readonly [part: number, whole: number])[]): LeftShare {
  const sums = pairs.reduce((known, [part, whole]) => addToShare(known, part, whole), NO_SHARE);
  const effective = sums.wholeSquared === 0 ? 1 : (sums.whole * sums.whole) / sums.wholeSquared;
  const { share, interval } = clusteredShare({ ...sums, runs: Math.max(1 + 1e-6, effective) });
  return { share, interval };
}
