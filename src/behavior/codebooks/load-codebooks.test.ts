import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { codebookNames, loadCodebooks } from './load-codebooks.ts';

function own(files: Readonly<Record<string, string>>): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'ethogram-books-')), 'codebooks');
  mkdirSync(folder);
  for (const [file, name] of Object.entries(files)) {
    const code = `codes: [{ slug: a, definition: d, unit: step, match: { cues: [word] } }]`;
    writeFileSync(join(folder, file), `name: ${name}\nversion: 1\ntitle: t\nsource: s\n${code}\n`);
  }
  return folder;
}

test("a project's own codebooks are found by name, and come after those that ship", () => {
  const folder = own({ 'tides.yaml': 'tides', 'notes.txt': 'x' });
  assert.deepEqual(
    loadCodebooks(undefined, { own: folder }).map(({ name }) => name),
    [...codebookNames(), 'tides'],
  );
  assert.deepEqual(loadCodebooks(['tides'], { own: folder })[0]!.codes[0]!.slug, 'a');
  assert.throws(() => loadCodebooks(['tides']), { code: 'not-found' });
  assert.deepEqual(loadCodebooks([], { own: join(folder, 'none') }), []);
});

test('a codebook of the project must not stand for one that ships, nor for another name', () => {
  const shadow = own({ 'four-habits.yaml': 'four-habits' });
  assert.throws(() => loadCodebooks(['four-habits'], { own: shadow }), {
    code: 'bad-codebook',
    message: `${join(shadow, 'four-habits.yaml')}: found the name of a codebook that ships, expected another`,
    hint: 'rename it, inside too: name: my-four-habits',
  });
  const other = own({ 'tides.yaml': 'waves' });
  assert.throws(() => loadCodebooks(['tides'], { own: other }), {
    code: 'bad-codebook',
    message: `${join(other, 'tides.yaml')}: name: found waves, expected tides, as the file`,
  });
});
