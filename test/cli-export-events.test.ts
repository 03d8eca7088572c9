import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { exchangeRuns, type ExchangeRun } from '../src/analysis/exchange/exchange-run.ts';
import type { Event } from '../src/behavior/event.ts';
import { openStore } from '../src/store/open-store.ts';
import { emptyFolder, runCli } from './run-cli.ts';

const cwd = emptyFolder();
const codebook = 'watched@0123456789ab';
let ids: readonly string[] = [];

function event(trajectoryId: string, slug: string, steps: readonly [number, number], more: Partial<Event> = {}): Event {
  return {
    id: `e_${trajectoryId.slice(-4)}_${slug}_${steps.join('_')}_${more.time?.startMs ?? ''}`,
    trajectoryId,
    revision: 1,
    code: `watched/${slug}@0123456789ab`,
    kind: 'state',
    unit: 'step',
    actor: 'agent',
    steps,
    spans: [{ step: steps[0], part: 0, start: 0, end: 2, quote: '=1\t"2' }],
    verdict: 'present',
    tier: 'structure',
    detector: 'watcher@1',
    confidence: 0.75,
    ...more,
  };
}

const T0 = Date.parse('2026-01-01T00:00:00Z');
const time = (startMs: number, endMs: number): Partial<Event> => ({
  time: { startMs: T0 + startMs, endMs: T0 + endMs },
});

before(async () => {
  const run = (task: string): string =>
    JSON.stringify({
      task_id: task,
      messages: Array.from({ length: 6 }, (_, at) => ({
        role: at % 2 === 0 ? 'user' : 'assistant',
        content: `=1\t"2 ${task} ${at}`,
      })),
    });
  writeFileSync(join(cwd, 'runs.jsonl'), [run('counted'), run('timed'), run('quiet'), run('unseen'), ''].join('\n'));
  assert.equal((await runCli(['import', 'runs.jsonl'], { cwd })).code, 0);
  const store = await openStore(join(cwd, '.ethogram/ethogram.db'));
  const byTask = new Map<string, string>();
  for await (const { id, task } of store.list()) byTask.set(task.id!, id);
  ids = ['counted', 'timed', 'quiet'].map((task) => byTask.get(task)!);
  const [counted, timed, quiet] = ids as [string, string, string];
  const coding = (trajectoryId: string): object => ({
    trajectoryId,
    revision: 1,
    codebook,
    detector: 'watcher@1',
    observedUnits: { rest: 6, walk: 6 },
    notObservable: { walk: 1 },
    observedTokens: 60,
  });
  const coded = (id: string, events: readonly Event[]): never => ({ coding: coding(id), events }) as never;
  await store.putCodings([
    coded(counted, [
      // Two at once, two that touch, one within another, one of one step, and a point.
      event(counted, 'rest', [0, 3]),
      event(counted, 'rest', [1, 2]),
      event(counted, 'rest', [4, 4], { modifiers: { depth: 2, 'a|b': 'x,y' } }),
      event(counted, 'walk', [0, 0]),
      event(counted, 'walk', [1, 1], { actor: 'user', target: 'agent' }),
      event(counted, 'stop', [5, 5], { kind: 'point', coder: 'kim' }),
      event(counted, 'stop', [2, 2], { kind: 'point', verdict: 'absent' }),
    ]),
    coded(timed, [event(timed, 'rest', [0, 5], time(0, 0))]),
    coded(quiet, []),
  ]);
  await store.close();
});

async function observed(location: string, of: 'codes' | 'labels'): Promise<ExchangeRun[]> {
  const store = await openStore(join(cwd, location));
  try {
    return await Array.fromAsync(exchangeRuns(store, { of }));
  } finally {
    await store.close();
  }
}

