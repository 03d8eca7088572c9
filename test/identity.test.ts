import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ingest } from '../src/store/ingest.ts';
import { openStore } from '../src/store/open-store.ts';
import type { Store } from '../src/store/store.ts';
import { exportAtif } from '../src/trajectory/export-atif.ts';
import { exportOtel } from '../src/trajectory/export-otel.ts';
import { importFiles } from '../src/trajectory/import-files.ts';
import { SHARED_DATA, skipWithoutData } from '../src/trajectory/testing/shared-data.ts';
import { dataFiles } from '../src/trajectory/testing/text-law.ts';
import { zipOf } from '../src/trajectory/testing/zip-of.ts';
import type { Trajectory } from '../src/trajectory/trajectory.ts';
import { emptyFolder } from './run-cli.ts';

const temporary: string[] = [];
after(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true });
});

function folderFor(): string {
  const folder = emptyFolder();
  temporary.push(folder);
  return folder;
}

/** New runs, continued ones, and those that were known, of an import in this thread. */
async function imports(
  store: Store,
  ...paths: readonly string[]
): Promise<{ imported: number; continued: number; duplicates: number }> {
  const { imported, continued, duplicates } = await ingest(store, paths, { workers: 0 });
  return { imported, continued, duplicates };
}

async function freshStore(): Promise<Store> {
  return openStore(join(folderFor(), 'ethogram.db'));
}

const KNOWN = { imported: 0, continued: 0 };

/** Folders that hold very many files of few kinds: of these, so many evenly chosen ones say as much as all. */
const MANY_FILES: Readonly<Record<string, number>> = { agentdojo: 50, whowhen: 30 };

/** The files of a folder of the shared data, without licences; of very many, a part. */
function someFiles(folder: string): string[] {
  const files = dataFiles(folder, /./).filter((path) => !/LICENSE|README/.test(path));
  const count = Math.min(files.length, MANY_FILES[folder] ?? Infinity);
  return Array.from({ length: count }, (_, i) => files[Math.floor((i * files.length) / count)]!);
}

const EXPORTED = [
  'agentdojo',
  'agentsview',
  'any-agent',
  'autogen',
  'claude-code-log',
  'claude-code-spotter',
  'codex-localpush',
  'google-adk',
  'inspect_ai',
  'inspect_scout',
  'langfuse',
  'mini-swe-agent',
  'mint',
  'nemo-gym',
  'nirdizati-xes',
  'openhands',
  'reflexion',
  'specstory',
  'swe-agent',
  'tau-bench',
  'tau2-bench',
  'toolbench',
  'vercel-ai-fixtures',
  'webvoyager',
  'whowhen',
];

for (const folder of EXPORTED) {
  test(
    `runs of ${folder} and their ATIF and OTLP exports are the same runs, whichever comes first`,
    {
      skip: skipWithoutData,
    },
    async () => {
      const source = folder in MANY_FILES ? someFiles(folder) : [join(SHARED_DATA, folder)];
      const store = await freshStore();
      const { imported } = await imports(store, ...source);
      assert.ok(imported > 0);
      const place = folderFor();
      const [atif, otel] = [join(place, 'atif.jsonl'), join(place, 'otel.jsonl')];
      writeFileSync(atif, (await Array.fromAsync(exportAtif(store.read()))).join(''));
      writeFileSync(otel, (await Array.fromAsync(exportOtel(store.read()))).join(''));
      assert.deepEqual(await imports(store, atif), { ...KNOWN, duplicates: imported });
      assert.deepEqual(await imports(store, otel), { ...KNOWN, duplicates: imported });
      await store.close();

      const other = await freshStore();
      assert.deepEqual(await imports(other, atif), { imported, continued: 0, duplicates: 0 });
      const again = await imports(other, ...source);
      assert.deepEqual({ ...again, duplicates: 0 }, { ...KNOWN, duplicates: 0 });
      assert.equal((await imports(other, otel)).imported, 0);
      await other.close();
    },
  );
}

interface TauMessage {
  readonly role: string;
  readonly content: string | null;
  readonly tool_calls?: readonly { readonly function: { readonly name: string; readonly arguments: string } }[] | null;
}

/** Messages of the chat API as ShareGPT has them. */
function shareGpt({ role, content, tool_calls: calls }: TauMessage): object[] {
  const from = { user: 'human', assistant: 'gpt', tool: 'observation' }[role] ?? role;
  const said = content === null || content === '' ? [] : [{ from, value: content }];
  const called = (calls ?? []).map((call) => ({
    from: 'function_call',
    value: JSON.stringify({ name: call.function.name, arguments: JSON.parse(call.function.arguments) as unknown }),
  }));
  return [...said, ...called];
}

