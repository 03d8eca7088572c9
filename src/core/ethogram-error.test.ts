import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EthogramError } from './ethogram-error.ts';

test('an error carries code, hint and cause', () => {
  const cause = new Error('underneath');
  const error = new EthogramError('not-found', 'found nothing', { hint: 'look elsewhere', cause });
  assert.equal(error.message, 'found nothing');
  assert.equal(error.code, 'not-found');
  assert.equal(error.hint, 'look elsewhere');
  assert.equal(error.cause, cause);
  assert.ok(error instanceof Error);
});
