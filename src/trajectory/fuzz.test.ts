import assert from 'node:assert/strict';
import test from 'node:test';
import { dataSamples } from './testing/data-samples.ts';
import { formatSamples } from './testing/format-samples.ts';
import { runFuzz } from './testing/run-fuzz.ts';

const COUNT = 500;
const SEED = 1;

test(`${COUNT} damaged files are imported without an exception, a hang, a lost record or a stray file`, async () => {
  const samples = [...formatSamples(), ...(await dataSamples())];
  const problems = await runFuzz({ samples, count: COUNT, seed: SEED });
  const told = problems.map(({ seed, how, problem }) => `npm run fuzz 1 ${seed}   # ${how}\n${problem}`);
  assert.equal(told.join('\n'), '');
});