function plain(runs: readonly ExchangeRun[]): [string, string[]][] {
  // A modifier tells overlapping states apart outside; it is no part of the event.
  const text = ({ modifiers, ...rest }: ExchangeRun['events'][number]): string =>
    JSON.stringify({ ...rest, modifiers: modifiers.replace(/(?:^|\|)overlap=\d+$/, '') });
  return runs
    .filter(({ events }) => events.length > 0)
    .map(({ id, events }): [string, string[]] => [id, events.map(text).toSorted()])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

test('runs are observations: those in which nothing was seen are there, those that nobody examined are not', async () => {
  const runs = await observed('.ethogram/ethogram.db', 'codes');
  assert.deepEqual(runs.map(({ id }) => id).toSorted(), ids.toSorted());
  const counted = runs.find(({ id }) => id === ids[0])!;
  assert.deepEqual([counted.timeBase, counted.seconds, counted.events.length], ['steps', 6, 6]);
  assert.deepEqual(
    counted.events.map(({ behavior, kind, start, stop, modifiers }) => [behavior, kind, start, stop, modifiers]),
    [
      ['watched/rest', 'state', 0, 4, ''],
      ['watched/walk', 'state', 0, 1, ''],
      ['watched/rest', 'state', 1, 3, ''],
      ['watched/walk', 'state', 1, 2, ''],
      ['watched/rest', 'state', 4, 5, 'depth=2|a b=x y'],
      ['watched/stop', 'point', 5, 5, ''],
    ],
  );
});

for (const [name, args, file] of [
  ['a project of BORIS', ['boris'], 'p.boris'],
  ['a table of BORIS', ['boris', '--as', 'tabular'], 'tabular.csv'],
  ['an aggregated table of BORIS', ['boris', '--as', 'aggregated'], 'aggregated.csv'],
  ['a data set of BIDS', ['bids'], 'bids'],
] as const) {
  test(`${name} is read back as the same events`, async () => {
    const written = await runCli(['export', ...args, '--out', file], { cwd });
    assert.equal(written.code, 0, written.stderr);
    const read = await runCli(['import', file, '--store', `${file}.db`], { cwd });
    assert.equal(read.code, 0, read.stderr);
    const [given, found] = [await observed('.ethogram/ethogram.db', 'codes'), await observed(`${file}.db`, 'labels')];
    assert.deepEqual(plain(found), plain(given));
    // And once more.
    const again = await runCli(
      ['export', ...args, '--of', 'labels', '--store', `${file}.db`, '--out', `again-${file}`],
      { cwd },
    );
    assert.equal(again.code, 0, again.stderr);
    await runCli(['import', `again-${file}`, '--store', `again-${file}.db`], { cwd });
    assert.deepEqual(plain(await observed(`again-${file}.db`, 'labels')), plain(given));
  });
}

test('no words of a run are in what goes to other programs', async () => {
  for (const args of [['boris'], ['boris', '--as', 'tabular'], ['ndx']]) {
    const { stdout } = await runCli(['export', ...args], { cwd });
    assert.ok(stdout.includes('watched/rest') && !stdout.includes('=1'), args.join(' '));
  }
});

test('ndx names how everything was labelled, and what could not be seen', async () => {
  const { bouts, ethogram } = JSON.parse((await runCli(['export', 'ndx'], { cwd })).stdout);
  assert.deepEqual(ethogram.behavior, ['watched/rest', 'watched/stop', 'watched/walk']);
  assert.deepEqual(ethogram.behavior_type, ['state', 'point', 'state']);
  const counted = bouts.find(({ name }: { readonly name: string }) => name === ids[0]);
  assert.deepEqual(counted.start_time, [0, 0, 1, 1, 4]);
  assert.deepEqual(counted.stop_time, [4, 1, 3, 2, 5]);
  assert.deepEqual(counted.events, { timestamp: [5], label: ['watched/stop'] });
  assert.deepEqual(counted.observation_intervals, { start_time: [0], stop_time: [6] });
  assert.deepEqual(JSON.parse(counted.parameters), {
    time_base: 'steps',
    codebooks: [codebook],
    not_observable: { 'watched/walk': 1 },
  });
  assert.deepEqual(
    [...new Set(bouts.map((bout: { readonly labeling_method: string }) => bout.labeling_method))],
    ['automated'],
  );
});

test('Parquet and CSV hold every event, whatever its verdict, and the same', async () => {
  const { code, stderr } = await runCli(['export', 'parquet', '--out', 'pq'], { cwd });
  assert.equal(code, 0, stderr);
  const read = async (name: string): Promise<Record<string, unknown>[]> => {
    const { buffer, byteOffset, byteLength } = readFileSync(join(cwd, 'pq', `${name}.parquet`));
    return parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + byteLength) });
  };
  const [runs, events, codings] = [await read('runs'), await read('events'), await read('codings')];
  assert.deepEqual([runs.length, events.length, codings.length], [4, 8, 6]);
  const last = events.find(({ behavior, verdict }) => behavior === 'stop' && verdict === 'present')!;
  assert.deepEqual(
    [
      last['run'],
      last['first_step'],
      last['confidence'],
      last['coder'],
      last['quote'],
      last['cost_usd'],
      last['started_at'],
    ],
    [ids[0], 5, 0.75, 'kim', '=1\t"2', null, null],
  );
  assert.deepEqual(
    codings.filter(({ behavior }) => behavior === 'walk').map((row) => row['not_observable']),
    [1, 1, 1],
  );
  const lines: Record<string, string>[] = parse((await runCli(['export', 'events'], { cwd })).stdout, {
    columns: true,
  });
  const shown = (value: unknown): string =>
    value === null ? '' : value instanceof Date ? value.toISOString() : String(value);
  const guarded = ({ quote, ...rest }: Record<string, unknown>): Record<string, string> =>
    Object.fromEntries(
      Object.entries({ ...rest, quote: `'${String(quote)}` }).map(([name, value]) => [name, shown(value)]),
    );
  assert.deepEqual(
    lines.map(({ quote, ...rest }) => ({ ...rest, quote })),
    events.map(guarded),
  );
});

test('a codebook that is misspelt is an error that names the one meant, wherever codes are looked at', async () => {
  const commands = [['export', 'events'], ['export', 'boris'], ['analyse', 'time-budget'], ['analyse', 'drift', '--between', 'context'], ['analyse', 'outcomes'], ['compare', 'all', 'all']]; // prettier-ignore
  for (const command of commands) {
    const { code, stdout, stderr } = await runCli([...command, '--codebook', 'wached'], { cwd });
    assert.deepEqual(
      [code === 0, stdout, stderr],
      [
        false,
        '',
        'error[not-found]: --codebook: found "wached", with which no run is coded, expected one of watched\n  hint: --codebook watched\n',
      ],
      command.join(' '),
    );
  }
  const known = await runCli(['export', 'events', '--codebook', 'moves'], { cwd });
  assert.deepEqual([known.code, known.stderr], [0, 'No run is coded with moves: ethogram detect --codebook moves does it.\n']); // prettier-ignore
});
