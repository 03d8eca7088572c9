import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlantedCorpus } from './planted-corpus.ts';
import { DEFAULT_SETTING } from './planted-setting.ts';
import { scorePlanted, type FoundBehavior } from './score-planted.ts';

const ROLES = ['system', 'user', 'assistant', 'tool', 'assistant', 'tool', 'assistant'];
const corpus: PlantedCorpus = {
  setting: DEFAULT_SETTING,
  runs: [0, 1].map((run) => ({ run_id: String(run), messages: ROLES.map((role) => ({ role })) })),
  behaviors: [
    { kind: 'workflow', name: 'a', entailed: false, occurrences: [0, 1].map((run) => ({ run, steps: [2, 4], also: [6] })) },
    { kind: 'warning', name: 'unfinished a', entailed: true, occurrences: [{ run: 0, steps: [2], also: [] }] },
    { kind: 'fact', name: 'b', entailed: false, occurrences: [{ run: 1, steps: [2], also: [] }] },
  ],
  secrets: [],
}; // prettier-ignore
const found = (kind: FoundBehavior['kind'], ...occurrences: [number, number[]][]): FoundBehavior => ({
  kind,
  name: kind,
  occurrences: occurrences.map(([run, steps]) => ({ run, steps })),
});

test('answers count as their calls, and steps that may be named do not count', () => {
  const { kinds, missed, verdicts } = scorePlanted(corpus, [found('workflow', [0, [3, 5, 6]], [1, [2]])]);
  assert.deepEqual(kinds, {
    fact: { planted: 1, matched: 0, wrong: 0 },
    workflow: { planted: 1, matched: 1, wrong: 0 },
  });
  assert.deepEqual(verdicts[0]!.nearest, { name: 'a', jaccard: 0.75 });
  assert.deepEqual(
    missed.map(({ name }) => name),
    ['b'],
  );
});

test('the same behavior a second time, another kind and little overlap are wrong; what is entailed is neither', () => {
  const { kinds, verdicts } = scorePlanted(corpus, [
    found('workflow', [0, [2, 4]], [1, [2, 4]]),
    found('workflow', [0, [2, 4]], [1, [2]]),
    found('strategy', [1, [2]]),
    found('fact', [1, [2, 4, 6]]),
    found('warning', [0, [2]]),
  ]);
  assert.deepEqual(
    verdicts.map(({ verdict }) => verdict),
    ['true', 'false', 'false', 'false', 'entailed'],
  );
  assert.deepEqual(kinds, {
    fact: { planted: 1, matched: 0, wrong: 1 },
    strategy: { planted: 0, matched: 0, wrong: 1 },
    workflow: { planted: 1, matched: 1, wrong: 1 },
  });
});
