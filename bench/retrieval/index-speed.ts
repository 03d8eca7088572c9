import type { MinedBehavior } from '../../src/behavior/behavior.ts';
import { seededRandom, type Random } from '../../src/core/random.ts';
import { findAlike, type PathOfRun } from '../../src/handbook/example/find-alike.ts';
import { handbookIndex, type HandbookIndex } from '../../src/handbook/handbook-index.ts';
import { cleanQuery } from '../../src/handbook/clean-query.ts';
import { behaviorText } from '../../src/handbook/retrieval/behavior-pool.ts';
import { unitVector } from '../../src/handbook/retrieval/word-hasher.ts';
import type { RetrieveOptions } from '../../src/handbook/retrieval/retrieval.ts';

const BEHAVIORS = 10_000;
const VOCABULARY = 8000;
const QUERIES = 400;
const DIMENSIONS = 384;
const RUNS = 10_000;

/** How long retrieval takes over 10,000 behaviors, and search by example over 10,000 runs. */
export async function indexSpeed(): Promise<string[]> {
  const random = seededRandom(1);
  const handbook = Array.from({ length: BEHAVIORS }, (_, i) => inventedBehavior(i, random));
  const requests = new Map(handbook.map(({ id }) => [id, [{ task: id, text: words(25, random) }]]));
  const vectors = new Map<string, Float32Array>();
  for (const text of [
    ...handbook.map(behaviorText),
    ...[...requests.values()].map(([asked]) => cleanQuery(asked!.text)),
  ]) {
    vectors.set(text, unitVector(Float32Array.from({ length: DIMENSIONS }, () => random.next() - 0.5)));
  }
  const startedMs = performance.now();
  const lexical = handbookIndex(handbook, { requests });
  const builtMs = performance.now() - startedMs;
  const hybrid = handbookIndex(handbook, { requests, vectors });
  const lines = [`retrieval, ${BEHAVIORS} behaviors with a request each: index made in ${builtMs.toFixed(0)} ms`];
  for (const length of [3, 12, 60, 300]) {
    const known = [...requests.values()].slice(0, QUERIES).map(([asked]) => `${asked!.text.split(' ').slice(0, length / 2).join(' ')} ${words(length - Math.min(25, Math.floor(length / 2)), random)}`); // prettier-ignore
    const strange = Array.from({ length: QUERIES }, () => words(length, random).replaceAll('a', 'qx'));
    const vector = unitVector(Float32Array.from({ length: DIMENSIONS }, () => random.next() - 0.5));
    lines.push(
      `  ${length} words: lexical ${timeOf(lexical, known)}; nothing fits ${timeOf(lexical, strange)}; with a model's vectors ${timeOf(hybrid, known, { vector })}`,
    );
  }
  return [...lines, await exampleSpeed(random)];
}

async function exampleSpeed(random: Random): Promise<string> {
  const runs: PathOfRun[] = Array.from({ length: RUNS }, (_, i) => ({
    id: `run${i}`,
    path: Array.from({ length: 20 + random.below(60) }, (__, step) => {
      const symbol = `tool:${random.below(1 + random.below(200))}`;
      return { symbol, shape: `${symbol}(a,b)`, step, constants: [] };
    }),
  }));
  const startedMs = performance.now();
  await findAlike(
    runs.slice(0, 5),
    (async function* () {
      yield* runs;
    })(),
  );
  return `by example, ${RUNS} runs of 50 calls: ${(performance.now() - startedMs).toFixed(0)} ms`;
}

/** `p50 0.31 ms, p99 0.9 ms, 0.30 ms of CPU time`: on a machine that does other things the last is the truth. */
function timeOf(index: HandbookIndex, queries: readonly string[], options: RetrieveOptions = {}): string {
  for (const query of queries.slice(0, 100)) index.retrieve(query, options);
  const cpu = process.cpuUsage();
  const times = queries.map((query) => {
    const startedMs = performance.now();
    index.retrieve(query, options);
    return performance.now() - startedMs;
  });
  const { user, system } = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  const at = (share: number): string => times[Math.floor(share * times.length)]!.toFixed(2);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)}, CPU ${((user + system) / 1000 / queries.length).toFixed(2)}`;
}

function inventedBehavior(i: number, random: Random): MinedBehavior {
  return {
    id: `b_${i}`, name: `behavior_${words(3, random).replaceAll(' ', '_')}`, instruction: words(18, random), kind: 'workflow', polarity: 'do',
    scope: {}, status: 'active', version: 1, hash: '', parents: [], tokens: 25, support: { trajectories: 9, of: 99, tasks: 9 },
    tokensPerUse: 0, savedTokens: 0, provenance: [],
  }; // prettier-ignore
}

const SYLLABLES = 'ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru ta te ti to tu'.split(' '); // prettier-ignore

/** Invented words, few of them frequent. */
function words(count: number, random: Random): string {
  return Array.from({ length: count }, () => {
    let rest = random.below(1 + random.below(VOCABULARY));
    let word = '';
    for (let k = 0; k < 3; k++) {
      word += SYLLABLES[rest % SYLLABLES.length];
      rest = Math.floor(rest / SYLLABLES.length) + 7 * k;
    }
    return word;
  }).join(' ');
}
