import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { EthogramError } from '../../core/ethogram-error.ts';
import { seededRandom } from '../../core/random.ts';
import { sampleRun } from '../../trajectory/testing/sample-run.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import type { LinearModel } from '../codebook.ts';
import { detectRun } from '../detect-run.ts';
import { parseCodebook } from '../codebooks/parse-codebook.ts';
import { crossValidate, f1Of } from './cross-validate.ts';
import { judgeSegment } from './judge-segment.ts';
import { readSegments } from './read-segments.ts';
import { trainModel, type LabelledFeatures } from './train-model.ts';

const CODE = { unit: 'reasoning', actors: ['agent'] } as const;
const FILLERS = 'ferry harbour crane rope tide pilot cargo dock anchor signal buoy keel'.split(' ');

/** Runs of ten sentences; what is planted says `perhaps` or `unsure`, seldom both, and others may say `sure`. */
function plantedRuns(
  count: number,
  seed: number,
): { readonly run: Trajectory; readonly present: readonly boolean[] }[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, n) => {
    const present: boolean[] = [];
    const sentences = Array.from({ length: 10 }, () => {
      const isPlanted = random.chance(0.3);
      present.push(isPlanted);
      const words = Array.from({ length: 5 }, () => random.pick(FILLERS));
      words.splice(random.below(5), 0, isPlanted ? random.pick(['perhaps', 'unsure']) : random.pick(['sure', 'and']));
      return `The ${words.join(' ')}.`;
    });
    const run = sampleRun([
      { actor: 'agent', parts: [{ kind: 'reasoning', text: sentences.join('\n'), visibility: 'raw' }] },
    ]);
    return { run: { ...run, id: `run-${n}` }, present };
  });
}

function examplesOf(runs: ReturnType<typeof plantedRuns>): LabelledFeatures[] {
  const readers = readSegments({ segment: 'sentence' }, CODE);
  return runs.flatMap(({ run, present }) =>
    run.steps.flatMap(readers()).map(({ features }, i) => ({ run: run.id, features, present: present[i]! })),
  );
}

function book(learned: string): string {
  return `name: tides\nversion: 1\ntitle: t\nsource: s\ncodes:\n  - slug: doubt\n    definition: Is not sure.\n    unit: reasoning\n    match:\n      learned: ${learned}\n`;
}

test('a planted difference is learned, found on runs that were not learned from, and explained', () => {
  const examples = examplesOf(plantedRuns(40, 1));
  const told = crossValidate(examples, (training) => {
    const model = trainModel(training, { segment: 'sentence' });
    return ({ features }) => judgeSegment(model, features).probability >= model.threshold;
  });
  assert.ok(f1Of(examples, told) > 0.95, String(f1Of(examples, told)));

  const model = trainModel(examples, { segment: 'sentence' });
  const codebook = parseCodebook(book(JSON.stringify(model)), 'tides.yaml');
  const unseen = plantedRuns(20, 2);
  let [matched, sum] = [0, 0];
  for (const { run, present } of unseen) {
    const { events, codings } = detectRun(run, [codebook]);
    assert.equal(codings[0]!.observedUnits['doubt'], 10);
    const text = run.steps[0]!.parts[0]!.kind === 'reasoning' ? run.steps[0]!.parts[0]!.text : '';
    const planted = new Set(text.split('\n').filter((_, i) => present[i]));
    sum += events.length + planted.size;
    for (const { spans, modifiers, confidence } of events) {
      matched += Number(planted.has(spans[0]!.quote));
      assert.ok(confidence >= model.threshold && confidence <= 1);
      assert.match(String(modifiers?.['because']), /word:(?:perhaps|unsure)/);
    }
  }
  assert.ok((2 * matched) / sum > 0.95, String((2 * matched) / sum));
});

test('the same examples give the same model', () => {
  const examples = examplesOf(plantedRuns(10, 3));
  assert.deepEqual(trainModel(examples, { segment: 'sentence' }), trainModel(examples, { segment: 'sentence' }));
});

test('a codebook may name a model by its file, and its weights are part of the hash', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-model-'));
  const model: LinearModel = { segment: 'sentence', threshold: 0.5, bias: -2, weights: { 'word:perhaps': 4 } };
  const file = join(folder, 'tides.yaml');
  const write = (contents: object): void => writeFileSync(join(folder, 'doubt.model.json'), JSON.stringify(contents));
  write(model);
  const named = parseCodebook(book('doubt'), file);
  assert.deepEqual(named.codes[0]!.match, { learned: model });
  assert.equal(named.hash, parseCodebook(book(JSON.stringify(model)), file).hash);
  write({ ...model, bias: -3 });
  assert.notEqual(parseCodebook(book('doubt'), file).hash, named.hash);

  write({ ...model, threshold: 2 });
  const refused = (learned: string): string => {
    try {
      parseCodebook(book(learned), file);
    } catch (error) {
      assert.ok(error instanceof EthogramError && error.code === 'bad-codebook');
      return error.message.replaceAll(folder, 'F');
    }
    return 'not refused';
  };
  assert.equal(refused('doubt'), 'F/doubt.model.json:1: threshold: found 2, expected at most 1');
  assert.equal(
    refused('faith'),
    'F/tides.yaml:10: codes[0].match.learned: found faith, expected a model: F/faith.model.json cannot be read',
  );
  assert.match(refused('doubt\n      cues: [sure]'), /expected learned without cues/);
});

test('a place that structure and model both find is found once', () => {
  const weights = { 'word:repeat': 9 };
  const learned = JSON.stringify({ segment: 'listed-part', threshold: 0.5, bias: -3, weights });
  const yaml = book(learned).replace('match:\n', 'match:\n      structure: redundant-step\n');
  const codebook = parseCodebook(yaml, 'tides.yaml');
  const parts = ['The hold takes 40 crates.', 'To confirm, the hold takes 40 crates, I repeat.', 'The dock is dry, I repeat.', 'So 40.']; // prettier-ignore
  const run = sampleRun([
    { actor: 'agent', parts: parts.map((text) => ({ kind: 'reasoning' as const, text, visibility: 'raw' as const })) },
  ]);
  const { events } = detectRun(run, [codebook]);
  assert.deepEqual(
    events.map(({ spans }) => spans[0]!.part),
    [1, 2],
  );
});
