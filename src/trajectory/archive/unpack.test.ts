import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { importFiles } from '../import-files.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { zipOf } from '../testing/zip-of.ts';

const run = (text: string): string => JSON.stringify({ messages: [{ role: 'user', content: text }] });

async function tarOf(context: TestContext, files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'ethogram-'));
  context.after(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  await symlink('/etc/hostname', join(folder, 'link.json'));
  return execFileSync('tar', ['--sort=name', '-cf', '-', '-C', folder, ...Object.keys(files), 'link.json']);
}

async function read(name: string, content: Buffer): Promise<{ readonly runs: string[]; readonly issues: string[] }> {
  const items = await importText(name, content);
  return {
    runs: trajectoriesOf(items).map(({ source, steps }) => {
      const [part] = steps[0]!.parts;
      return `${source.uri} ${part?.kind === 'text' ? part.text : ''}`;
    }),
    issues: items.flatMap((item) =>
      'issue' in item ? [`${item.issue.file} ${item.issue.code}: ${item.issue.message}`] : [],
    ),
  };
}

test('compressed files are read as what they hold, several members or frames as one', async () => {
  for (const pack of [gzipSync, zstdCompressSync]) {
    const members = [`${run('a')}\n`, `${run('b')}\n`, run('c')].map((text) => pack(Buffer.from(text)));
    assert.deepEqual(await read('r.jsonl.packed', Buffer.concat(members)), {
      runs: ['r.jsonl.packed a', 'r.jsonl.packed b', 'r.jsonl.packed c'],
      issues: [],
    });
    assert.deepEqual((await read('r.json', pack(`[${run('a')},${run('b')}]`))).runs, ['r.json a', 'r.json b']);
  }
});

test('what stands behind or is wrong with a gzip member costs nothing of what is in it', async () => {
  const named = gzipSync(run('a'));
  named[3] = 8 | 4 | 2;
  const header = Buffer.concat([
    named.subarray(0, 10),
    Buffer.from([2, 0, 7, 7]),
    Buffer.from('a.jsonl\0'),
    Buffer.alloc(2),
  ]);
  const member = Buffer.concat([header, named.subarray(10)]);
  assert.deepEqual((await read('r.gz', member)).runs, ['r.gz a']);
  assert.deepEqual((await read('r.gz', Buffer.concat([member, Buffer.alloc(700)]))).issues, []);
  assert.deepEqual(await read('r.gz', Buffer.concat([member, Buffer.from('garbage')])), {
    runs: ['r.gz a'],
    issues: ['r.gz bad-archive: found something else behind gzip data'],
  });
  member[member.length - 5]! ^= 1;
  assert.deepEqual(await read('r.gz', member), {
    runs: ['r.gz a'],
    issues: ['r.gz bad-archive: found other bytes than the gzip data vouches for'],
  });
});

test('files of a ZIP are read in order of their names, of two of one name the last', async () => {
  const zip = zipOf([
    ['b.jsonl', run('old')],
    ['z/deep.json', `[${run('stored')}]`, 0],
    ['b.jsonl', run('new'), 93],
    ['../../etc/a.jsonl', run('outside')],
    ['README.md', 'words'],
    ['photo.png', 'pixels'],
    ['.git/x.jsonl', run('hidden')],
    ['node_modules/x.jsonl', run('hidden')],
    ['odd.json', '{"verbose": true}'],
  ]);
  const expected = {
    runs: ['r.zip!/../../etc/a.jsonl outside', 'r.zip!/b.jsonl new', 'r.zip!/z/deep.json stored'],
    issues: [
      `r.zip!/odd.json unknown-format: ${(await read('odd.json', Buffer.from('{"verbose": true}'))).issues[0]!.slice('odd.json unknown-format: '.length)}`,
      'r.zip unknown-format: 2 other files hold no runs of a known format',
    ],
  };
  assert.deepEqual(await read('r.zip', zip), expected);
  // The same from inside another archive, where it is held in memory.
  const inner = await read('o.zip', zipOf([['r.zip', zip]]));
  assert.deepEqual(
    inner.runs,
    expected.runs.map((text) => `o.zip!/${text}`),
  );
});

test('tars are read as streams, packed or not; links are not followed', async (context) => {
  const long = `${'n'.repeat(120)}.jsonl`;
  const tar = await tarOf(context, {
    'a.jsonl': run('a'),
    'b.jsonl.gz': gzipSync(run('b')),
    'c.zip': zipOf([['c.jsonl', run('c')]]),
    [long]: run('long'),
  });
  const runs = ['/a.jsonl a', '/b.jsonl.gz b', '/c.zip!/c.jsonl c', `/${long} long`];
  for (const [name, bytes] of [
    ['t.tar', tar],
    ['t.tgz', gzipSync(tar)],
    ['t.tar.zst', zstdCompressSync(tar)],
  ] as const) {
    assert.deepEqual(await read(name, bytes), {
      runs: runs.map((text) => `${name}!${text}`),
      issues: [`${name} unreadable: found 1 link in an archive: links are not followed`],
    });
  }
});

