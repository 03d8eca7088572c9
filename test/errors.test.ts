import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ERROR_CODES } from '../src/core/ethogram-error.ts';
import { productFiles, ROOT } from './source-files.ts';

test('docs/errors.md describes every error code and no other', () => {
  const described = [...readFileSync(`${ROOT}docs/errors.md`, 'utf8').matchAll(/^## `([a-z-]+)`$/gm)].map(
    ([, code]) => code!,
  );
  assert.deepEqual(described, [...ERROR_CODES]);
});

test('the codes are sorted, and each is raised somewhere', () => {
  assert.deepEqual([...ERROR_CODES].sort(), [...ERROR_CODES]);
  const sources = productFiles().filter(({ path }) => !path.endsWith('ethogram-error.ts'));
  const unused = ERROR_CODES.filter((code) => !sources.some(({ text }) => text.includes(`'${code}'`)));
  assert.deepEqual(unused, []);
});
