import assert from 'node:assert/strict';
import { test } from 'node:test';
import { productFiles, sourceFiles, type SourceFile } from './source-files.ts';

// DESIGN.md: a folder imports only from folders to its left, and from itself.
const ORDER = [
  'core',
  'trajectory',
  'behavior',
  'analysis',
  'chart',
  'mine',
  'handbook',
  'guard',
  'prove',
  'teach',
  'store',
  'model',
  'serve',
  'web',
  'commands',
];
const LONGEST_FILE = 400;

const files = productFiles();

test('the tests run on the Node that the package pins', () => {
  assert.equal(process.versions.node.split('.')[0], '24');
});

test('a folder imports only from folders to its left', () => {
  const wrong = files.flatMap(({ path, imports }) => {
    const from = place(path);
    return imports.filter((target) => place(target) > from).map((target) => `${path} must not import ${target}`);
  });
  assert.deepEqual(wrong, []);
});

test('every folder has a place in the order', () => {
  const folders = [...new Set(files.map(({ path }) => path.split('/')).filter((parts) => parts.length > 2))];
  const unknown = [...new Set(folders.map((parts) => parts[1]!))].filter((folder) => !ORDER.includes(folder));
  assert.deepEqual(unknown, []);
});

test('no file imports itself through others', () => {
  assert.deepEqual(findCycle(files), []);
});

test('left of the store nothing opens a database, a socket or a model', () => {
  const outside = /from '(node:sqlite|node:net|node:http|node:https|pg|kysely|ai|hono)'/;
  const wrong = files
    .filter(({ path, text }) => place(path) < ORDER.indexOf('store') && outside.test(text))
    .map(({ path }) => path);
  assert.deepEqual(wrong, []);
});

test(`no source file has more than ${LONGEST_FILE} lines`, () => {
  const long = sourceFiles('{src,test,bench,examples,scripts}/**/*.ts')
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > LONGEST_FILE);
  assert.deepEqual(long, []);
});

test('a file is named after something it exports', () => {
  const misnamed = files
    .filter(({ path }) => !path.endsWith('/cli.ts') && !path.endsWith('/index.ts') && !path.endsWith('-worker.ts'))
    .filter(({ path, text }) => {
      const name = path.split('/').at(-1)!.replace('.ts', '');
      return !exportedNames(text).some((exported) =>
        [name, `${name}-command`, `${name}-format`].includes(kebab(exported)),
      );
    })
    .map(({ path }) => path);
  assert.deepEqual(misnamed, []);
});

test('every export has a docstring', () => {
  const bare = files.flatMap(({ path, text }) => {
    const lines = text.split('\n');
    return lines
      .map((line, i) => ({ line, before: lines[i - 1] ?? '', i }))
      .filter(
        ({ line, before }) =>
          /^export (?!\{|type \{)/.test(line) && !before.trimEnd().endsWith('*/') && !isOverload(line, before),
      )
      .map(({ line, i }) => `${path}:${i + 1}: ${line}`);
  });
  assert.deepEqual(bare, []);
});

test('nothing is exported by default or with a star', () => {
  const wrong = files.filter(({ text }) => /^export (default|\*)/m.test(text)).map(({ path }) => path);
  assert.deepEqual(wrong, []);
});

function place(path: string): number {
  const [, folder, file] = path.split('/');
  return file === undefined ? ORDER.length : ORDER.indexOf(folder!);
}

function exportedNames(text: string): string[] {
  return [...text.matchAll(/^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm)].map(
    ([, name]) => name!,
  );
}

function kebab(name: string): string {
  if (/^[A-Z0-9_]+$/.test(name)) return name.toLowerCase().replaceAll('_', '-');
  return name.replace(/(?<=[a-z0-9])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])/g, (letter) => `-${letter}`).toLowerCase();
}

function isOverload(line: string, before: string): boolean {
  return line.startsWith('export function') && before.startsWith('export function');
}

function findCycle(all: readonly SourceFile[]): string[] {
  const importsOf = new Map(all.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const next of importsOf.get(path) ?? []) {
      const cycle = visit(next, [...trail, path]);
      if (cycle.length > 0) return cycle;
    }
    done.add(path);
    return [];
  };
  for (const { path } of all) {
    const cycle = visit(path, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
