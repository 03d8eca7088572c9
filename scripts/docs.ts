import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generatedDocs } from './generated-docs.ts';

// Writes the parts of the docs that are made from the code; with --check compares instead, and fails when one is stale.
const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');
const stale: string[] = [];
for (const [path, text] of await generatedDocs()) {
  let before = '';
  try {
    before = readFileSync(`${root}${path}`, 'utf8');
  } catch {
    // Not written yet.
  }
  if (before === text) continue;
  if (check) stale.push(path);
  else writeFileSync(`${root}${path}`, text);
}
if (stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}\n  hint: npm run docs`);
  process.exitCode = 1;
}