test('the runs of τ-bench are the same as chats and as ShareGPT', { skip: skipWithoutData }, async () => {
  const [source] = dataFiles('tau-bench', /gpt-4o-airline\.json$/);
  const runs = JSON.parse(readFileSync(source!, 'utf8')) as { readonly traj: readonly TauMessage[] }[];
  const place = folderFor();
  const chats = join(place, 'chats.jsonl');
  const shared = join(place, 'shared.json');
  writeFileSync(chats, runs.map(({ traj }) => `${JSON.stringify({ messages: traj })}\n`).join(''));
  writeFileSync(shared, JSON.stringify(runs.map(({ traj }) => ({ conversations: traj.flatMap(shareGpt) }))));
  for (const order of [
    [source!, chats, shared],
    [shared, source!, chats],
  ]) {
    const store = await freshStore();
    const [first, ...later] = order;
    assert.equal((await imports(store, first!)).imported, runs.length);
    for (const path of later) {
      assert.deepEqual(await imports(store, path), { ...KNOWN, duplicates: runs.length }, basename(path));
    }
    await store.close();
  }
});

test(
  'all the shared data in one store: no run is taken for one of another format but what is',
  {
    skip: skipWithoutData,
  },
  async () => {
    const store = await freshStore();
    const known: Record<string, [duplicates: number, continued: number]> = {};
    for (const folder of readdirSync(SHARED_DATA, { withFileTypes: true })) {
      if (!folder.isDirectory()) continue;
      const { duplicates, continued } = await imports(store, join(SHARED_DATA, folder.name));
      if (duplicates + continued > 0) known[folder.name] = [duplicates, continued];
    }
    await store.close();
    assert.deepEqual(known, {
      // Six traces of one log are in two files, one with a later end; two more are in a table as well, in local time.
      'nirdizati-xes': [7, 1],
      // Each span is in a file of its own, in one with all of its operation, and in one with all.
      openinference: [16, 0],
      // Two trials gave the same three solutions.
      reflexion: [3, 0],
      // Equal records, and one that is the beginning of another, in one file and without ids.
      'sharegpt-llamafactory': [38, 1],
    });
  },
);

/** Runs that have another id under another name of their file, which is where their source tells them apart. */
const NAMED_BY_FILE: Readonly<Record<string, number>> = {
  // The model and the method.
  'dynamic-cheatsheet': 150,
  // `agent-<id>.jsonl` of a session of Claude Code.
  inspect_scout: 1,
  // The task.
  'swe-agent': 8,
  // The stretch of tasks, from which they are numbered.
  tot: 100,
};

