import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { emptyFolder, runCli } from './run-cli.ts';

const MAP = 'task=q,agent=resp,success=ok,id=rid';
const TABLE = 'q,resp,ok,rid\n"hello, you","hi ""there""",yes,r1\nbye,{},no,r2\n';

test('a table is read by the columns that --map names, from a file, an archive and stdin', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 't.csv'), TABLE);
  writeFileSync(join(cwd, 't.csv.gz'), gzipSync(TABLE));
  const counts = async (path: string, input = ''): Promise<unknown> => {
    const { stdout } = await runCli(['import', path, '--map', MAP, '--json'], { cwd, input });
    const { imported, duplicates, formats } = JSON.parse(stdout) as Record<string, unknown>;
    return { imported, duplicates, formats };
  };
  const formats = { 'mapped-table': 2 };
  assert.deepEqual(await counts('t.csv'), { imported: 2, duplicates: 0, formats });
  assert.deepEqual(await counts('t.csv.gz'), { imported: 0, duplicates: 2, formats });
  assert.deepEqual(await counts('-', TABLE), { imported: 0, duplicates: 2, formats });
  const { stdout } = await runCli(['show', 'r2', '--json'], { cwd });
  const { outcomes, steps } = JSON.parse(stdout) as { outcomes: unknown; steps: { parts: unknown }[] };
  assert.deepEqual(outcomes, [{ name: 'success', value: false, by: 'verifier' }]);
  assert.deepEqual(
    steps.map(({ parts }) => parts),
    [[{ kind: 'text', text: 'bye' }], [{ kind: 'text', text: '{}' }]],
  );
});

test('a map that does not fit is an error before anything is read; in a folder it is an issue', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 't.csv'), TABLE);
  const missing = await runCli(['import', 't.csv', '--map', 'task=quest'], { cwd });
  assert.deepEqual([missing.code, /found no column quest, expected one of .*\bq\b/.test(missing.stderr)], [2, true]);
  const both = await runCli(['import', 't.csv', '--map', MAP, '--format', 'xes'], { cwd });
  assert.match(both.stderr, /^error\[bad-argument\]: import: found --format and --map/);
  const folder = await runCli(['import', '.', '--map', 'task=quest', '--json'], { cwd });
  const { issues } = JSON.parse(folder.stdout) as { issues: { code: string }[] };
  assert.deepEqual([folder.code, issues.map(({ code }) => code)], [1, ['unknown-format']]);
});
