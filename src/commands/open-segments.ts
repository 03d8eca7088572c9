import { placeKey } from './read-labelled.ts';
import { readableParts, runUnits, type CodeReading, type RunUnit } from '../analysis/agreement/run-units.ts';
import { textWords, wordStem } from '../behavior/learned/text-words.ts';
import { sha256 } from '../core/content-key.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';

/** A sentence that nobody labelled, and how much it has in common with what is looked for. */
export interface UnlabelledSegment {
  readonly run: string;
  readonly unit: RunUnit;
  readonly text: string;
  /** `placeKey` of its place. */
  readonly key: string;
  /** Share of the sentence's telling words that it has, 0–1; a word in few segments tells more. */
  readonly likeness: number;
  /** Drawn at random, and not for its likeness. */
  readonly isRandom: boolean;
}

interface Drawn {
  readonly run: string;
  readonly unit: RunUnit;
  readonly text: string;
  readonly order: string;
  readonly shared: number;
}

const POOL = 4000;
const NEAR = 2000;
const MIN_WORDS = 3;

/** What was drawn, and how alike any text is to the sentence that says what to look for. */
export interface OpenSegments {
  readonly segments: readonly UnlabelledSegment[];
  /** 0–1 */
  readonly likenessOf: (text: string) => number;
}

/**
 * Draws sentences to learn from and to label: 4,000 at random, in the order of a hash of seed and place, and up to 2,000
 * that share most words with a sentence that says what to look for. Memory grows with these only.
 *
 * @param code - where the code can be seen
 */
export async function openSegments(
  runs: AsyncIterable<Trajectory>,
  { code, sentence, seed }: { readonly code: CodeReading; readonly sentence: string; readonly seed: number },
): Promise<OpenSegments> {
  const wanted = stemsOf(sentence);
  let pool: Drawn[] = [];
  let near: Drawn[] = [];
  for await (const run of runs) {
    if (run.copyOf !== undefined) continue;
    const parts = readableParts(run, code);
    const texts = new Map(parts.map(({ step, part, text }) => [`${step} ${part}`, text]));
    for (const unit of runUnits(run, parts, 'sentence')) {
      const text = texts.get(`${unit.step} ${unit.part}`)!.slice(unit.start, unit.end);
      const stems = stemsOf(text);
      if (stems.size < MIN_WORDS) continue;
      const order = sha256(JSON.stringify([seed, run.id, unit.step, unit.part, unit.start]), 32);
      const drawn = { run: run.id, unit, text, order, shared: stems.intersection(wanted).size };
      pool.push(drawn);
      if (drawn.shared > 0) near.push(drawn);
    }
    if (pool.length > 2 * POOL) pool = firstOf(pool, POOL, byOrder);
    if (near.length > 2 * NEAR) near = firstOf(near, NEAR, byShared);
  }
  pool = firstOf(pool, POOL, byOrder);
  const weights = new Map([...wanted].map((stem) => [stem, 0]));
  for (const { text } of pool) {
    for (const stem of stemsOf(text)) if (weights.has(stem)) weights.set(stem, weights.get(stem)! + 1);
  }
  for (const [stem, n] of weights) weights.set(stem, Math.log((pool.length + 1) / (n + 1)));
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const likenessOf = (text: string): number =>
    total === 0 ? 0 : [...stemsOf(text)].reduce((sum, stem) => sum + (weights.get(stem) ?? 0), 0) / total;
  const isRandom = new Set(pool.map(({ order }) => order));
  const added = firstOf(near, NEAR, byShared).filter(({ order }) => !isRandom.has(order));
  const segments = [...pool, ...added].map(({ run, unit, text, order }) => ({
    run,
    unit,
    text,
    key: placeKey(run, { ...(unit.step !== undefined && { steps: [unit.step, unit.step] as const }), ...unit }),
    likeness: likenessOf(text),
    isRandom: isRandom.has(order),
  }));
  return { segments, likenessOf };
}

function stemsOf(text: string): Set<string> {
  return new Set(textWords(text).map(({ word }) => wordStem(word)));
}

function firstOf(drawn: readonly Drawn[], size: number, order: (a: Drawn, b: Drawn) => number): Drawn[] {
  return drawn.toSorted(order).slice(0, size);
}

function byOrder(a: Drawn, b: Drawn): number {
  return a.order < b.order ? -1 : 1;
}

function byShared(a: Drawn, b: Drawn): number {
  return b.shared - a.shared || byOrder(a, b);
}
