import { sha256 } from '../../src/core/content-key.ts';
import { seededRandom, type Random } from '../../src/core/random.ts';

/** A stream of choices of its own for each purpose: `randomFor(1, 'shop', 'task', 3)`. */
export function randomFor(seed: number, ...purpose: readonly (string | number)[]): Random {
  return seededRandom(Number.parseInt(sha256([seed, ...purpose].join('/'), 8), 16) | 0);
}

/** A text of `length` characters out of `alphabet`. */
export function randomText(random: Random, length: number, alphabet = '0123456789abcdef'): string {
  let text = '';
  for (let i = 0; i < length; i++) text += alphabet[random.below(alphabet.length)];
  return text;
}

/** A version-4 UUID. */
export function randomUuid(random: Random): string {
  const hex = randomText(random, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${random.pick(['8', '9', 'a', 'b'])}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/**
 * True with the given probability (0–1), like a toss of its own for each trial, but spread over the trials of a task as
 * evenly as can be: where runs of one task are compared, some show the habit and some do not.
 */
export function evenlyChosen(
  probability: number,
  { trial, trials }: { readonly trial: number; readonly trials: number },
  random: Random,
): boolean {
  const place = random.shuffle(Array.from({ length: trials }, (_, i) => i))[trial % trials]!;
  return ((place + random.next()) / trials) % 1 < probability;
}
