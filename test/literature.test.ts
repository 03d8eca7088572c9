import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { productFiles, ROOT } from './source-files.ts';

const literature = readFileSync(join(ROOT, 'docs/literature.md'), 'utf8');
const rows = literature.split('\n').filter((line) => /^\| (?!work|-)/.test(line));

// `Mantel & Haenszel 1959`, `Li, Owen & Zhang 2012`, `Cemri et al. 2025`, `De Giacomo & Vardi 2013`, `Newcombe 1998a`.
const CITATION =
  /((?:De |van )?[A-Z][\w’-]+)(?:(?:, [A-Z][\w’-]+)*,? (?:&|and) (?:[a-z]+ )*[A-Z][\w’-]+| et al\.)? ((?:19|20)\d\d)\b/g;

test('every file that the table of literature names exists', () => {
  assert.ok(rows.length > 20);
  const cells = rows.map((row) => row.split(' | ').at(-1)!);
  const wrong = cells.flatMap((cell) => {
    const paths = [...cell.matchAll(/`([^`]+)`/g)].map(([, path]) => path!);
    return paths.length === 0 ? [`no file: ${cell}`] : paths.filter((path) => !existsSync(join(ROOT, path)));
  });
  assert.deepEqual(wrong, []);
});

test('every work that a docstring or a codebook names is in the table of literature', () => {
  const docstrings = productFiles().flatMap(({ path, text }) =>
    [...text.matchAll(/@see ((?:.|\n(?! \* @| \*\/))*)/g)].map(([, words]) => ({ path, words: words! })),
  );
  const codebooks = globSync('src/behavior/codebooks/*.yaml', { cwd: ROOT }).flatMap((path) =>
    [...readFileSync(join(ROOT, path), 'utf8').matchAll(/^ *source: ((?:.|\n(?!\w| *- | *\w+:))*)/gm)].map(
      ([, words]) => ({ path, words: words! }),
    ),
  );
  const named = [...docstrings, ...codebooks].flatMap(({ path, words }) =>
    [...words.matchAll(CITATION)].map(([, author, year]) => ({ path, author: author!, year: year! })),
  );
  assert.ok(named.length > 20);
  const missing = named.filter(({ author, year }) => !rows.some((row) => row.includes(author) && row.includes(year)));
  assert.deepEqual(missing, []);
});
