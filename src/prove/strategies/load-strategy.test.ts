import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadStrategy, strategyNames } from './load-strategy.ts';

const folder = mkdtempSync(join(tmpdir(), 'ethogram-strategy-'));
after(() => rmSync(folder, { recursive: true }));

test('every strategy that ships has a description, a prompt and a hash of its own', () => {
  const strategies = strategyNames().map(loadStrategy);
  assert.deepEqual(
    strategies.map(({ name }) => name),
    [
      'plain',
      'cautious-persona',
      'chunked-thinking',
      'clarify-first',
      'code',
      'foresee-and-reflect',
      'null-example',
      'plan-far-act-once',
      'planning',
      'prior-aside',
      'reasoning',
      'recall',
      'recursive-contemplation',
    ],
  );
  assert.equal(new Set(strategies.map(({ hash }) => hash)).size, strategies.length);
  assert.ok(strategies.slice(1).every(({ description, prompt }) => description !== '' && prompt.length > 80));
  assert.deepEqual(loadStrategy('chunked-thinking').chunks, { most: 6, tokens: 1024 });
});

test('a file of one is loaded by its path, and what is wrong with it is said', () => {
  const file = join(folder, 'mine.md');
  const load = (text: string): object => {
    writeFileSync(file, text);
    const { hash: _, ...strategy } = loadStrategy(file);
    return strategy;
  };
  assert.deepEqual(load('---\r\ndescription: slowly\r\n---\r\nTake your time.\r\n'), {
    name: 'mine',
    description: 'slowly',
    prompt: 'Take your time.',
  });
  for (const [text, message] of [
    ['Take your time.', /mine\.md:1: found no head/],
    ['---\ndescription: x\n---\n', /mine\.md: found no prompt/],
    ['---\ndescription: x\nchunks: 3\n---\nGo.', /chunks: found 3, expected fields/],
  ] as const) {
    assert.throws(() => load(text), { code: 'bad-argument', message });
  }
  assert.throws(() => loadStrategy('thinking'), {
    code: 'not-found',
    message: /expected one of plain, cautious-persona/,
  });
  assert.throws(() => loadStrategy('./none.md'), { code: 'file-not-found' });
});
