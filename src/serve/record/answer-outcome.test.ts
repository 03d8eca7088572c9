import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../store/open-store.ts';
import { KeptOutcomes } from './kept-outcomes.ts';
import { answerOutcome, readOutcome } from './answer-outcome.ts';

const AT = '2026-01-01T00:00:00.000Z';
const read = (value: unknown): unknown => readOutcome(Buffer.from(JSON.stringify(value)), AT);

test('an outcome says who, what and when', () => {
  assert.deepEqual(read({ session: 's', success: true, reward: 0.5, scores: { style: 2 }, feedback: 'Good' }), {
    target: { session: 's' },
    records: [
      { name: 'success', value: true, by: 'verifier', at: AT },
      { name: 'reward', value: 0.5, by: 'verifier', at: AT },
      { name: 'style', value: 2, by: 'verifier', at: AT },
      { name: 'feedback', value: 'Good', by: 'human', at: AT },
    ],
  });
  assert.deepEqual(read({ trajectory: 't', success: false, by: 'human' }), {
    target: { trajectory: 't' },
    records: [{ name: 'success', value: false, by: 'human', at: AT }],
  });
});

test('what is wrong with an outcome is said', () => {
  for (const [value, expected] of [
    [[], 'found an empty list, expected fields (name: value)'],
    [{ success: true }, 'found neither, expected either trajectory or session'],
    [{ session: 's', trajectory: 't', success: true }, 'found both, expected either trajectory or session'],
    [{ session: 's' }, 'found no outcome, expected success, reward, scores or feedback'],
    [{ session: 's', success: 'yes' }, 'success: found "yes", expected true or false'],
    [
      { session: 's', scores: { success: 1 } },
      'scores.success: found "success", expected a name other than success, reward and feedback',
    ],
    [{ session: 's', by: 'model', success: true }, 'by: found "model", expected human or verifier'],
  ] as const) {
    assert.equal(read(value), expected);
  }
  assert.equal(readOutcome(Buffer.from([0xff]), AT), 'found no JSON in UTF-8, expected { "session", "success" … }');
});

test('answers follow from what became of the outcome', async () => {
  const body = Buffer.from('{"trajectory":"t","success":true}');
  const answers = async (answer: 'stored' | 'kept' | 'not-found' | 'unavailable'): Promise<unknown> => {
    const { status, body: text } = await answerOutcome({ outcome: async () => answer }, body, AT);
    return [status, text];
  };
  assert.deepEqual(await answers('stored'), [204, '']);
  assert.deepEqual(await answers('kept'), [204, '']);
  const error = (code: string, message: string): string => `${JSON.stringify({ error: { code, message } })}\n`;
  assert.deepEqual(await answers('not-found'), [
    404,
    error('not-found', 't: found no such trajectory, expected one in the store'),
  ]);
  assert.deepEqual(await answers('unavailable'), [
    503,
    error('store-unavailable', 'the outcome was not stored, send it again'),
  ]);
});

test('a server that is killed has lost no outcome that it acknowledged', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'ethogram-'));
  context.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'a.db');
  const script = fileURLToPath(new URL('testing/outcome-server.ts', import.meta.url));
  const acknowledged: { session: string; score: string }[] = [];
  for (let round = 0; round < 3; round++) {
    const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = (await once(child.stdout, 'data')) as [Buffer];
    const url = `http://127.0.0.1:${Number(port)}`;
    const killed = once(child, 'exit');
    const stop = new AbortController();
    const post = async (worker: number): Promise<void> => {
      for (let i = 0; !stop.signal.aborted; i++) {
        const session = `s${(i * 7 + worker) % 40}`;
        const score = `r${round}-w${worker}-${i}`;
        const response = await fetch(url, {
          method: 'POST',
          body: JSON.stringify({ session, scores: { [score]: i } }),
        }).catch(() => undefined);
        if (response?.status === 204) acknowledged.push({ session, score });
      }
    };
    const posting = Promise.all([0, 1, 2, 3].map(post));
    const enough = acknowledged.length + 40;
    while (acknowledged.length < enough) await sleep(5);
    child.kill('SIGKILL');
    stop.abort();
    await killed;
    await posting;
  }
  assert.ok(acknowledged.length >= 120, `acknowledged ${acknowledged.length}`);
  const store = await openStore(path);
  // What no run came for is still kept.
  const outcomes = new KeptOutcomes(store);
  const runs = await Array.fromAsync(store.read());
  await outcomes.joinTo(runs.map(({ id }) => id));
  const scores = new Map<string, Set<string>>();
  for await (const run of store.read())
    scores.set(
      run.sessionId!,
      new Set([...(scores.get(run.sessionId!) ?? []), ...run.outcomes.map(({ name }) => name)]),
    );
  const kept = new Map((await store.decisions('kept-outcome')).map(({ name, value }) => [name, JSON.stringify(value)]));
  await store.close();
  const lost = acknowledged.filter(
    ({ session, score }) =>
      !scores.get(session)?.has(score) && !kept.get(`recorded:${session}`)?.includes(`"${score}"`),
  );
  assert.deepEqual(lost, []);
});
