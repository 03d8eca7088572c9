import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { findLocalLogs } from './local-logs.ts';

test('the logs of a home directory are counted, not read, and agents without any are left out', async (context) => {
  const home = mkdtempSync(join(tmpdir(), 'ethogram-'));
  context.after(() => rmSync(home, { recursive: true }));
  for (const [path, content] of [
    ['.claude/projects/-x/a.jsonl', '12345'],
    ['.claude/projects/-x/a/subagents/agent-b.jsonl', '123'],
    ['.claude/projects/-x/a/notes.txt', '123'],
    ['moved/sessions/2026/01/01/rollout-1.jsonl', '1'],
  ]) {
    mkdirSync(dirname(join(home, path!)), { recursive: true });
    writeFileSync(join(home, path!), content!);
  }
  const claude = { agent: 'claude-code', folder: join(home, '.claude/projects'), files: 2, bytes: 8, importable: true };
  assert.deepEqual(await findLocalLogs({ home, env: {} }), [claude]);
  assert.deepEqual(await findLocalLogs({ home, env: { CODEX_HOME: join(home, 'moved'), CLAUDE_CONFIG_DIR: '' } }), [
    claude,
    { agent: 'codex', folder: join(home, 'moved/sessions'), files: 1, bytes: 1, importable: false },
  ]);
});
