import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { findLocalLogs } from './local-logs.ts';
import { planImport } from './plan-import.ts';

const WRITTEN = new Date('2026-01-02T03:04:05Z');

function homeWith(context: TestContext, files: Readonly<Record<string, string>>): string {
  const home = mkdtempSync(join(tmpdir(), 'ethogram-'));
  context.after(() => rmSync(home, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), content);
    utimesSync(join(home, path), WRITTEN, WRITTEN);
  }
  return home;
}

test('the logs of a home directory are counted, not read, and agents without any are left out', async (context) => {
  const home = homeWith(context, {
    '.claude/projects/-x/a.jsonl': '12345',
    '.claude/projects/-x/a/subagents/agent-b.jsonl': '123',
    '.claude/projects/-x/a/notes.txt': '123',
    'moved/sessions/2026/01/01/rollout-1.jsonl': '1',
  });
  const log = (path: string, bytes: number): object => ({
    path: join(home, path),
    bytes,
    modifiedMs: WRITTEN.getTime(),
  });
  const claude = {
    agent: 'claude-code',
    folder: join(home, '.claude/projects'),
    files: 2,
    bytes: 8,
    importable: true,
    list: [log('.claude/projects/-x/a.jsonl', 5), log('.claude/projects/-x/a/subagents/agent-b.jsonl', 3)],
  };
  assert.deepEqual(await findLocalLogs({ home, env: {} }), [claude]);
  assert.deepEqual(await findLocalLogs({ home, env: { CODEX_HOME: join(home, 'moved'), CLAUDE_CONFIG_DIR: '' } }), [
    claude,
    {
      agent: 'codex',
      folder: join(home, 'moved/sessions'),
      files: 1,
      bytes: 1,
      importable: true,
      list: [log('moved/sessions/2026/01/01/rollout-1.jsonl', 1)],
    },
  ]);
});

test('every place is looked at, and of each only its logs', async (context) => {
  const logs = [
    '.claude/projects/-x/a.jsonl',
    '.config/claude/projects/-x/b.jsonl',
    '.codex/sessions/2026/01/02/rollout-a.jsonl',
    '.codex/sessions/2026/01/02/rollout-b.jsonl.zst',
    '.codex/archived_sessions/rollout-c.jsonl',
    '.gemini/tmp/h/chats/s1/s2.jsonl',
    '.gemini/tmp/h/chats/session-1.json',
    '.gemini/tmp/h/chats/session-2.jsonl',
    '.gemini/tmp/h/checkpoint-mine.json',
    '.gemini/tmp/h/logs.json',
    '.qwen/projects/-x/chats/a.jsonl',
    '.qwen/projects/-x/subagents/s/agent-b.jsonl',
    '.copilot/session-state/old.jsonl',
    '.copilot/session-state/s/events.jsonl',
    '.local/share/opencode/opencode.db',
    '.local/share/opencode/storage/message/s/m.json',
    '.local/share/goose/sessions/a.jsonl',
    '.local/share/goose/sessions/sessions.db',
    '.local/share/amp/threads/T-1.json',
  ];
  const others = [
    '.claude/history.jsonl',
    '.codex/history.jsonl',
    '.codex/sessions/2026/01/02/other.jsonl',
    '.gemini/tmp/h/shell_history',
    '.gemini/tmp/h/tool-outputs/x.json',
    '.gemini/settings.json',
    '.qwen/settings.json',
    '.copilot/config.json',
    '.local/share/opencode/auth.json',
    '.local/share/opencode/opencode.db-wal',
    '.local/share/amp/secrets.json',
  ];
  const home = homeWith(context, Object.fromEntries([...logs, ...others].map((path) => [path, 'x'])));
  const found = await findLocalLogs({ home, env: {} });
  assert.deepEqual(
    found.flatMap(({ list }) => list.map(({ path }) => path)),
    logs.map((path) => join(home, path)),
  );
  assert.deepEqual(
    found.flatMap(({ agent, importable }) => (importable ? [agent] : [])),
    ['claude-code', 'claude-code', 'codex', 'codex', 'gemini', 'qwen-code'],
  );
  const same = await findLocalLogs({ home, env: { CLAUDE_CONFIG_DIR: join(home, '.config/claude') } });
  assert.equal(same.filter(({ agent }) => agent === 'claude-code').length, 1);
});

test('the logs of every importable place are recognised', async (context) => {
  const session = '{"sessionId":"s","projectHash":"h","startTime":"2026-01-01T00:00:00Z","messages":[]}';
  const home = homeWith(context, {
    '.claude/projects/-x/a.jsonl': '{"type":"user","sessionId":"s","message":{"role":"user","content":"x"}}',
    '.codex/sessions/2026/01/02/rollout-a.jsonl': '{"type":"session_meta","timestamp":"t","payload":{"id":"s"}}',
    '.gemini/tmp/h/chats/session-1.json': session,
    '.qwen/projects/-x/chats/a.jsonl':
      '{"type":"user","uuid":"u","sessionId":"s","message":{"role":"user","parts":[]}}',
  });
  const found = await findLocalLogs({ home, env: {} });
  const { jobs, issues } = await planImport(found.flatMap(({ list }) => list.map(({ path }) => path)));
  assert.deepEqual(issues, []);
  assert.deepEqual(
    jobs.map(({ format }) => format),
    ['claude-code', 'codex', 'gemini-cli', 'gemini-cli'],
  );
});
