import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { programmableMind } from '../src/model/testing/minds/programmable-mind.ts';
import type { MindRequest } from '../src/model/testing/mind.ts';
import { startModelServer, type ModelServer } from '../src/model/testing/start-model-server.ts';
import { PERSONALITY_ITEMS } from '../src/prove/probe/personality-items.ts';
import { STATED_HABITS } from '../src/prove/probe/stated-habits.ts';
import { openStore } from '../src/store/open-store.ts';
import { emptyFolder, runCli } from './run-cli.ts';

const folder = emptyFolder();
const asked: MindRequest[] = [];
let server: ModelServer;

/** Twelve runs: a parcel is tracked, and in every third the tracker fails and the archive is searched. */
function runs(): string {
  return Array.from({ length: 12 }, (_, i) => {
    const call = (id: string, name: string): object => ({
      role: 'assistant',
      content: null,
      tool_calls: [{ id, type: 'function', function: { name, arguments: JSON.stringify({ parcel: i }) } }],
    });
    const failed = i % 3 === 0;
    return JSON.stringify({
      run_id: `depot-${i}`,
      messages: [
        { role: 'user', content: `Where is parcel ${i}?` },
        call('a', 'track'),
        { role: 'tool', tool_call_id: 'a', content: failed ? 'error: not found' : `parcel ${i} is in Graz` },
        ...(failed
          ? [
              call('b', 'search_archive'),
              { role: 'tool', tool_call_id: 'b', content: `parcel ${i} was sent back, it never was in Graz` },
            ]
          : []),
        { role: 'assistant', content: `Parcel ${i} is ${failed ? 'on its way back' : 'in Graz'}.` },
      ],
    });
  }).join('\n');
}

before(async () => {
  const mind = programmableMind((request) => {
    asked.push(request);
    const told = request.messages.at(-1);
    const last = told !== undefined && 'text' in told ? told.text : '';
    // It foresees that it tracks and that it writes, and never the archive.
    const action = last.startsWith('[') ? 'message' : 'track';
    return { text: JSON.stringify({ action, detail: 'as always', confidence: 80, goal: 'find it', plan: [] }) };
  })
    .on({ schemaName: 'probe_beliefs' }, () => ({
      text: JSON.stringify({ beliefs: [{ statement: 'The parcel is in Graz.', confidence: 70 }] }),
    }))
    .on({ schemaName: 'beliefs_compared' }, (request) => {
      asked.push(request);
      const rest = JSON.stringify(request.messages);
      const quote = rest.includes('never was in Graz') ? 'it never was in Graz' : 'is in Graz';
      const verdict = quote === 'is in Graz' ? 'borne-out' : 'corrected';
      return { text: JSON.stringify({ verdicts: [{ number: 1, quote, step: 2, verdict }] }) };
    })
    .on({ schemaName: 'probe_self' }, () => ({
      text: JSON.stringify({
        description: 'I track parcels.',
        habits: Object.fromEntries(STATED_HABITS.map(({ field }) => [field, 40])),
      }),
    }))
    .on({ schemaName: 'probe_personality' }, () => ({
      text: JSON.stringify(Object.fromEntries(PERSONALITY_ITEMS.map(({ field }) => [field, 4]))),
    }));
  server = await startModelServer(mind);
  writeFileSync(join(folder, 'depot.jsonl'), runs());
  const { code } = await runCli(['import', 'depot.jsonl'], { cwd: folder });
  assert.equal(code, 0);
});
after(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Probed {
  readonly asked: number;
  readonly failed: readonly object[];
  readonly costUsd: number;
  readonly answers: readonly { readonly run: string; readonly place: number; readonly shown?: object }[];
  readonly prediction: { readonly n: number; readonly accuracy: number; readonly baseline: object };
  readonly beliefs: { readonly verdicts: object; readonly confidence: object };
  readonly self: { readonly habits: readonly { readonly shown?: object }[] };
  readonly personality: readonly { readonly trait: string; readonly mean: number; readonly answers: number }[];
}

async function probe(...args: readonly string[]): Promise<Probed> {
  const model = ['--model', 'compatible:depot', '--base-url', `${server.url}/v1`];
  const { code, stdout, stderr } = await runCli(['probe', 'depot.jsonl', ...model, '--json', ...args], { cwd: folder });
  assert.equal(code, 0, stderr + stdout);
  return JSON.parse(stdout) as Probed;
}

/** All that the store holds of runs, as it stands in the file. */
function storedRuns(): string {
  const db = new DatabaseSync(join(folder, '.ethogram/ethogram.db'), { readOnly: true });
  const tables = db.prepare("select name from sqlite_master where type = 'table' order by name").all();
  const own = tables.map(({ name }) => String(name)).filter((name) => !/^(?:notes|model_|sqlite_)/.test(name));
  const rows = own.map((name) => [name, db.prepare(`select * from "${name}" order by 1, 2`).all()]);
  db.close();
  return JSON.stringify(rows, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value));
} // prettier-ignore