test('of a damaged archive what can be read is read, and the damage is told once', async (context) => {
  const lines = Array.from({ length: 4000 }, (_, i) => run(`${i} ${Math.sin(i)}`)).join('\n');
  for (const [name, bytes] of [
    ['r.jsonl.gz', gzipSync(lines)],
    ['r.jsonl.zst', zstdCompressSync(lines)],
    ['r.tar', await tarOf(context, { 'r.jsonl': lines })],
    ['r.tgz', gzipSync(await tarOf(context, { 'r.jsonl': lines }))],
    ['r.zip', zipOf([['r.jsonl', lines]])],
  ] as const) {
    const { runs, issues } = await read(name, bytes.subarray(0, bytes.length >> 1));
    assert.ok(runs.length > 1000 || name === 'r.jsonl.zst', `${name} ${runs.length}`);
    const damage = issues.filter((issue) => issue.includes('bad-archive'));
    assert.equal(damage.length, name === 'r.zip' ? 2 : 1, `${name} ${issues.join()}`);
    assert.ok(
      issues.every((issue) => /bad-archive|truncated/.test(issue)),
      issues.join('\n'),
    );
  }
  const zip = zipOf([
    ['a.jsonl', run('a'), 0],
    ['b.jsonl', run('b'), 0],
  ]);
  zip[zip.indexOf('"a"') + 1] = 66;
  assert.deepEqual(await read('r.zip', zip), {
    runs: ['r.zip!/a.jsonl B', 'r.zip!/b.jsonl b'],
    issues: ['r.zip!/a.jsonl bad-archive: found other bytes than the ZIP directory vouches for'],
  });
});

test('what would unpack to far more than it should is not unpacked', async () => {
  const spaces = gzipSync(Buffer.concat([Buffer.from(`${run('a')}\n`), Buffer.alloc(150 * 2 ** 20, 32)]));
  const { runs, issues } = await read('r.jsonl.gz', spaces);
  assert.deepEqual(runs, ['r.jsonl.gz a']);
  assert.match(
    issues.join('\n'),
    /^r\.jsonl\.gz archive-too-large: found \d+ bytes unpacked from \d+, expected at most 1000 times as many$/m,
  );
  // Files that say they are large, or that share their bytes.
  const zip = zipOf([['a.jsonl', run('a')]]);
  zip.writeUInt32LE(0xf0000000, zip.indexOf(Buffer.from('504b0102', 'hex')) + 24);
  assert.match((await read('r.zip', zip)).issues.join(), /^r\.zip archive-too-large: found 4026531840 bytes/);
  let nested = zipOf([['a.jsonl', run('deep')]]);
  for (let depth = 0; depth < 4; depth++) nested = zipOf([[`${depth}.zip`, nested]]);
  assert.deepEqual(await read('r.zip', nested), {
    runs: [],
    issues: [
      'r.zip!/3.zip!/2.zip!/1.zip archive-too-large: found archives in archives more than 3 deep, expected at most that many',
    ],
  });
});

test('a file that is no archive of its name, or empty, is told like any other', async () => {
  assert.deepEqual((await read('r.zip', Buffer.from(run('plain')))).runs, ['r.zip plain']);
  assert.deepEqual((await read('r.zip', zipOf([]))).issues, [
    'r.zip empty-file: found no file in this archive, expected at least one',
  ]);
  assert.deepEqual((await read('r.jsonl.gz', gzipSync(''))).issues, [
    'r.jsonl.gz empty-file: found nothing, expected at least one record',
  ]);
});

test('random damage never stops the reading', async (context) => {
  const seeds = [
    zipOf([
      ['a.jsonl', run('a')],
      ['b.json', run('b'), 93],
    ]),
    gzipSync(`${run('a')}\n${run('b')}`),
    await tarOf(context, { 'a.jsonl': run('a'), 'b.jsonl': run('b') }),
  ];
  const folder = await mkdtemp(join(tmpdir(), 'ethogram-'));
  context.after(() => rm(folder, { recursive: true }));
  let state = 7;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state % below;
  };
  for (let round = 0; round < 150; round++) {
    const bytes = Buffer.from(seeds[round % seeds.length]!);
    for (let hits = 1 + random(4); hits > 0; hits--) bytes[random(bytes.length)] = random(256);
    const path = join(folder, 'r.bin');
    await writeFile(path, bytes.subarray(0, bytes.length - random(20)));
    const items = await Array.fromAsync(importFiles([path]));
    assert.ok(items.length > 0 && issuesOf(items).length >= 0);
  }
});
