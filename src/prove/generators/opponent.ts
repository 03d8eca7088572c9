/** A player as a machine: what it does in a state, and where the other's move takes it. Moves are 0 (kind) and 1. */
export interface Opponent {
  readonly name: string;
  readonly start: number;
  /** Per state. */
  readonly act: readonly (0 | 1)[];
  /** Per state, after the other's move 0 or 1. */
  readonly next: readonly (readonly [number, number])[];
}

/** Players of repeated games, from never changing to answering in kind. */
export const OPPONENTS: readonly Opponent[] = [
  { name: 'always-kind', start: 0, act: [0], next: [[0, 0]] },
  { name: 'always-hard', start: 0, act: [1], next: [[0, 0]] },
  { name: 'tit-for-tat', start: 0, act: [0, 1], next: [[0, 1], [0, 1]] },
  { name: 'wary-tit-for-tat', start: 1, act: [0, 1], next: [[0, 1], [0, 1]] },
  { name: 'tit-for-two-tats', start: 0, act: [0, 0, 1], next: [[0, 1], [0, 2], [0, 2]] },
  { name: 'grim', start: 0, act: [0, 1], next: [[0, 1], [1, 1]] },
  { name: 'alternating', start: 0, act: [0, 1], next: [[1, 1], [0, 0]] },
  { name: 'two-and-one', start: 0, act: [0, 0, 1], next: [[1, 1], [2, 2], [0, 0]] },
  { name: 'stay-or-switch', start: 0, act: [0, 1], next: [[0, 1], [1, 0]] },
]; // prettier-ignore

/** A total of points, and moves that come to it. */
export interface Line {
  readonly points: number;
  readonly moves: readonly (0 | 1)[];
}

/**
 * The most (or the least) that can be had against an opponent in so many rounds, by backward induction over its states.
 *
 * @param payoff - own points by own move, then the opponent's
 */
export function extremeLine(
  opponent: Opponent,
  payoff: readonly (readonly [number, number])[],
  { rounds, least = false }: { readonly rounds: number; readonly least?: boolean },
): Line {
  let after: readonly Line[] = opponent.act.map(() => ({ points: 0, moves: [] }));
  for (let round = 0; round < rounds; round++) {
    const later = after;
    after = opponent.act.map((theirs, state) => {
      const line = (move: 0 | 1): Line => {
        const rest = later[opponent.next[state]![move]]!;
        return { points: payoff[move]![theirs] + rest.points, moves: [move, ...rest.moves] };
      };
      const [kind, hard] = [line(0), line(1)];
      return hard.points > kind.points !== least ? hard : kind;
    });
  }
  return after[opponent.start]!;
}
