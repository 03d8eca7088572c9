import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { proposedBehavior } from '../src/handbook/proposed-behavior.ts';
import { echoMind } from '../src/model/testing/minds/echo-mind.ts';
import { startModelServer } from '../src/model/testing/start-model-server.ts';
import { openStore } from '../src/store/open-store.ts';
import { partText } from '../src/trajectory/trajectory.ts';
import { emptyFolder } from './run-cli.ts';
import { ROOT } from './source-files.ts';

const WORDS = { name: 'behavior_ask_first', instruction: 'Ask for a yes before you cancel an order.', kind: 'workflow' } as const; // prettier-ignore
// Where the published package has them.
const SOURCES = {
  'ethogram/ai-sdk': 'src/serve/ai-sdk/ethogram.ts',
  'ethogram/fetch': 'src/serve/fetch/ethogram-fetch.ts',
};
const examples = readFileSync(join(ROOT, 'docs/serving.md'), 'utf8').match(/(?<=```js\n)[\s\S]*?(?=```)/g) ?? [];

test('there are examples of the middleware and of fetch', () => {
  assert.equal(examples.length, 2);
});

for (const [i, example] of examples.entries()) {
  test(`example ${i + 1} gets the handbook's advice, and its session is recorded`, async (context) => {
    const location = join(emptyFolder(), 'a.db');
    const behavior = { ...proposedBehavior(WORDS, { by: 'test' }), status: 'active' as const };
    const before = await openStore(location);
    await before.putBehaviors([behavior], { action: 'proposed', at: '2026-01-01T00:00:00.000Z' });
    await before.close();
    const upstream = await startModelServer(echoMind);
    context.after(() => upstream.close());
    const code = Object.entries(SOURCES).reduce((text, [name, path]) => text.replace(`'${name}'`, `'${pathToFileURL(join(ROOT, path)).href}'`), example); // prettier-ignore
    const program = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: ROOT,
      env: {
        ...process.env,
        OPENAI_API_KEY: 'sk-of-the-caller',
        OPENAI_BASE_URL: `${upstream.url}/v1`,
        ETHOGRAM_STORE: location,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    assert.deepEqual(await once(program, 'exit'), [0, null]);
    const store = await openStore(location, { readonly: true });
    const [run] = await Array.fromAsync(store.read());
    const [receipt] = await Array.fromAsync(store.receipts());
    await store.close();
    assert.equal(run?.id, 'recorded:order-4711');
    assert.deepEqual(run.task.tags, ['orders']);
    assert.deepEqual([receipt?.unit, receipt?.trajectory], ['order-4711', run.id]);
    const [injected, asked, answered] = run.steps.map(({ parts }) => parts[0]!);
    assert.deepEqual(injected?.kind === 'text' ? injected.injected : undefined, [behavior.id]);
    assert.equal(partText(asked!), 'Please cancel my order 4711');
    assert.match(partText(answered!), /cancel my order/);
    if (example.includes('.outcome('))
      assert.deepEqual(
        run.outcomes.map(({ name, value }) => [name, value]),
        [['success', true]],
      );
  });
}
