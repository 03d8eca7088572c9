import { sampleUnits } from '../analysis/agreement/sample-units.ts';
import type { Code, Codebook } from '../behavior/codebook.ts';
import { codeId } from '../behavior/code-key.ts';
import type { BlindPassage, PassageKind } from '../behavior/judge/blind-questions.ts';
import { judgeOf } from '../behavior/judge/judge-detector.ts';
import { sha256 } from '../core/content-key.ts';
import type { Store } from '../store/store.ts';
import { partText, type Trajectory } from '../trajectory/trajectory.ts';

/** Passages from runs: shorter ones say nothing, longer ones are not one passage. */
const SHORTEST = 15;
const LONGEST = 600;

/**
 * Passages for a blind test, at most so many of each kind and code: the codebook's examples and near misses, what detectors
 * by cues and people found in the runs of a store, and sentences drawn from these runs that nobody found the code in.
 *
 * @returns by slug
 */
export async function blindPassages(
  store: Pick<Store, 'events' | 'read'>,
  codebook: Codebook,
  { codes, size, seed }: { readonly codes: readonly Code[]; readonly size: number; readonly seed: number },
): Promise<Map<string, BlindPassage[]>> {
  const found = new Map(
    codes.map((code) => [code.slug, { passages: [] as BlindPassage[], places: new Set<string>() }]),
  );
  for (const code of codes) {
    const own = found.get(code.slug)!;
    for await (const event of store.events({ behavior: code.slug, codebook: `${codebook.name}@${codebook.hash}` })) {
      const { verdict, tier, detector, spans, trajectoryId } = event;
      if (event.code !== codeId(codebook, code) || verdict !== 'present') continue;
      for (const { step, part } of spans) own.places.add(placeOf(trajectoryId, step, part));
      const [span, ...more] = spans;
      // A judge's findings would put the judge to the test of itself.
      const isKnown = (tier === 'cue' || tier === 'human') && judgeOf(detector) === undefined;
      if (!isKnown || span === undefined || more.length > 0 || !isPassage(span.quote)) continue;
      own.passages.push({ kind: 'found', text: span.quote.trim(), trajectoryId });
      if (own.passages.length > 50 * size) own.passages = drawn(own.passages, size, seed);
    }
  }
  const random = await randomSentences(store, codes, { size, seed });
  return new Map(
    codes.map((code) => {
      const { passages, places } = found.get(code.slug)!;
      const { positive, nearMiss } = code.examples;
      const free = new Map<string, Sentence>();
      for (const one of random.get(code.slug) ?? []) if (!places.has(one.place)) free.set(one.text, one);
      return [
        code.slug,
        [
          ...spread(positive, size).map((text) => passage('example', text)),
          ...drawn(passages, size, seed),
          ...spread(nearMiss, size).map((text) => passage('near-miss', text)),
          ...[...free.values()]
            .slice(0, size)
            .map(({ text, trajectoryId }) => ({ kind: 'random' as const, text, trajectoryId })),
        ],
      ];
    }),
  );
}

interface Sentence {
  readonly text: string;
  readonly trajectoryId: string;
  readonly place: string;
}

/** Sentences in which each code could be shown, more than are wanted: some hold it. */
async function randomSentences(
  store: Pick<Store, 'read'>,
  codes: readonly Code[],
  { size, seed }: { readonly size: number; readonly seed: number },
): Promise<Map<string, Sentence[]>> {
  const questions = await sampleUnits(store.read(), codes, { size: 10 * size, seed, kind: 'sentence' });
  const runs = new Map<string, Trajectory>();
  for await (const run of store.read({ ids: [...new Set(questions.map(({ trajectoryId }) => trajectoryId))] })) {
    runs.set(run.id, run);
  }
  const sentences = new Map<string, Sentence[]>();
  for (const { code, trajectoryId, unit } of questions) {
    const { step = 0, part = 0, start = 0, end = 0 } = unit;
    const text = partText(runs.get(trajectoryId)!.steps[step]!.parts[part]!).slice(start, end);
    if (!isPassage(text)) continue;
    const own = sentences.get(code.slug) ?? [];
    own.push({ text, trajectoryId, place: placeOf(trajectoryId, step, part) });
    sentences.set(code.slug, own);
  }
  return sentences;
}

function passage(kind: PassageKind, text: string): BlindPassage {
  return { kind, text };
}

function isPassage(text: string): boolean {
  return text.trim().length >= SHORTEST && text.length <= LONGEST;
}

function placeOf(trajectoryId: string, step: number, part: number): string {
  return JSON.stringify([trajectoryId, step, part]);
}

/** So many, in the order of a hash of seed and text: as good as drawn at random, and the same each time. */
function drawn(passages: readonly BlindPassage[], size: number, seed: number): BlindPassage[] {
  return passages
    .map((one) => ({ one, order: sha256(`${seed} ${one.text}`, 16) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .slice(0, size)
    .map(({ one }) => one);
}

/** So many, spread over all of a list. */
function spread<T>(items: readonly T[], size: number): T[] {
  if (items.length <= size) return [...items];
  return Array.from({ length: size }, (_, i) => items[Math.floor((i * items.length) / size)]!);
}
