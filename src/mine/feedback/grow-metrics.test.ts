import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { modelAsker } from '../../core/model-asker.ts';
import { modelName } from '../../model/model-name.ts';
import { openModel } from '../../model/open-model.ts';
import { promptText } from '../../model/testing/mind.ts';
import { startModelServer } from '../../model/testing/start-model-server.ts';
import { openStore } from '../../store/open-store.ts';
import type { Aspect } from './aspect.ts';
import { redundancyOf } from './coverage.ts';
import { growMetrics } from './grow-metrics.ts';

function aspect(run: string, behavior: string): Aspect {
  const at = { step: 0, part: 0, start: 0, end: 4 };
  const evidence = [{ trajectoryId: run, steps: [0], quote: 'done', at }];
  return { trajectoryId: run, task: run, runs: [run], projects: [], served: [], evidence, behavior, feedback: 'So so.', sign: 'good' };
} // prettier-ignore

const METRIC = {
  name: 'Report',
  explanation: 'How the report is.',
  good: [],
  bad: [],
  instruction: 'Report.',
  when: null,
  whenNot: null,
};

test('what was found to differ is not joined through a third, and what a metric leaves out stays by itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-metrics-'));
  const store = await openStore(join(folder, 'a.db'));
  // alpha is like beta and beta like gamma, but alpha is not like gamma; delta is like gamma until it is to be named.
  const same = new Set(['alpha beta', 'beta gamma', 'delta gamma']);
  const server = await startModelServer((request) => {
    const texts = promptText(request).split(/^#\w{8} /m).slice(1).map((text) => /alpha|beta|gamma|delta/.exec(text)?.[0] ?? '');
    if (request.schemaName === 'metric') return { text: JSON.stringify({ ...METRIC, members: texts.flatMap((word, i) => (word === 'delta' ? [] : [i + 1])) }) };
    const [entry = '', ...others] = texts;
    return { text: JSON.stringify({ same: others.flatMap((other, i) => (same.has([entry, other].sort().join(' ')) ? [i + 1] : [])) }) };
  });
  const model = await openModel(modelName('compatible:some', `${server.url}/v1`), { store, env: {}, cwd: folder, now: () => new Date() });
  const asker = modelAsker(model, { concurrency: 4 });
  const aspects = ['alpha', 'beta', 'gamma', 'delta'].map((word, i) => aspect(`run-${i}`, `wrote a report ${word}`));
  const groups = await growMetrics(asker, aspects.map((one) => ({ aspects: [one] })));
  const words = groups.map((group) => group.aspects.map(({ behavior }) => behavior.split(' ').at(-1)).join('+'));
  assert.deepEqual(words, ['alpha+beta', 'gamma', 'delta']);
  assert.deepEqual(groups.map(({ metric }) => metric?.name), ['Report', undefined, undefined]);
  assert.deepEqual([asker.failed, asker.open], [[], []]);
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true });
}); // prettier-ignore

test('of the pairs of metrics those are redundant that share half of their runs', () => {
  const metric = (...runs: string[]) => ({ aspects: runs.map((run) => aspect(run, 'wrote')), metric: METRIC });
  const metrics = [metric('1', '2', '3'), metric('2', '3', '3'), metric('3', '4'), metric('5')];
  assert.deepEqual(redundancyOf(metrics), { share: 1 / 6, pairs: 6 });
  assert.deepEqual(redundancyOf([]), { share: 0, pairs: 0 });
});
