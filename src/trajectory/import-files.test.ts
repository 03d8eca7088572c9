import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { importFiles } from './import-files.ts';
import { trajectoriesOf } from './testing/import-text.ts';

test('a run whose secrets were left in says so, and no other', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'ethogram-'));
  context.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'a.jsonl');
  await writeFile(path, '{"messages": [{"role": "user", "content": "How many?"}]}\n');
  const source = { format: 'openai-chat', uri: path, line: 1 };
  for (const [redact, expected] of [
    [false, { ...source, redaction: 'off' }],
    [true, source],
  ] as const) {
    const [run] = trajectoriesOf(await Array.fromAsync(importFiles([path], { redact })));
    assert.deepEqual(run?.source, expected);
  }
});
