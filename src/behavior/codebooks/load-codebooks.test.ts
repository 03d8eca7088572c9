import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { codebookNames, loadCodebooks, shippedCodebook } from './load-codebooks.ts';

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
    message: `${join(shadow, 'four-habits.yaml')}: name: found four-habits, which is a codebook that ships, expected another`,
    hint: 'rename it, inside too: name: my-four-habits',
  });
  const byPath = join(own({ 'mine.yaml': 'four-habits', 'book.yaml': 'handbook' }), 'mine.yaml');
  assert.throws(() => loadCodebooks([byPath]), {
    code: 'bad-codebook',
    message: `${byPath}: name: found four-habits, which is a codebook that ships, expected another`,
  });
  assert.throws(() => loadCodebooks([join(byPath, '../book.yaml')]), {
    message: /which is the codebook of kept behaviors/,
  });
  assert.equal(loadCodebooks([shippedCodebook('moves')])[0]!.name, 'moves');
  const other = own({ 'tides.yaml': 'waves' });
  assert.throws(() => loadCodebooks(['tides'], { own: other }), {
    code: 'bad-codebook',
    message: `${join(other, 'tides.yaml')}: name: found waves, expected tides, as the file`,
  });
});

test('a file that is no text in UTF-8 is said to be none', () => {
  const folder = own({});
  const refusal = (bytes: Uint8Array): string => {
    const path = join(folder, 'x.yaml');
    writeFileSync(path, bytes);
    try {
      loadCodebooks([path]);
    } catch (error) {
      return (error as Error).message.slice(path.length);
    }
    return 'none';
  };
  assert.equal(refusal(Buffer.from('\ufeffname: x', 'utf16le')), ': found UTF-16, expected text in UTF-8');
  assert.equal(refusal(Buffer.from('name: \0')), ': found NUL bytes, expected text in UTF-8');
  assert.equal(refusal(Buffer.from('name: é', 'latin1')), ': found bytes that are no UTF-8, expected text in UTF-8');
  assert.equal(refusal(Buffer.alloc(5_000_000, 'a')), ': found 5000000 bytes, expected a codebook of up to 4000000');
  assert.equal(refusal(Buffer.alloc(0)), ':1: codebook: found nothing, expected its fields');
  assert.throws(() => loadCodebooks([`${folder}/`]), { message: `${folder}/: found a folder, expected a codebook` });
});
