import type { Step } from '../../trajectory/trajectory.ts';
import type { TrajectoryStore } from '../../trajectory/trajectory-store.ts';
import type { SequenceSet } from '../sequence/behavior-sequence.ts';

/** A run of several agents as their turns in order. */
export interface AgentTurns {
  readonly id: string;
  readonly turns: readonly {
    readonly agent: string;
    /** Its first step, 0-based. */
    readonly step: number;
    /** Places in the alphabet: what was done in it. */
    readonly codes: ReadonlySet<number>;
  }[];
}

const AT_ONCE = 200;

/**
 * The turns of runs in which two agents or more speak by name: steps of one agent without another's between them are one turn; what users,
 * tools and environments do is nobody's.
 */
export async function readAgentTurns(
  store: Pick<TrajectoryStore, 'read'>,
  { sequences }: SequenceSet,
): Promise<AgentTurns[]> {
  // prettier-ignore
  const found: AgentTurns[] = [];
  const byId = new Map(sequences.map((sequence) => [sequence.id, sequence]));
  const ids = [...byId.keys()];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    for await (const { id, steps } of store.read({ ids: ids.slice(from, from + AT_ONCE) })) {
      const { codes, first } = byId.get(id)!;
      const turns = turnsOf(steps);
      if (new Set(turns.map(({ agent }) => agent)).size < 2) continue;
      const done = turns.map(() => new Set<number>());
      let turn = 0;
      for (let at = 0; at < codes.length; at++) {
        while (turn + 1 < turns.length && turns[turn + 1]!.step <= first[at]!) turn++;
        if (turns[turn]!.step <= first[at]! && turns[turn]!.own.has(first[at]!)) done[turn]!.add(codes[at]!);
      }
      found.push({ id, turns: turns.map(({ agent, step }, i) => ({ agent, step, codes: done[i]! })) });
    }
  }
  return found.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function turnsOf(steps: readonly Step[]): { agent: string; step: number; own: Set<number> }[] {
  const turns: { agent: string; step: number; own: Set<number> }[] = [];
  for (const { index, actor, name } of steps) {
    if (actor !== 'agent' || name === undefined) continue;
    const last = turns.at(-1);
    if (last !== undefined && last.agent === name) last.own.add(index);
    else turns.push({ agent: name, step: index, own: new Set([index]) });
  }
  return turns;
}
