import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { EthogramError } from './ethogram-error.ts';
import { readYaml } from './read-yaml.ts';

const SCHEMA = z.strictObject({ list: z.array(z.union([z.string(), z.strictObject({ name: z.string().min(2) })])) });
const read = (text: string): ReturnType<typeof readYaml<z.infer<typeof SCHEMA>>> =>
  readYaml(text, {
    file: 'x.yaml',
    root: 'the file',
    schema: SCHEMA,
    fail: (message) => new EthogramError('bad-codebook', message),
  });
const fault = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
};

test('what fits is given with the lines of its values', () => {
  const { value, lineOf } = read('# words\nlist:\n  - a\n  - name: bc\n');
  assert.deepEqual(value, { list: ['a', { name: 'bc' }] });
  assert.deepEqual([lineOf([]), lineOf(['list', 0]), lineOf(['list', 1, 'name']), lineOf(['list', 7])], [1, 3, 4, 3]);
});

test('the fault that lies deepest is named, with its line and field', () => {
  assert.equal(fault('list:\n  - a\n  - name: b'), 'x.yaml:3: list[1].name: found "b", expected at least 2 characters');
  assert.match(fault('7'), /^x\.yaml:1: the file: /);
  assert.match(fault('list: [}'), /^x\.yaml:1: /);
});

test('a file that unfolds into something huge is refused', () => {
  const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`);
  assert.match(
    fault(['l0: &l0 [x]', ...levels].join('\n')),
    /^x\.yaml: found aliases \(\*name\) that unfold into too much/,
  );
});
