import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { unknownFormat } from './detect-format.ts';
import { FORMATS } from './formats.ts';
import { listSources, planImport, type ImportJob } from './plan-import.ts';
import { runImportJob } from './run-import-job.ts';
import { zipOf } from './testing/zip-of.ts';
import type { ImportItem } from './trajectory.ts';

const run = (text: string): string => JSON.stringify({ messages: [{ role: 'user', content: text }] });

async function folderOf(context: TestContext, files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ethogram-'));
  context.after(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

const formats = FORMATS.map(({ name }) => name).join(', ');

test('folders are walked in order; hidden files, node_modules and what is no data is left out', async (context) => {
  const folder = await folderOf(context, {
    'b.jsonl': run('b'),
    'a/z.json': `[${run('z')}]`,
    'a/LICENSE': 'MIT',
    'a/README.md': '# runs',
    'a/settings.json': '{"verbose": true}',
    '.hidden.jsonl': run('h'),
    '.git/x.jsonl': run('g'),
    'node_modules/x.jsonl': run('n'),
    'empty.jsonl': '',
  });
  await symlink(join(folder, 'b.jsonl'), join(folder, 'link.jsonl'));
  const plan = await planImport([folder]);
  assert.deepEqual(plan, {
    jobs: [
      { path: join(folder, 'a/z.json'), format: 'openai-chat', container: 'array', bytes: run('z').length + 2 },
      { path: join(folder, 'b.jsonl'), format: 'openai-chat', container: 'jsonl', bytes: run('b').length },
    ],
    issues: [
      {
        file: join(folder, 'a/settings.json'),
        code: 'unknown-format',
        message: unknownFormat('').message,
      },
      { file: join(folder, 'empty.jsonl'), code: 'empty-file', message: 'found nothing, expected at least one record' },
      { file: folder, code: 'unknown-format', message: '1 other file holds no runs of a known format' },
    ],
    bytes: run('z').length + 2 + run('b').length,
    olderFiles: 0,
  });
});

test('files that nothing was written to since a time are left out and counted', async (context) => {
  const folder = await folderOf(context, { 'old.jsonl': run('a'), 'new.jsonl': run('b') });
  const day = 86_400_000;
  const now = Date.parse('2026-06-01T00:00:00Z');
  await utimes(join(folder, 'old.jsonl'), new Date(now - 3 * day), new Date(now - 3 * day));
  await utimes(join(folder, 'new.jsonl'), new Date(now), new Date(now));
  const { jobs, olderFiles } = await planImport([folder], { sinceMs: now - day });
  assert.deepEqual([jobs.map(({ path }) => path), olderFiles], [[join(folder, 'new.jsonl')], 1]);
  assert.equal(jobs[0]!.sinceMs, now - day);
  const files = await listSources([folder]);
  assert.deepEqual(
    files.map(({ path, modifiedMs }) => [basename(path), modifiedMs]),
    [
      ['new.jsonl', now],
      ['old.jsonl', now - 3 * day],
    ],
  );
});

test('a file that has gone since it was listed is an issue, not an error', async (context) => {
  const folder = await folderOf(context, { 'here.jsonl': run('a') });
  const paths = ['here.jsonl', 'gone.jsonl'].map((name) => join(folder, name));
  const { jobs, issues } = await planImport(paths, { listed: true });
  assert.deepEqual(
    [jobs.length, issues.map(({ file, code }) => [basename(file), code])],
    [1, [['gone.jsonl', 'unreadable']]],
  );
});

test('links are followed, never in circles, and one that leads nowhere is told', async (context) => {
  const folder = await folderOf(context, { 'in/a.jsonl': run('a'), 'out/b.jsonl': run('b') });
  await symlink('../out/b.jsonl', join(folder, 'in/link.jsonl'));
  await symlink('..', join(folder, 'in/up'));
  await symlink('nowhere', join(folder, 'in/dangling.jsonl'));
  const { jobs, issues } = await planImport([join(folder, 'in')]);
  assert.deepEqual(
    jobs.map(({ path }) => path),
    [join(folder, 'in/a.jsonl'), join(folder, 'in/link.jsonl')],
  );
  assert.deepEqual(issues, [
    {
      file: join(folder, 'in/dangling.jsonl'),
      code: 'unreadable',
      message: 'could not be opened: it links to nothing',
    },
  ]);
});

test('a folder without files to read says so, a pattern without matches is an error', async (context) => {
  const folder = await folderOf(context, { 'photo.png': 'x' });
  assert.deepEqual((await planImport([folder])).issues, [
    {
      file: folder,
      code: 'empty-folder',
      message:
        'found no file in this folder, expected names of data files (.json, .jsonl, .csv, .md, .txt, .zip, .tar.gz …)',
    },
  ]);
  await assert.rejects(planImport([join(folder, '*.jsonl')]), {
    code: 'file-not-found',
    message: `${join(folder, '*.jsonl')}: matches nothing, expected a file, a folder or a glob pattern`,
  });
});

test('files are tried whatever their name, patterns are expanded, and a file named twice is read once', async (context) => {
  const folder = await folderOf(context, { 'a.log': run('a'), 'b.log': run('b') });
  const plan = await planImport([
    join(folder, 'b.log'),
    join(folder, '*.log'),
    join(folder, '..', folder.split('/').at(-1)!, 'a.log'),
    '-',
  ]);
  assert.deepEqual(
    plan.jobs.map(({ path }) => path),
    [join(folder, 'b.log'), join(folder, 'a.log'), '-'],
  );
});

test('what does not exist, or no format, is an error before anything is read', async () => {
  await assert.rejects(planImport(['no/such/file']), {
    code: 'file-not-found',
    message: 'no/such/file: does not exist, expected a file, a folder or a glob pattern',
  });
  await assert.rejects(planImport(['no/such/*.json']), { code: 'file-not-found' });
  await assert.rejects(planImport([], { format: 'x' }), {
    code: 'unknown-format',
    message: `--format: found x, expected one of ${formats}`,
  });
  await assert.rejects(
    async () => {
      for await (const _ of runImportJob({ path: 'gone.jsonl', format: 'tau2', container: 'jsonl', bytes: 1 }))
        assert.fail();
    },
    { code: 'file-not-found' },
  );
});

test('a large file of independent lines is cut into ranges that together yield what the whole would', async (context) => {
  const lines = Array.from({ length: 900 }, (_, i) => (i % 100 === 50 ? '{bad' : run(`${i} ${'x'.repeat(20_000)}`)));
  const folder = await folderOf(context, { 'big.jsonl': lines.join('\n') });
  const path = join(folder, 'big.jsonl');
  const plan = await planImport([path]);
  assert.equal(plan.jobs.length, 16);
  assert.equal(plan.bytes, lines.join('\n').length);
  const { range: _range, line: _line, goesOn: _goesOn, ...whole } = plan.jobs[0]!;
  const summary = async (jobs: typeof plan.jobs): Promise<unknown[]> => {
    const items: ImportItem[] = [];
    let bytes = 0;
    for (const job of jobs) {
      for await (const batch of runImportJob(structuredClone(job))) {
        items.push(...batch.items);
        bytes += batch.bytes;
      }
    }
    assert.equal(bytes, plan.bytes);
    return items.map((item) => ('trajectory' in item ? [item.trajectory.id, item.trajectory.source.line] : item));
  };
  const inPieces = await summary(plan.jobs);
  assert.equal(inPieces.length, 900);
  assert.deepEqual(
    inPieces.find((item) => !Array.isArray(item)),
    {
      issue: { file: path, line: 51, code: 'bad-json', message: 'found no JSON at position 1, expected a JSON value' },
    },
  );
  // Within a megabyte, issues come after the runs.
  const sorted = (list: unknown[]): string[] => list.map((item) => JSON.stringify(item)).sort();
  assert.deepEqual(sorted(inPieces), sorted(await summary([whole])));
});

test('a large array of independent elements is cut into ranges that together yield what the whole would', async (context) => {
  const elements = Array.from({ length: 900 }, (_, i) => run(`${i} ${'"],[{'.repeat(4000)}`));
  const folder = await folderOf(context, { 'big.json': `[${elements.join(',\n')}]` });
  const { jobs } = await planImport([join(folder, 'big.json')]);
  assert.equal(jobs.length, 16);
  const linesOf = async (some: readonly ImportJob[]): Promise<unknown[]> => {
    const lines: unknown[] = [];
    for (const job of some) {
      for await (const { items } of runImportJob(job)) {
        for (const item of items) lines.push('trajectory' in item ? item.trajectory.source.line : item);
      }
    }
    return lines;
  };
  const { range: _range, line: _line, goesOn: _goesOn, ...whole } = jobs[0]!;
  const inPieces = await linesOf(jobs);
  assert.deepEqual(
    inPieces,
    elements.map((_, i) => i + 1),
  );
  assert.deepEqual(inPieces, await linesOf([whole]));
});

test('a job without a format finds it while reading', async (context) => {
  const folder = await folderOf(context, { 'a.jsonl': `${run('a')}\n${run('b')}\n`, 'b.txt': 'no records\n' });
  const items: ImportItem[] = [];
  for (const name of ['a.jsonl', 'b.txt']) {
    for await (const batch of runImportJob({ path: join(folder, name), bytes: 0 })) items.push(...batch.items);
  }
  assert.deepEqual(
    items.map((item) => ('trajectory' in item ? item.trajectory.source.line : 'issue' in item && item.issue.code)),
    [1, 2, 'unknown-format'],
  );
});

test('the files of a ZIP are spread over jobs, which together read it once', async (context) => {
  const large = Array.from({ length: 2000 }, (_, i) => run(`${i} ${Math.sin(i)} ${'x'.repeat(9000)}`)).join('\n');
  const files = Array.from({ length: 4 }, (_, i): [string, string] => [
    `${i}.jsonl`,
    large.replaceAll('"user"', `"user","n":${i}`),
  ]);
  const folder = await folderOf(context, { 'runs.zip': zipOf([...files, ['notes.md', 'x']]), 'notes.txt.gz': 'plain' });
  const path = join(folder, 'runs.zip');
  const plan = await planImport([path]);
  assert.deepEqual(
    plan.jobs.map(({ entries }) => entries?.map(({ name }) => name)),
    [['0.jsonl'], ['1.jsonl'], ['2.jsonl'], ['3.jsonl', 'notes.md']],
  );
  let bytes = 0;
  const uris: string[] = [];
  for (const job of plan.jobs) {
    for await (const batch of runImportJob(structuredClone(job))) {
      bytes += batch.bytes;
      for (const item of batch.items) if ('trajectory' in item) uris.push(item.trajectory.source.uri);
    }
  }
  assert.equal(bytes, plan.bytes);
  assert.deepEqual(
    [...new Set(uris)],
    files.map(([name]) => `${path}!/${name}`),
  );
  assert.equal(uris.length, 8000);
  // In a folder an archive is found like any file.
  assert.equal((await planImport([folder])).jobs.length, 4);
});
