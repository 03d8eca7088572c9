import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import type { Step, Trajectory } from '../../trajectory/trajectory.ts';
import type { MinedBehavior } from '../../behavior/behavior.ts';
import { mineBehaviors } from '../mine-behaviors.ts';

test('leaving out what makes an act succeed is warned of, with a rule that says the same', async () => {
  const [warning, ...others] = await warningsOf(paymentRuns(1, { without: 0.2, with: 0.9 }));
  assert.deepEqual(others, []);
  assert.deepEqual(
    { name: warning!.name, instruction: warning!.instruction, rule: warning!.rule, polarity: warning!.polarity },
    {
      name: 'behavior_no_pay_bill_before_get_invoice',
      instruction: 'Do not pay a bill before you look up the invoice with `get_invoice`.',
      rule: '!(tool:pay_bill) W (tool:get_invoice)',
      polarity: 'avoid',
    },
  );
  assert.ok(warning!.outcome!.interval[1] < 0 && warning!.outcome!.q <= 0.05);
  assert.ok(warning!.provenance.every(({ quote }) => quote.startsWith('{"bill":')));
});

test('an omission that changes nothing is rarely warned of', async () => {
  let warned = 0;
  for (let seed = 1; seed <= 20; seed++) {
    warned += (await warningsOf(paymentRuns(seed, { without: 0.6, with: 0.6 }))).length;
  }
  assert.ok(warned <= 2, `${warned} of 20`);
});

test('an omission of hard tasks is not warned of: runs are compared within tasks', async () => {
  const looked = ({ steps }: Trajectory): boolean => JSON.stringify(steps).includes('get_invoice');
  const runs = paymentRuns(3, { without: 0.5, with: 0.5 })
    .map((run, i) => ({ run, hard: i % 2 === 1, seldom: i % 5 === 0 }))
    // Hard tasks, which always fail, nearly always leave it out; easy ones, which always succeed, hardly ever do.
    .filter(({ run, hard, seldom }) => looked(run) !== hard || seldom)
    .map(({ run, hard }) => ({ ...run, outcomes: [{ name: 'success', value: !hard, by: 'verifier' as const }] }));
  assert.deepEqual(await warningsOf(runs), []);
});

async function warningsOf(runs: readonly Trajectory[]): Promise<MinedBehavior[]> {
  const { behaviors } = await mineBehaviors(
    async function* () {
      yield* runs;
    },
    { kinds: ['warning'] },
  );
  return behaviors.filter(({ rule }) => rule !== undefined);
}

/** Ten tasks, each tried twelve times: the invoice is looked up before paying, or not, and that decides about success. */
function paymentRuns(seed: number, success: { readonly without: number; readonly with: number }): Trajectory[] {
  const random = seededRandom(seed);
  return Array.from({ length: 120 }, (_, i) => {
    const careful = random.chance(0.5);
    const names = careful ? ['get_invoice', 'pay_bill'] : ['pay_bill'];
    const around = (): string[] =>
      Array.from({ length: random.below(3) }, () => random.pick(['get_weather', 'list_news', 'read_note']));
    const calls = names.flatMap((name) => [...around(), name]);
    return {
      id: `run-${String(i).padStart(3, '0')}`,
      contentHash: `${i}`,
      revision: 1,
      source: { format: 'openai-chat', uri: 'planted' },
      task: { id: `task-${i % 10}`, tags: [] },
      agent: {},
      outcomes: [{ name: 'success', value: random.chance(careful ? success.with : success.without), by: 'verifier' }],
      steps: calls.map((name, index): Step => ({
        index,
        actor: 'agent',
        parts: [{ kind: 'tool-call', callId: `${i}-${index}`, name, argumentsText: `{"bill":${i * 100 + index}}` }],
      })),
      extra: {},
    };
  });
}