const folders = skipWithoutData === false ? readdirSync(SHARED_DATA, { withFileTypes: true }) : [];
for (const folder of folders.filter((entry) => entry.isDirectory()).map(({ name }) => name)) {
  test(`runs of ${folder} are known again elsewhere, packed, in an archive, with other line ends, under other names`, async () => {
    const place = folderFor();
    for (const way of ['packed', 'renamed', 'crlf', 'archive']) mkdirSync(join(place, way));
    const source = join(SHARED_DATA, folder);
    const files = someFiles(folder);
    const copy = (path: string, bytes: Buffer): void => {
      mkdirSync(dirname(join(place, path)), { recursive: true });
      writeFileSync(join(place, path), bytes);
    };
    for (const path of files) {
      const bytes = readFileSync(path);
      const within = path.slice(source.length + 1);
      copy(join('packed', 'deeper', `${within}.gz`), gzipSync(bytes, { level: 1 }));
      copy(join('renamed', dirname(within), `other-${basename(within)}`), bytes);
      if (!/\.(?:jsonl|json|txt|md|csv|xes|log)$/.test(within)) continue;
      copy(join('crlf', within), Buffer.from(bytes.toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1'));
    }
    copy(join('archive', 'all.zip'), zipOf(files.map((path) => [path.slice(source.length + 1), readFileSync(path)])));
    const store = await freshStore();
    const first = await imports(store, ...(folder in MANY_FILES ? files : [source]));
    for (const way of ['packed', 'archive', 'crlf']) {
      const { imported, continued } = await imports(store, join(place, way));
      assert.deepEqual({ imported, continued }, KNOWN, way);
    }
    const renamed = await imports(store, join(place, 'renamed'));
    assert.deepEqual(
      { imported: renamed.imported, continued: renamed.continued },
      { ...KNOWN, imported: NAMED_BY_FILE[folder] ?? 0 },
    );
    assert.equal(renamed.imported + renamed.duplicates, first.imported + first.continued + first.duplicates);
    await store.close();
  });
}

for (const folder of ['bbmistake', 'gsm8k', 'marco-o1', 'mint', 'nemo-gym', 'prmbench', 'sharegpt-llamafactory']) {
  test(`runs of ${folder} are known again from a file cut in two at a line`, { skip: skipWithoutData }, async () => {
    const place = folderFor();
    for (const [i, path] of dataFiles(folder, /\.jsonl$/).entries()) {
      const lines = readFileSync(path, 'utf8').split(/(?<=\n)/);
      const middle = lines.length >> 1;
      for (const [half, some] of [lines.slice(0, middle), lines.slice(middle)].entries()) {
        mkdirSync(join(place, `${i}-${half}`));
        writeFileSync(join(place, `${i}-${half}`, basename(path)), some.join(''));
      }
    }
    const store = await freshStore();
    assert.ok((await imports(store, join(SHARED_DATA, folder))).imported > 0);
    const { imported, continued } = await imports(store, place);
    assert.deepEqual({ imported, continued }, KNOWN);
    await store.close();
  });
}

/** Imports a file as it grows, and in the end as a whole into another store: the runs must be the same. */
async function assertGrows(name: string, pieces: readonly string[]): Promise<void> {
  const file = join(folderFor(), name);
  const grown = await freshStore();
  const counts = new Set([5, 25, pieces.length >> 2, pieces.length >> 1, pieces.length - 1, pieces.length]);
  for (const count of [...counts].filter((n) => n > 0 && n <= pieces.length).sort((a, b) => a - b)) {
    writeFileSync(file, pieces.slice(0, count).join(''));
    await imports(grown, file);
  }
  const whole = await freshStore();
  await imports(whole, file);
  const read = async (store: Store): Promise<Trajectory[]> =>
    (await Array.fromAsync(store.read())).map((run) => ({ ...run, revision: 1 }));
  assert.deepEqual(await read(grown), await read(whole), name);
  await grown.close();
  await whole.close();
}

// What is written in one go: a line, or a message of a text that is written anew each time.
const LINE = /(?<=\n)/;
const GROWING: readonly (readonly [folder: string, files: RegExp, pieces: RegExp])[] = [
  ['agentsview', /\.jsonl$/, LINE],
  ['claude-code-log', /\.jsonl$/, LINE],
  ['claude-code-transcripts', /\.jsonl$/, LINE],
  ['codex-localpush', /\.jsonl$/, LINE],
  ['openhands', /\.jsonl$/, LINE],
  ['inspect_scout', /session.*\.jsonl$/, LINE],
  ['specstory', /^2026-06.*\.md$/, /(?=^(?:---\n\n)?_\*\*(?:User|Agent))/m],
  ['reflexion', /\.txt$/, /(?=^Question: )/m],
];

for (const [folder, files, pieces] of GROWING) {
  test(`logs of ${folder} that grow end as if they had been read once`, { skip: skipWithoutData }, async () => {
    const paths = dataFiles(folder, files);
    assert.ok(paths.length > 0);
    for (const path of paths) await assertGrows(basename(path), readFileSync(path, 'utf8').split(pieces));
  });
}

interface Otlp {
  readonly resourceSpans: readonly [{ readonly scopeSpans: readonly [{ readonly spans: readonly object[] }] }];
}

test('spans that arrive one by one continue their run', { skip: skipWithoutData }, async () => {
  for (const path of [
    ...dataFiles('any-agent', /_trace\.json$/),
    ...dataFiles('claude-code-spotter', /heavy\.jsonl$/),
  ]) {
    const runs: Trajectory[] = [];
    for await (const item of importFiles([path])) if ('trajectory' in item) runs.push(item.trajectory);
    // As another program would have sent them.
    const text = (await Array.fromAsync(exportOtel(runs))).join('').replaceAll('"ethogram.', '"other.');
    const spans = text
      .trimEnd()
      .split('\n')
      .flatMap((line) => {
        const { resourceSpans } = JSON.parse(line) as Otlp;
        return resourceSpans[0].scopeSpans[0].spans.map(
          (span) => `${JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })}\n`,
        );
      });
    await assertGrows('spans.jsonl', spans);
  }
});