test('answers are kept beside the runs, of which not one byte changes', async () => {
  const stored = storedRuns();
  assert.ok(stored.includes('depot-0') && stored.length > 5000);
  const { asked: n, failed } = await probe('--at', 'each', '--questions', 'prediction');
  assert.deepEqual([n, failed], [28, []]);
  assert.equal(storedRuns(), stored);
  const store = await openStore(join(folder, '.ethogram/ethogram.db'));
  const notes: object[] = [];
  for await (const { trajectoryId, name, value } of store.notes('probe')) notes.push({ trajectoryId, name, value });
  assert.equal(notes.length, 28);
  const { length } = (await store.get((notes[0] as { trajectoryId: string }).trajectoryId))!.steps;
  assert.equal(length, 6);
  await store.close();
});

test('what it says it does next is held against what it does', async () => {
  const { prediction, answers, costUsd } = await probe('--at', 'each', '--questions', 'prediction');
  // 12 times track and 12 times the last message are foreseen, the archive 4 times not.
  assert.equal(prediction.n, 28);
  assert.ok(Math.abs(prediction.accuracy - 24 / 28) < 1e-9);
  assert.deepEqual(prediction.baseline, { action: 'message', accuracy: 12 / 28 });
  assert.deepEqual(answers[0]!.shown, { action: 'track' });
  assert.equal(costUsd, 0);
});

test('the question ends a context that holds nothing of what came after', async () => {
  const at = asked.filter(({ messages }) => JSON.stringify(messages).includes('parcel 0?'));
  const [first, second] = at.map(({ messages }) => messages.map((message) => ('text' in message ? message.text : '')));
  assert.equal(first!.length, 1);
  assert.match(first![0]!, /^Where is parcel 0\?/);
  assert.match(first![0]!, /This question comes from an observer/);
  assert.deepEqual(second!.slice(1, 2), ['[call track] {"parcel":0}']);
  assert.match(second![2]!, /^\[(?:error|result) of track\] error: not found/);
  assert.doesNotMatch(JSON.stringify(at[0]), /archive|Graz/);
});

test('beliefs are compared with the rest of the run, habits and traits with what was coded', async () => {
  const detected = await runCli(['detect', '--codebook', 'agent-runs', '--codebook', 'four-habits'], { cwd: folder });
  assert.equal(detected.code, 0);
  const { beliefs, self, personality, failed } = await probe('--at', 'before track', '--questions', 'beliefs,self,personality');
  assert.deepEqual(failed, []);
  assert.deepEqual(beliefs.verdicts, { 'borne-out': 8, corrected: 4, open: 0, unsupported: 0 });
  assert.ok(self.habits.some(({ shown }) => shown !== undefined));
  // Agreeing with all alike: two items of four are reversed, in one scale one and in one none but one.
  assert.deepEqual(personality.map(({ answers }) => answers), [12, 12, 12, 12, 12]);
  assert.ok(personality.every(({ mean }) => mean === 3));
}); // prettier-ignore

test('a dry run asks nothing, and a second run pays nothing', async () => {
  const { length } = asked;
  const dry = (await probe('--at', 'end', '--questions', 'intentions', '--dry-run')) as unknown as { calls: number };
  assert.equal(dry.calls, 12);
  await probe('--at', 'each', '--questions', 'prediction');
  assert.equal(asked.length, length);
});

test('what cannot be is said', async () => {
  const said = async (...args: readonly string[]): Promise<string> =>
    (await runCli(['probe', ...args], { cwd: folder })).stderr.split('\n')[0]!;
  assert.match(await said('depot.jsonl'), /--model: found none, expected a language model/);
  assert.match(await said('nowhere', '--model', 'ollama:x'), /nowhere/);
  assert.match(await said('depot.jsonl', '--at', 'noon', '--model', 'ollama:x'), /--at: found "noon"/);
});
