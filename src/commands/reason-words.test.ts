import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REFUSALS } from '../mine/reflect/proposal.ts';
import { UNFIT } from '../teach/student-example.ts';
import { reasonWords } from './reason-words.ts';

test('codes are put into words', () => {
  assert.equal(reasonWords('not-applicable'), 'not applicable');
  assert.equal(reasonWords('no-steps'), 'no steps');
  assert.equal(reasonWords('support'), 'fewer than two runs bear it out');
  assert.equal(reasonWords('constructor'), 'constructor');
  for (const code of [...REFUSALS, ...UNFIT]) assert.match(reasonWords(code), /^[^-_]+$/, code);
});
