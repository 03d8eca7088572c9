import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A source file: path from the root with `/`, its text, and the relative imports it makes (resolved, from the root). */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

/** Every TypeScript file that matches `pattern` (from the root), sorted by path. */
export function sourceFiles(pattern: string): SourceFile[] {
  return globSync(pattern, { cwd: ROOT })
    .sort()
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map(([, target]) =>
        normalize(join(dirname(path), target!)),
      );
      return { path, text, imports };
    });
}

/** Files of the product: everything under `src` but the tests and what only tests use. */
export function productFiles(): SourceFile[] {
  return sourceFiles('src/**/*.ts').filter(({ path }) => !path.endsWith('.test.ts') && !path.includes('/testing/'));
}
