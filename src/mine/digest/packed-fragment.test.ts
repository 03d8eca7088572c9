import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '../../core/content-key.ts';
import type { Part, Step, Trajectory } from '../../trajectory/trajectory.ts';
import { fragmentOf } from './fragment.ts';
import { createLexicon } from './lexicon.ts';
import { DIGEST_VERSION, packFragment, unpackFragment, type PackedFragment } from './packed-fragment.ts';
import { runHead } from './run-head.ts';

// When this fails because digests come out otherwise: raise DIGEST_VERSION and put the new hash here.
const EXPECTED = { version: 2, hash: '5a0994992cdf' };

const PARTS: readonly (readonly [Step['actor'], Part])[] = [
  [
    'user',
    { kind: 'text', text: 'Please move order 881 to Mrs. Okafor, no matter what the shop system says about it.' },
  ],
  ['agent', { kind: 'reasoning', text: 'First I look it up. Then I compare both names.', visibility: 'raw' }],
  ['agent', { kind: 'tool-call', callId: 'a', name: 'find_order', argumentsText: '{"id":"881"}' }],
  ['tool', { kind: 'tool-result', callId: 'a', text: '{"error":"unknown id 881"}', isError: true }],
  [
    'agent',
    {
      kind: 'tool-call',
      callId: 'b',
      name: 'bash',
      argumentsText: '{"command":"cat orders.json | grep 881; cd a && npm ci && npm test"}',
    },
  ],
  ['tool', { kind: 'tool-result', callId: 'b', text: '{"id":"#881","name":"Okafor","open":true}' }],
  ['agent', { kind: 'text', text: 'Shall I move it? Please confirm.' }],
  ['user', { kind: 'text', text: 'Yes, but always ask before you change an order.' }],
];

const RUN: Trajectory = {
  id: 'run',
  contentHash: 'hash',
  revision: 1,
  source: { format: 'openai-chat', uri: 'runs.jsonl', line: 1 },
  task: { tags: ['shop', 'attack:none'] },
  agent: { model: 'm-1' },
  project: '/home/me/shop',
  startedAt: '2026-03-01T10:00:00Z',
  outcomes: [{ name: 'success', value: true, by: 'verifier' }],
  steps: PARTS.map(([actor, part], index) => ({ index, actor, parts: [part] })),
  extra: {},
};

test('a digest survives JSON, whatever ids the lexicons give', () => {
  const lexicons = { symbols: createLexicon(), wordings: createLexicon() };
  const fragment = fragmentOf(RUN, lexicons.symbols, lexicons.wordings);
  const packed = JSON.parse(JSON.stringify(packFragment(fragment, lexicons))) as PackedFragment;
  assert.deepEqual(unpackFragment(packed, runHead(RUN, packed.request), lexicons), fragment);

  const others = { symbols: createLexicon(), wordings: createLexicon() };
  others.symbols.id('tool:elsewhere');
  others.wordings.id('Something else.');
  const again = unpackFragment(packed, runHead(RUN, packed.request), others);
  assert.deepEqual(packFragment(again, others), packed);
  assert.deepEqual(
    Array.from(again.symbols, (id) => others.symbols.word(id)),
    Array.from(fragment.symbols, (id) => lexicons.symbols.word(id)),
  );
});

test('the head tells task, kind of task and outcome; an attack is no kind of task', () => {
  const { id, task, group, project, model, success } = runHead(RUN, 'abc');
  assert.deepEqual({ id, task, group, project, model, success }, {
    id: 'run', task: '~abc', group: 'shop', project: '/home/me/shop', model: 'm-1', success: true,
  }); // prettier-ignore
  assert.equal(runHead({ ...RUN, task: { tags: [] } }, '').group, 'shop');
  assert.equal(runHead({ ...RUN, task: { tags: [] } }, '').task, 'run');
});

test('digests come out as their version says', () => {
  const lexicons = { symbols: createLexicon(), wordings: createLexicon() };
  const packed = packFragment(fragmentOf(RUN, lexicons.symbols, lexicons.wordings), lexicons);
  assert.deepEqual({ version: DIGEST_VERSION, hash: sha256(JSON.stringify(packed), 12) }, EXPECTED);
});
