import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Model } from '../../core/model.ts';
import { modelName } from '../../model/model-name.ts';
import { openModel } from '../../model/open-model.ts';
import { promptText } from '../../model/testing/mind.ts';
import { startModelServer, type ModelServer } from '../../model/testing/start-model-server.ts';
import { openStore } from '../../store/open-store.ts';
import type { Store } from '../../store/store.ts';
import { finishTrajectory } from '../../trajectory/finish-trajectory.ts';
import { learnBehaviors } from './learn-behaviors.ts';

const folder = mkdtempSync(join(tmpdir(), 'ethogram-learn-'));
let server: ModelServer;
let store: Store;
let model: Model;

const CARRY = ['behavior_write_carries', 'Write every carry down before moving to the next column.'] as const;

before(async () => {
  server = await startModelServer((request) => {
    const text = promptText(request);
    if (text.includes('the third way')) return { text: 'I would rather not say.' };
    const named = text.includes('the first way')
      ? [CARRY, ['behavior_know_the_result', 'Remember that sums of this kind come to 391 in the end.'] as const]
      : [['behavior_note_the_carry', 'Write every carry down before moving on to the next column.'] as const];
    const missing = named.map(([name, instruction]) => {
      return { step: 1, quote: 'way of adding', why: '', effect: 'saves', name, instruction, when: null, whenNot: null, kind: 'strategy' };
    });
    const verdict = text.includes('the first way') ? 'incorrect' : 'unclear';
    return { text: JSON.stringify({ correctness: { reason: '', verdict, mistakes: [] }, missing, shown: [] }) };
  }); // prettier-ignore
  store = await openStore(join(folder, 'ethogram.db'));
  model = await openModel(modelName('compatible:m', `${server.url}/v1`), {
    store,
    env: {},
    cwd: folder,
    now: () => new Date(),
  });
});
after(async () => {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

test('behaviors of several attempts are one where they say the same, and one that says the answer is none', async () => {
  const attempts = ['first', 'second', 'third'].map((which, trial) => {
    const { trajectory } = finishTrajectory(
      {
        runId: which,
        task: { id: 't', trial: String(trial), text: 'Add 140 and 251.', tags: [] },
        agent: {},
        outcomes: [{ name: 'success', value: false, by: 'verifier' }],
        steps: [
          { index: 0, actor: 'user', parts: [{ kind: 'text', text: 'Add 140 and 251.' }] },
          { index: 1, actor: 'agent', parts: [{ kind: 'text', text: `By the ${which} way of adding: 391` }] },
        ],
        extra: {},
      },
      { format: 'ethogram-solve', uri: 'solve' },
    );
    return { trajectory, answer: '391' };
  });
  const failed: string[] = [];
  const { behaviors, verdicts } = await learnBehaviors(model, attempts, {
    told: false,
    onFailed: ({ code }) => failed.push(code),
  });
  assert.deepEqual(failed, ['model-failed']);
  assert.deepEqual(verdicts, [0, 0.5, undefined]);
  assert.deepEqual(
    behaviors.map(({ name, instruction, support }) => [name, instruction, support]),
    [[...CARRY, 2]],
  );
  assert.doesNotMatch(server.requests.map(promptText).join('\n'), /The run failed/);
});
