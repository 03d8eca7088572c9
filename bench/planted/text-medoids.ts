import { seededRandom } from '../../src/core/random.ts';
import { messagesOf, type ChatMessage } from './corpus-calls.ts';
import type { PlantedCorpus } from './planted-corpus.ts';
import { PLANTED_COUNTS } from './planted-setting.ts';
import type { FoundBehavior } from './score-planted.ts';

const ROUNDS = 8;
// Centres are fitted on so many texts; all are assigned to them.
const FITTED_TEXTS = 3000;
// Texts farther from their centre (cosine) are of no cluster; of 0, 0.2, … 0.5 the best for this baseline.
const NEAR = 0.4;

type Vector = ReadonlyMap<number, number>;
interface Text {
  readonly run: number;
  readonly step: number;
  readonly text: string;
}

/** The texts that are clustered apart, and how many of all behaviors each may give: as many as are planted in them. */
const STREAMS = [
  { of: 'agent', kinds: ['strategy'] },
  { of: 'user', kinds: ['preference'] },
  { of: 'tool', kinds: ['workflow', 'repair', 'fact', 'warning'] },
] as const satisfies readonly { of: string; kinds: readonly (keyof typeof PLANTED_COUNTS)[] }[];

/**
 * Baseline: k-means of TF-IDF vectors (cosine) of the agent's sentences, the user's messages, and calls with their results,
 * each apart; a cluster's texts near enough to its centre are a behavior, named by the nearest.
 */
export function textMedoids(corpus: PlantedCorpus, count: number): Omit<FoundBehavior, 'kind'>[] {
  const all = Object.values(PLANTED_COUNTS).reduce((sum, n) => sum + n, 0);
  return STREAMS.flatMap(({ of, kinds }) => {
    const share = kinds.reduce((sum, kind) => sum + PLANTED_COUNTS[kind], 0) / all;
    return clustersOf(textsOf(corpus, of), Math.round(share * count), corpus.setting.seed);
  });
}

function clustersOf(texts: readonly Text[], count: number, seed: number): Omit<FoundBehavior, 'kind'>[] {
  const vectors = tfIdf(texts.map(({ text }) => text));
  const random = seededRandom(seed);
  const fitted = random.shuffle(vectors.filter(({ size }) => size > 0)).slice(0, FITTED_TEXTS);
  let centres = fitted.slice(0, count).map((vector) => new Map(vector));
  for (let round = 0; round < ROUNDS; round++) {
    const sums = centres.map(() => new Map<number, number>());
    for (const vector of fitted) {
      const sum = sums[nearest(vector, centres).centre]!;
      for (const [word, weight] of vector) sum.set(word, (sum.get(word) ?? 0) + weight);
    }
    centres = sums.map((sum, i) => (sum.size === 0 ? centres[i]! : unit(sum)));
  }
  const clusters = centres.map(() => ({
    name: '',
    closest: -1,
    occurrences: [] as { run: number; steps: number[] }[],
  }));
  for (const [i, vector] of vectors.entries()) {
    const { centre, cosine } = nearest(vector, centres);
    if (cosine < NEAR) continue;
    const cluster = clusters[centre]!;
    cluster.occurrences.push({ run: texts[i]!.run, steps: [texts[i]!.step] });
    if (cosine > cluster.closest) Object.assign(cluster, { name: texts[i]!.text, closest: cosine });
  }
  return clusters.filter(({ occurrences }) => occurrences.length > 1);
}

function textsOf({ runs }: PlantedCorpus, of: (typeof STREAMS)[number]['of']): Text[] {
  return runs.flatMap((record, run) =>
    messagesOf(record).flatMap((message, step) =>
      textsOfMessage(message, of)
        .filter((text) => text.trim() !== '')
        .map((text) => ({ run, step, text })),
    ),
  );
}

function textsOfMessage(
  { role, content, reasoning_content: reasoning, tool_calls: calls = [] }: ChatMessage,
  of: (typeof STREAMS)[number]['of'],
): string[] {
  if (role === 'tool' || role === 'user') return of === role ? [content ?? ''] : [];
  if (of === 'tool') return calls.map(({ function: { name, arguments: text } }) => `${name} ${text}`);
  return of === 'agent' && role === 'assistant' ? `${content ?? ''} ${reasoning ?? ''}`.split(/(?<=[.?!])\s+/) : [];
}

function tfIdf(texts: readonly string[]): Vector[] {
  const ids = new Map<string, number>();
  const documents: number[] = [];
  const counts = texts.map((text) => {
    const count = new Map<number, number>();
    for (const word of text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []) {
      const id = ids.get(word) ?? ids.size;
      ids.set(word, id);
      if (!count.has(id)) documents[id] = (documents[id] ?? 0) + 1;
      count.set(id, (count.get(id) ?? 0) + 1);
    }
    return count;
  });
  return counts.map((count) =>
    unit(new Map([...count].map(([id, n]) => [id, n * Math.log(texts.length / documents[id]!)]))),
  );
}

function unit(vector: Vector): Map<number, number> {
  const length = Math.hypot(...vector.values());
  return new Map([...vector].map(([word, weight]) => [word, length === 0 ? 0 : weight / length]));
}

function nearest(vector: Vector, centres: readonly Vector[]): { centre: number; cosine: number } {
  let best = { centre: 0, cosine: -1 };
  for (const [centre, weights] of centres.entries()) {
    let cosine = 0;
    for (const [word, weight] of vector) cosine += weight * (weights.get(word) ?? 0);
    if (cosine > best.cosine) best = { centre, cosine };
  }
  return best;
}
