import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { EthogramError } from './ethogram-error.ts';

/** How {@link readYaml} reads a file. */
export interface ReadYamlOptions<T> {
  /** Its name, for messages. */
  readonly file: string;
  /** What the whole of it is called where no field is at fault: `codebook`. */
  readonly root: string;
  readonly schema: z.ZodType<T>;
  /** The error of a message `file:line: field: what was expected`. */
  readonly fail: (message: string) => EthogramError;
}

/** A file's contents in the shape of its schema. */
export interface YamlContents<T> {
  readonly value: T;
  /** The 1-based line of a value, or of the innermost thing around it that has a place. */
  lineOf(path: readonly PropertyKey[]): number;
}

// More than a person writes, and too few to unfold into something huge.
const MAX_ALIASES = 50;

/**
 * Reads YAML (or JSON, which is YAML) that people write, and checks its shape. Of several faults the first is named, at
 * its line.
 *
 * @throws what `fail` makes
 */
export function readYaml<T>(text: string, { file, root, schema, fail }: ReadYamlOptions<T>): YamlContents<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken !== undefined) throw fail(`${file}:${lines.linePos(broken.pos[0]).line}: ${broken.message}`);
  let contents: unknown;
  try {
    contents = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw fail(`${file}: ${(error as Error).message}`);
  }
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const parsed = schema.safeParse(contents);
  if (!parsed.success) {
    const { path, message } = deepest(parsed.error.issues[0]!);
    throw fail(`${file}:${lineOf(path)}: ${path.length === 0 ? root : fieldName(path)}: ${message}`);
  }
  return { value: parsed.data, lineOf };
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of a union's complaints, the one that got furthest into the value. */
function deepest(issue: z.core.$ZodIssue): Fault {
  // At the key itself, which may stand lines below what it is in.
  if (issue.code === 'unrecognized_keys') return { path: [...issue.path, issue.keys[0]!], message: issue.message };
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.flat().map((error) => {
    const { path, message } = deepest(error);
    return { path: [...issue.path, ...path], message };
  });
  const custom = inner.find(({ message }) => !message.startsWith('Invalid input'));
  return custom ?? inner.sort((a, b) => b.path.length - a.path.length)[0] ?? issue;
}

function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
