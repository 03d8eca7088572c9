import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ingest } from '../src/store/ingest.ts';
import { openStore } from '../src/store/open-store.ts';
import type { Trajectory } from '../src/trajectory/trajectory.ts';
import { emptyFolder } from './run-cli.ts';
import { ROOT } from './source-files.ts';

/** A line of a Claude Code log; `id` makes it a fragment of that message of the agent. */
function line(uuid: string, content: string | object[], id?: string): string {
  const message = id === undefined ? { role: 'user', content } : { id, role: 'assistant', model: 'm', content };
  const type = id === undefined ? 'user' : 'assistant';
  return `${JSON.stringify({ uuid, sessionId: 's-1', type, timestamp: '2026-01-05T10:00:00Z', cwd: '/srv/app', message })}\n`;
}

const call = (id: string, mail: string): object => ({ type: 'tool_use', id, name: 'Mail', input: { to: mail } });
const result = (id: string, text: string): object => ({ type: 'tool_result', tool_use_id: id, content: text });

/** Imports the pieces of a log one after the other, as it grows, and once more as a whole into a store of its own. */
async function growAndWhole(
  pieces: readonly string[],
): Promise<{ grown: Trajectory[]; whole: Trajectory[]; imported: number }> {
  const folder = emptyFolder();
  const file = join(folder, 'session.jsonl');
  const store = await openStore(join(folder, 'grown.db'));
  let imported = 0;
  writeFileSync(file, '');
  for (const piece of pieces) {
    appendFileSync(file, piece);
    imported += (await ingest(store, [file], { workers: 0 })).imported;
  }
  const fresh = await openStore(join(folder, 'whole.db'));
  await ingest(fresh, [file], { workers: 0 });
  const [grown, whole] = [await Array.fromAsync(store.read()), await Array.fromAsync(fresh.read())];
  await store.close();
  await fresh.close();
  return { grown: grown.map((run) => ({ ...run, revision: 1 })), whole, imported };
}

test('a fragment that joins an earlier step and brings a new address does not renumber the placeholders', async () => {
  const { grown, whole, imported } = await growAndWhole([
    line('u1', 'Write to them.'),
    line('a1', [call('c1', 'first@example.com')], 'm1'),
    line('r1', [result('c1', 'sent, copied to second@example.com')]),
    line('a2', [call('c2', 'third@example.com')], 'm1'),
    line('r2', [result('c2', 'sent')]),
    line('a3', [{ type: 'text', text: 'Wrote to first@example.com and fourth@example.com.' }], 'm2'),
  ]);
  assert.equal(imported, 1);
  assert.deepEqual(grown, whole);
  assert.deepEqual(
    whole[0]!.steps.map(({ parts }) =>
      parts.map((part) => ('argumentsText' in part ? part.argumentsText : 'text' in part ? part.text : '')),
    ),
    [
      ['Write to them.'],
      ['{"to":"[email-1]"}', '{"to":"[email-3]"}'],
      ['sent, copied to [email-2]'],
      ['sent'],
      ['Wrote to [email-1] and [email-4].'],
    ],
  );
});

test('a log cut in the middle of a line is read up to there, and continued', async () => {
  const log = line('u1', 'Fix it, mia@example.com.') + line('a1', [{ type: 'text', text: 'Fixed.' }], 'm1');
  for (let cut = 1; cut < log.length; cut += 37) {
    const { grown, whole, imported } = await growAndWhole([log.slice(0, cut), log.slice(cut)]);
    assert.equal(imported, 1, `cut at ${cut}`);
    assert.deepEqual(grown, whole, `cut at ${cut}`);
  }
});

const real = join(ROOT, '../shared/data/claude-code-spotter');
const skip = existsSync(real) || process.env['CI'] !== undefined ? false : 'no ../shared/data';

test('a real session that grows line by line ends as if it had been read once', { skip }, async () => {
  const logs = await Array.fromAsync(glob('**/*.jsonl', { cwd: real }));
  assert.ok(logs.length > 0);
  for (const path of logs) {
    const lines = readFileSync(join(real, path), 'utf8').split(/(?<=\n)/);
    const step = Math.max(1, Math.ceil(lines.length / 6));
    const pieces = Array.from({ length: Math.ceil(lines.length / step) }, (_, i) =>
      lines.slice(i * step, (i + 1) * step).join(''),
    );
    const { grown, whole } = await growAndWhole(pieces);
    assert.deepEqual(grown, whole, path);
  }
});
