import type { Random } from '../../src/core/random.ts';
import type { Move } from './plan-moves.ts';

/**
 * Puts threads of moves into one order: in turn, or neighbours mixed; with idle calls in the gaps of a thread (up to `gaps`
 * in each) and, the rest of them, between threads. A tight move stays behind the one before it.
 */
export function weaveThreads(
  threads: readonly (readonly Move[])[],
  idle: readonly Move[],
  { gaps, interleaving, random }: { gaps: number; interleaving: number; random: Random },
): Move[] {
  const left = [...idle];
  const spread = random.shuffle(threads).map((thread) => {
    const blocks = blocksOf(thread);
    return blocks.map((block, i) => {
      if (i === blocks.length - 1 || !random.chance(0.6)) return block;
      return [...block, ...left.splice(0, random.below(gaps + 1))];
    });
  });
  const mixed: Move[][] = [];
  for (let i = 0; i < spread.length; i++) {
    if (i + 1 < spread.length && random.chance(interleaving)) mixed.push(riffle(spread[i]!, spread[++i]!, random));
    else mixed.push(spread[i]!.flat());
  }
  const between = Array.from({ length: mixed.length + 1 }, (): Move[] => []);
  for (const move of left) random.pick(between).push(move);
  return [...between[0]!, ...mixed.flatMap((moves, i) => [...moves, ...between[i + 1]!])];
}

/** A thread cut where something may come between. */
function blocksOf(thread: readonly Move[]): Move[][] {
  const blocks: Move[][] = [];
  for (const move of thread) {
    if (move.tight === true && blocks.length > 0) blocks.at(-1)!.push(move);
    else blocks.push([move]);
  }
  return blocks;
}

function riffle(a: readonly (readonly Move[])[], b: readonly (readonly Move[])[], random: Random): Move[] {
  const mixed: Move[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const fromA = j === b.length || (i < a.length && random.chance((a.length - i) / (a.length - i + b.length - j)));
    mixed.push(...(fromA ? a[i++]! : b[j++]!));
  }
  return mixed;
}
