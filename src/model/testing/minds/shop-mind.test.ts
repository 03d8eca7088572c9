import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { compareArms, type AttemptResult } from '../../../prove/attempt/compare-arms.ts';
import { generateTasks } from '../../../prove/generators/generators.ts';
import { SHOP } from '../../../prove/generators/shop.ts';
import { solveTask } from '../../../prove/attempt/solve-task.ts';
import { openStore } from '../../../store/open-store.ts';
import type { Store } from '../../../store/store.ts';
import { modelName } from '../../model-name.ts';
import { openModel } from '../../open-model.ts';
import { startModelServer, type ModelServer } from '../start-model-server.ts';
import type { SlipRates } from './planted-slip.ts';
import { SHOP_SLIPS, shopMind } from './shop-mind.ts';

const folder = mkdtempSync(join(tmpdir(), 'ethogram-shop-mind-'));
const open: (ModelServer | Store)[] = [];
after(async () => {
  for (const one of open) await one.close();
  rmSync(folder, { recursive: true });
});

const TASKS = generateTasks(SHOP, { seed: 3, count: 40 });
const ADVICE = SHOP_SLIPS.map(({ behavior }) => ({ id: behavior.name, ...behavior }));
const TIDY = [{ id: 'tidy', name: 'behavior_tidy', instruction: 'Write the date at the top of the page.' }];

/** Serves every customer, once for each list of behaviors. */
async function served(
  rates: SlipRates,
  arms: Readonly<Record<string, typeof ADVICE>>,
): Promise<ReturnType<typeof compareArms>> {
  const server = await startModelServer(shopMind(rates));
  const store = await openStore(join(folder, String(open.length), 'ethogram.db'));
  open.push(server, store);
  const now = (): Date => new Date('2026-11-21T10:00:00Z');
  const model = await openModel(modelName('compatible:m', `${server.url}/v1`), { store, env: {}, cwd: folder, now });
  const results: AttemptResult[] = [];
  for (const [arm, behaviors] of Object.entries(arms)) {
    await Promise.all(
      TASKS.map(async (task) => {
        const { checked, inputTokens, outputTokens } = await solveTask(model, task, { trial: 0, arm, behaviors, now });
        results.push({ arm, task: task.id, success: checked.right, inputTokens, outputTokens });
      }),
    );
  }
  return compareArms(Object.keys(arms), results);
}

test('without slips every customer is served as they wanted', async () => {
  const [plain] = await served({ errorRate: 0 }, { plain: [] });
  assert.equal(plain!.success, 1);
});

test('slips cost success; advice against them wins it back and saves words, other advice does neither', async () => {
  const [plain, idle, advised] = await served({ seed: 1, errorRate: 0.8 }, { plain: [], idle: TIDY, advised: ADVICE });
  assert.ok(plain!.success < 0.85 && advised!.success > 0.9);
  assert.deepEqual([idle!.success, idle!.outputTokens], [plain!.success, plain!.outputTokens]);
  const { success, outputTokens } = advised!.against!;
  assert.ok(success.interval![0] > 0.05, JSON.stringify(success));
  assert.ok(outputTokens.interval![1] < -10, JSON.stringify(outputTokens));
});
