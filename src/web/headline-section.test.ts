import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countSuccess } from './count-success.ts';
import { headline, successWords } from './headline-section.ts';
import { sampleReport } from './testing/sample-report.ts';

test('the headline says how many runs, of whom, and how many of those with an outcome succeeded', () => {
  const data = sampleReport('shop');
  assert.equal(headline(data), '60 runs of 3 agents, 50% succeeded');
  assert.equal(
    headline({ ...data, moreAgents: 0, success: { successes: 3, of: 4, tasks: 4, interval: [0.3, 0.95] } }),
    '60 runs; of 4 with a known outcome, 75% succeeded',
  );
  assert.equal(headline({ ...data, tasks: 12, moreAgents: 0, success: countSuccess([]) }), '60 runs of 12 tasks');
  assert.equal(headline({ ...data, runs: 1, tasks: 1, moreAgents: 0, success: countSuccess([]) }), '1 run');
  const models = data.agents.map((agent) => ({ ...agent, known: 'model' as const }));
  assert.equal(headline({ ...data, agents: models, success: countSuccess([]) }), '60 runs of 3 models');
});

test('a success rate comes with its interval and n', () => {
  assert.equal(successWords({ successes: 71, of: 100, tasks: 20, interval: [0.6124, 0.7893] }), '71% (61–79%) of 100');
  assert.equal(successWords(countSuccess([])), undefined);
});
