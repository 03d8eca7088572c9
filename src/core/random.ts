import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of pseudo-random choices; the same seed gives the same stream on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, below), `below` ≥ 1. */
  below(below: number): number;
  /** True with the given probability (0–1). */
  chance(probability: number): boolean;
  /** One of `items`, uniformly; `items` must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** A shuffled copy (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[];
}

// A small seed leaves most of the state's bits zero, and the first outputs near 0 or 1.
const WARM_UP = 32;

/** A {@link Random} (xoroshiro128+, by pure-rand) started from an integer seed. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  for (let i = 0; i < WARM_UP; i++) generator.next();
  const below = (limit: number): number => uniformInt(generator, 0, limit - 1);
  return {
    next: () => uniformFloat64(generator),
    below,
    chance: (probability) => uniformFloat64(generator) < probability,
    pick: (items) => items[below(items.length)]!,
    shuffle: (items) => {
      const shuffled = [...items];
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
      }
      return shuffled;
    },
  };
}
