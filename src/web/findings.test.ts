import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findings, type Finding } from './findings.ts';
import { sampleReport } from './testing/sample-report.ts';

const said = ({ section, words }: Finding): string => `${section}: ${words.toString().replaceAll(/<[^>]+>/g, '')}`;

test('what stands out is said in plain sentences, what matters most first', () => {
  assert.deepEqual(findings(sampleReport('shop')).map(said), [
    'failing: 12 tasks were tried more than once: 4 solved every time, 5 sometimes and 3 never.',
    'contrast: Runs with shop succeed less often than other runs of the same task: −35 points (95% interval −60 to −10, 60 runs compared).',
    'models: On the same 30 tasks shop 2 succeeds less often than shop: 35% against 50% (−15 points, 95% interval −25 to −5, 30 and 30 runs). Shop shows in 20% of the runs of shop 2 against 60% (−40 points, 95% interval −50 to −30). A run takes 1,200 tokens against 300.',
    'failing: Runs tagged shop succeed in 20%, all others in 70% (−50 points, 95% interval −70 to −30, n = 14).',
    'rules: 5 runs of 45 to which it applies break the rule shop.',
    'failing: shop fails in 30% of 40 calls (95% interval 20–42%).',
    'codes: 10 runs of 60 show a fault: shop.',
  ]);
});

test('what holds at equal length only is said with that', () => {
  const data = sampleReport('shop');
  const [row] = data.contrast.rows;
  const adjusted = { for: ['steps'], difference: -0.2, interval: [-0.3, -0.1], p: 0.001, q: 0.01 } as const;
  const rows = [{ ...row!, q: 0.4, adjusted }];
  assert.equal(
    said(findings({ ...data, contrast: { ...data.contrast, rows } })[1]!),
    'contrast: Runs with shop succeed less often than other runs of the same task and length: −20 points (95% interval −30 to −10, 60 runs compared).',
  );
});

test('where little stands out, what is spent and what follows what is said, and nothing where there is nothing', () => {
  const data = sampleReport('shop');
  const tasks = { always: 3, sometimes: 0, never: 0, runs: 9 };
  const failure = { tasks, unsolved: [], tools: [], slices: [], tried: 0 };
  const contrast = { ...data.contrast, rows: [], tools: [] };
  const little = { ...data, failure, contrast, models: { models: 1, pairs: [] }, codes: [], rules: [] };
  const words = findings(little).map(said);
  assert.deepEqual(words.slice(0, 1), [
    'follows: After shop comes check result: 40 of 90 times, 2.5 times as often as by chance, 95% interval 1.9–3.2.',
  ]);
  assert.match(words[1]!, /^repeats: 33% of calls ask again what the same run had asked before, /);
  assert.match(words[2]!, /^activity: Most goes to looking things up \(\d\d% of the tokens\)\.$/);
  const { within, across } = data.repeated;
  const repeated = { ...data.repeated, within: { ...within, share: 0 }, across: { ...across, distinct: 0 } };
  assert.deepEqual(findings({ ...little, agents: [], repeated, contrast: { ...contrast, follows: [] } }), []);
});
