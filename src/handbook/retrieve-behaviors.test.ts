import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinedBehavior } from '../behavior/behavior.ts';
import { cleanQuery } from './clean-query.ts';
import { retrieveBehaviors } from './retrieve-behaviors.ts';
import { MAX_RETRIEVED, type RetrieveOptions } from './retrieval/retrieval.ts';

const HANDBOOK: readonly MinedBehavior[] = [
  behavior('b_confirm', 'behavior_confirm_before_reservation_changes', 'Before booking, cancelling or updating a reservation, list the details and get an explicit yes.'),
  behavior('b_auth', 'behavior_authenticate_first', 'Ask the user for the user id and look up the user details with `get_user_details` before anything else.'),
  behavior('b_pay', 'behavior_repair_payment_amount', 'When `book_reservation` fails with “payment amount does not add up”, work out the amounts with `calculate`.'),
  behavior('b_test', 'behavior_npm_test_after_edit', 'After editing a file, run `npm test`.', { scope: { projects: ['shop'], tools: ['Bash'] } }),
  behavior('b_flight', 'behavior_search_flights', 'Search for direct flights with `search_direct_flight`, then present the options.'),
]; // prettier-ignore

const names = (query: string, options: RetrieveOptions = {}): string[] =>
  retrieveBehaviors(query, HANDBOOK, { all: true, ...options }).behaviors.map(({ id }) => id);

test('what fits a request is found in its other forms, and says why', () => {
  const { query, tokens, behaviors } = retrieveBehaviors('Hello! I want to cancel my reservations, please.', HANDBOOK, {
    all: true,
  });
  assert.equal(query, 'Hello! I want to cancel my reservations, please.');
  assert.equal(tokens, 20);
  assert.equal(behaviors.length, 1);
  const { score, ...rest } = behaviors[0]!;
  assert.deepEqual(rest, {
    id: 'b_confirm',
    version: 1,
    name: 'behavior_confirm_before_reservation_changes',
    instruction: 'Before booking, cancelling or updating a reservation, list the details and get an explicit yes.',
    tokens: 20,
    why: 'matches cancel, reservations',
  });
  assert.ok(score > 0.3 && score <= 1);
  assert.deepEqual(names('my payment failed, the amount was wrong'), ['b_pay']);
  assert.deepEqual(names('find me direct flights to Rome'), ['b_flight']);
});

test('nothing is served when nothing fits', () => {
  for (const query of ['', 'write a poem about cats', 'who are you?', 'the and of it', '12345', '{}']) {
    assert.deepEqual(names(query), [], query);
  }
});

test('metadata around the request changes nothing', () => {
  const request = 'Please cancel my reservation';
  const wrapped = `Session: 8f3ad1e2\n{"flight":"HAT290","payment":"gift_card"}\n<metadata>search direct flights</metadata>\n${request}\nhttps://example.org/npm/test`;
  assert.equal(cleanQuery(wrapped), request);
  assert.deepEqual(
    retrieveBehaviors(wrapped, HANDBOOK, { all: true }),
    retrieveBehaviors(request, HANDBOOK, { all: true }),
  );
});

test('candidates are served only on request, archived ones never, pinned ones always', () => {
  const query = 'cancel the reservation';
  assert.deepEqual(retrieveBehaviors(query, HANDBOOK).behaviors, []);
  const served = (change: Partial<MinedBehavior>): number =>
    retrieveBehaviors(query, [{ ...HANDBOOK[0]!, ...change }, ...HANDBOOK.slice(1)]).behaviors.length;
  assert.equal(served({ status: 'active' }), 1);
  assert.equal(served({ pinned: true }), 1);
  assert.equal(served({ status: 'archived', pinned: true }), 0);
});

const WORDS = ['rust', 'algae', 'crew', 'winches', 'lights', 'paint', 'tide', 'hinges', 'rope'];

test('k, the token budget and the cap of five are kept', () => {
  const same = Array.from({ length: 9 }, (_, i) =>
    behavior(`b_${i}`, `behavior_${WORDS[i]}`, `Check the harbour gate for ${WORDS[i]} and ${WORDS[(i * 4 + 3) % 9]}.`),
  );
  const other = Array.from({ length: 9 }, (_, i) =>
    behavior(`o_${i}`, `behavior_plants_${WORDS[i]}`, 'Water the plants.'),
  );
  const served = (options: RetrieveOptions): number =>
    retrieveBehaviors('is the harbour gate checked?', [...same, ...other], { all: true, ...options }).behaviors.length;
  assert.equal(served({}), 3);
  assert.equal(served({ k: 99, tokens: 9999 }), MAX_RETRIEVED);
  assert.equal(served({ k: 5, tokens: 45 }), 2);
  assert.equal(served({ k: 0 }), 0);
});

test('leaving a task out leaves out what only that task and one other support', () => {
  const supported = (support: MinedBehavior['support']): number =>
    retrieveBehaviors('cancel the reservation', [{ ...HANDBOOK[0]!, support }], { all: true, task: 't1' }).behaviors
      .length;
  assert.equal(supported({ trajectories: 4, of: 9, tasks: 2, taskIds: ['t1', 't2'] }), 0);
  assert.equal(supported({ trajectories: 4, of: 9, tasks: 2, taskIds: ['t2', 't3'] }), 1);
  assert.equal(supported({ trajectories: 4, of: 9, tasks: 3, taskIds: ['t1', 't2', 't3'] }), 1);
  assert.equal(supported({ trajectories: 90, of: 99, tasks: 70 }), 1);
  assert.equal(supported({ trajectories: 2, of: 9, tasks: 2 }), 0);
});

test('what does not come from runs stands without any of them, unless an agent proposed it', () => {
  const support = { trajectories: 0, of: 0, tasks: 0 };
  const served = (how: NonNullable<MinedBehavior['origin']>['how']): number =>
    retrieveBehaviors('cancel the reservation', [{ ...HANDBOOK[0]!, support, origin: { how } }], {
      all: true,
      task: 't1',
    }).behaviors.length;
  assert.equal(served('imported'), 1);
  assert.equal(served('proposed'), 0);
});

test('behaviors of other projects and tools are out of scope', () => {
  const query = 'edit the file and test it with npm';
  assert.deepEqual(names(query), ['b_test']);
  assert.deepEqual(names(query, { project: 'shop', tools: ['Bash', 'Edit'] }), ['b_test']);
  assert.deepEqual(names(query, { project: 'projects/shop' }), ['b_test']);
  assert.deepEqual(names(query, { project: 'bank' }), []);
  assert.deepEqual(names(query, { tools: ['Read'] }), []);
});

function behavior(id: string, name: string, instruction: string, change: Partial<MinedBehavior> = {}): MinedBehavior {
  return {
    id, name, instruction, kind: 'workflow', polarity: 'do', scope: {}, status: 'candidate', version: 1, hash: '', parents: [],
    tokens: 20, support: { trajectories: 9, of: 9, tasks: 9 }, tokensPerUse: 0, savedTokens: 0, provenance: [], ...change,
  }; // prettier-ignore
}
