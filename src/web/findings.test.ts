import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findings } from './findings.ts';
import { sampleReport } from './testing/sample-report.ts';

test('what stands out is said in plain sentences', () => {
  const data = sampleReport('shop');
  const sentences = findings(data).map((finding) => finding.toString().replaceAll(/<[^>]+>/g, ''));
  assert.match(sentences[0]!, /^shop spends \d\d% of its tokens on looking things up, more than on anything else; /);
  assert.match(sentences[1]!, /^33% of calls ask again what the same run had asked before, /);
  assert.match(sentences[2]!, /^1 question was asked anew in three or more runs and answered the same: \d+ tokens /);
  assert.deepEqual(sentences.slice(3), [
    'The handbook holds 5 behaviors. The first: shop',
    '10 runs of 60 show shop, a fault.',
    '5 runs of 45 to which it applies break the rule shop.',
  ]);
});

test('nothing stands out where there is nothing', () => {
  const data = sampleReport('shop');
  const { within, across } = data.repeated;
  const nothing = { ...data.repeated, within: { ...within, share: 0 }, across: { ...across, distinct: 0 } };
  assert.deepEqual(findings({ ...data, agents: [], repeated: nothing, behaviors: [], codes: [], rules: [] }), []);
});
