import { createContext, Script, type Context } from 'node:vm';

/** What a test run came to. */
export interface FixtureTestRun {
  readonly passed: number;
  readonly failed: number;
  /** What the runner prints. */
  readonly output: string;
  /** Names of the tests that failed. */
  readonly failures: readonly string[];
}

/** A check that reports a difference by throwing. */
const tools = {
  same(got: unknown, wanted: unknown): void {
    if (!Object.is(got, wanted)) throw new Error(`expected ${show(wanted)}, got ${show(got)}`);
  },
  throws(action: () => unknown): void {
    try {
      action();
    } catch {
      return;
    }
    throw new Error('expected an error, got none');
  },
};

/**
 * Really runs the tests of a fixture: its modules are evaluated from the tree (CommonJS, nothing outside can be required),
 * in a context that has no access to this process.
 */
export function runFixtureTests(files: ReadonlyMap<string, string>): FixtureTestRun {
  const lines: string[] = [];
  const failures: string[] = [];
  let passed = 0;
  const context = createContext({});
  for (const path of [...files.keys()].filter((name) => name.endsWith('.test.js')).sort()) {
    lines.push(path);
    const test = (name: string, body: () => void): void => {
      try {
        body();
        passed++;
        lines.push(`  ok    ${name}`);
      } catch (error) {
        failures.push(name);
        lines.push(`  FAIL  ${name}`, `        ${error instanceof Error ? error.message : messageOf(error)}`);
      }
    };
    try {
      load(files, path, { test, ...tools }, context);
    } catch (error) {
      failures.push(path);
      lines.push(`  FAIL  could not be loaded: ${messageOf(error)}`);
    }
  }
  const total = `${passed} passed, ${failures.length} failed`;
  return { passed, failed: failures.length, failures, output: `${lines.join('\n')}\n\n${total}` };
}

/** Whether the hidden check of a task holds: `body` with the exports of `path` as `it`. */
export function holdsInFixture(files: ReadonlyMap<string, string>, path: string, body: string): boolean {
  try {
    const it = load(files, path, {}, createContext({}));
    new Script(body).runInContext(createContext({ it, ...tools }));
    return true;
  } catch {
    return false;
  }
}

function load(files: ReadonlyMap<string, string>, path: string, testTools: object, context: Context): unknown {
  const loaded = new Map<string, { exports: unknown }>();
  return requireFrom(files, '', `./${path}`, { context, loaded, testTools });
}

interface Loading {
  readonly context: Context;
  readonly loaded: Map<string, { exports: unknown }>;
  readonly testTools: object;
}

function requireFrom(files: ReadonlyMap<string, string>, folder: string, name: string, loading: Loading): unknown {
  const path = resolve(folder, name);
  if (path === 'tools/tiny-test') return loading.testTools;
  const file = [path, `${path}.js`].find((candidate) => files.has(candidate));
  if (file === undefined) throw new Error(`Cannot find module '${name}'`);
  const source = files.get(file)!;
  if (file.endsWith('.json')) return JSON.parse(source);
  const known = loading.loaded.get(file);
  if (known !== undefined) return known.exports;
  const module = { exports: {} as unknown };
  loading.loaded.set(file, module);
  const wrapper = new Script(`(function (module, require) {${source}\n})`, { filename: file });
  const here = file.split('/').slice(0, -1).join('/');
  wrapper.runInContext(loading.context)(module, (next: string) => requireFrom(files, here, next, loading));
  return module.exports;
}

function resolve(folder: string, name: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** Errors from the fixture's own context are not instances of this one's Error. */
function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
