import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

// Loading one that is not installed would end every command that could use a model, also those that do not.
test('packages of providers are loaded when they are asked for, and imported for their types only', () => {
  const src = join(import.meta.dirname, '..');
  const importing = globSync('**/*.ts', { cwd: src })
    .filter((path) => !path.endsWith('.test.ts') && !path.includes('/testing/'))
    .filter((path) => /^import (?!type\b)[^;]*?from '(?:@ai-sdk\/|ai')/m.test(readFileSync(join(src, path), 'utf8')));
  assert.deepEqual(importing, []);
});
