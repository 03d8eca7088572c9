import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { PLANTED } from '../../examples/agents/planted.ts';
import { runExampleAgents } from '../../examples/agents/run-example-agents.ts';
import type { BehaviorKind, MinedBehavior } from '../behavior/behavior.ts';
import { importFiles } from '../trajectory/import-files.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import { mineBehaviors } from './mine-behaviors.ts';

let mined: readonly MinedBehavior[] = [];
let directory: string;

before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'ethogram-mine-'));
  const { runs: written } = await runExampleAgents({ directory, seed: 1 });
  const success = new Map(written.map((run) => [run.trajectoryId, run.success]));
  const runs: Trajectory[] = [];
  for await (const item of importFiles([directory])) {
    if (!('trajectory' in item)) continue;
    const { trajectory } = item;
    const value = success.get(trajectory.id);
    const outcomes = value === undefined ? [] : [{ name: 'success', value, by: 'verifier' as const }];
    runs.push({ ...trajectory, outcomes });
  }
  const { behaviors } = await mineBehaviors(async function* () {
    yield* runs;
  });
  mined = behaviors;
});

after(() => rm(directory, { recursive: true, force: true }));

test('of the planted workflows both of the shop, editing after reading, and testing after an edit are found', () => {
  const found = PLANTED.workflows.filter(({ symbols }) =>
    ofKind('workflow').some(({ matcher }) => holds(matcher?.sequence?.symbols ?? [], symbols.slice(-2))),
  );
  // A refusal ends the matter for the miner: handing over when they insist is not found.
  assert.deepEqual(
    found.map(({ name }) => name),
    ['authenticate-first', 'confirm-before-change', 'search-read-edit', 'edit-then-test'],
  );
});

test('all planted repairs are found, each with what mends it', () => {
  const found = PLANTED.repairs.filter(({ failing, error, fixing }) =>
    ofKind('repair').some(({ instruction, provenance }) => {
      const mends = failing === fixing ? 'call it again with' : `\`${fixing}\``;
      const says = instruction.includes(`hen \`${failing}\` fails`) && instruction.includes(mends);
      return says && provenance.every(({ quote }) => quote.replaceAll('\\"', '"').includes(error));
    }),
  );
  assert.deepEqual(
    found.map(({ name }) => name),
    PLANTED.repairs.map(({ name }) => name),
  );
});

test('how tests are run is known of both projects', () => {
  const tests = PLANTED.facts.filter(({ name }) => name.startsWith('test-command:'));
  const wanted = tests.map(({ name, answer }) => `In ${name.split(':')[1]!}, run the tests with \`${answer}\`.`);
  const said = new Set(ofKind('fact').map(({ instruction }) => instruction));
  assert.deepEqual(
    wanted.filter((instruction) => said.has(instruction)),
    wanted,
  );
});

test('planted slips that make changes fail are warned of', () => {
  const warnings = ofKind('warning').map(({ instruction }) => instruction);
  assert.ok(warnings.some((instruction) => instruction.endsWith('without an explicit yes to the details.')));
  assert.ok(warnings.some((instruction) => /before you find the user with/.test(instruction)));
});

test('nothing that is found contradicts what was planted', () => {
  const failing = PLANTED.repairs.filter(({ failing: call, fixing }) => call !== fixing);
  for (const { kind, instruction, polarity, outcome } of mined) {
    if (kind === 'workflow' || kind === 'fact') {
      // What fails is never the way to do it.
      for (const { agent, failing: call } of failing) {
        if (agent === 'coding' && call !== 'Edit') assert.ok(!instruction.includes(`\`${call}\``), instruction);
      }
    }
    if (polarity === 'do' && kind === 'workflow' && outcome !== undefined && outcome.q <= 0.05)
      assert.ok(outcome.interval[1] > 0, instruction);
    if (outcome !== undefined) assert.ok(outcome.interval[0] < outcome.interval[1], instruction);
  }
  for (const { symbols } of PLANTED.workflows) {
    const reversed = symbols.slice(-2).reverse();
    for (const { matcher, instruction } of ofKind('workflow'))
      assert.ok(!holds(matcher?.sequence?.symbols ?? [], reversed), instruction);
  }
});

test('the best of each kind comes first, and all together are few', () => {
  assert.ok(mined.length <= 36, `${mined.length} behaviors`);
  const first = (kind: BehaviorKind): string | undefined => ofKind(kind)[0]?.instruction;
  assert.deepEqual([first('workflow'), first('repair'), first('fact'), first('warning')], [
    'Before making a change (`exchange_items`, `refund` or `return_items`), look up the order with `get_order`, then list the details and get an explicit yes.',
    'When `Edit` fails with “File has not been read yet”, read the file with `Read`, then try again.',
    'In acme-shop, run the tests with `npm run test:unit`.',
    'Do not make a change (`cancel_order`, `exchange_items`, `refund` or `return_items`) without an explicit yes to the details.',
  ]); // prettier-ignore
});

function ofKind(kind: BehaviorKind): MinedBehavior[] {
  return mined.filter((behavior) => behavior.kind === kind);
}

/** Whether a sequence has the wanted elements in order, each by at least one of its alternatives. */
function holds(sequence: readonly string[], wanted: readonly string[]): boolean {
  const alternatives = (element: string): string[] => element.split('|').map((symbol) => symbol.trim());
  let matched = 0;
  for (const element of sequence) {
    const next = wanted[matched];
    if (next !== undefined && alternatives(element).some((symbol) => alternatives(next).includes(symbol))) matched++;
  }
  return matched === wanted.length;
}
