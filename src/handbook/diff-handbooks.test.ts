import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffHandbooks, handbookAt } from './diff-handbooks.ts';
import { approveBehavior, editBehavior } from './lifecycle.ts';
import { exampleBehavior } from './testing/example-behavior.ts';

const ASK = exampleBehavior();
const WAIT = exampleBehavior({ id: 'b_0000000002', name: 'behavior_wait', instruction: 'Wait for a yes.' });

test('what is new, gone and otherwise is told apart; evidence and ids of the same words do not count', () => {
  const active = approveBehavior(editBehavior(ASK, { when: 'something changes' }), { by: 'anna', at: '2026-01-01' });
  const fresh = exampleBehavior({ id: 'b_0000000003', name: 'behavior_new', instruction: 'Say what was done.' });
  assert.deepEqual(diffHandbooks([ASK, WAIT], [active, fresh]), {
    added: [fresh],
    removed: [WAIT],
    changed: [
      {
        id: ASK.id,
        name: ASK.name,
        fields: [
          { field: 'when', from: null, to: 'something changes' },
          { field: 'status', from: 'candidate', to: 'active' },
        ],
      },
    ],
    same: 0,
  });
  const elsewhere = { ...WAIT, id: 'b_9999999999', support: { trajectories: 9, of: 9, tasks: 9 } };
  assert.deepEqual(diffHandbooks([WAIT], [elsewhere]), { added: [], removed: [], changed: [], same: 1 });
});

test('a handbook can be seen as it was', () => {
  const edited = editBehavior(ASK, { instruction: 'Ask!' });
  const histories = new Map([
    [ASK.id, [revision('2026-01-01T10:00:00Z', ASK), revision('2026-01-03T10:00:00Z', edited)]],
    [WAIT.id, [revision('2026-01-02T10:00:00Z', WAIT)]],
  ]);
  const at = (time: string): string[] => handbookAt(histories, time).map(({ instruction }) => instruction);
  assert.deepEqual(at('2026-01-01'), []);
  assert.deepEqual(at('2026-01-01T12:00:00+02:00'), ['Ask before you act.']);
  assert.deepEqual(at('2026-01-02T23:00:00Z'), ['Ask before you act.', 'Wait for a yes.']);
  assert.deepEqual(at('2026-02-01'), ['Ask!', 'Wait for a yes.']);
});

function revision(at: string, behavior: typeof ASK): { version: number; action: string; at: string; behavior: typeof ASK } {
  return { version: behavior.version, action: 'x', at, behavior };
} // prettier-ignore
