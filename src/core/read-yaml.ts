import { LineCounter, parseDocument, visit, type Document, type YAMLError } from 'yaml';
import type { z } from 'zod';
import type { EthogramError } from './ethogram-error.ts';
import { shapeFault, type YamlFault } from './shape-fault.ts';

/** How {@link readYaml} reads a file. */
export interface ReadYamlOptions<T> {
  /** Its name, for messages. */
  readonly file: string;
  /** What the whole of it is called where no field is at fault: `codebook`. */
  readonly root: string;
  readonly schema: z.ZodType<T>;
  /** The error of a message `file:line: field: what was found, what was expected`; the fault says the same in parts. */
  readonly fail: (message: string, fault: YamlFault) => EthogramError;
}

/** A file's contents in the shape of its schema. */
export interface YamlContents<T> {
  readonly value: T;
  /** The 1-based line of a value, or of the innermost thing around it that has a place. */
  lineOf(path: readonly PropertyKey[]): number;
}

// More than a person writes, and too few to unfold into something huge.
const MAX_ALIASES = 50;
const MESSAGES: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'found a field that stands there already, expected each once',
  MULTIPLE_DOCS: 'found a second document (---), expected one in the file',
  RESOURCE_EXHAUSTION: 'found lists or fields within each other too deep to read, expected what a person writes',
};

/**
 * Reads YAML (or JSON, which is YAML) that people write, and checks its shape. Of several faults the first is named, at
 * its line.
 *
 * @throws what `fail` makes
 */
export function readYaml<T>(text: string, { file, root, schema, fail }: ReadYamlOptions<T>): YamlContents<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (place: number): number => lines.linePos(place).line;
  // Where a tag is not known, the parser goes on with another value than was written.
  const [broken] = [...document.errors, ...document.warnings];
  if (broken !== undefined) throw failed(`${file}:${lineAt(broken.pos[0])}`, syntaxFault(broken), fail);
  let contents: unknown;
  try {
    contents = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    const fault = aliasFault(document, (error as Error).message);
    throw failed(fault.place === undefined ? file : `${file}:${lineAt(fault.place)}`, fault, fail);
  }
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return lineAt(node.range[0]);
    }
    return 1;
  };
  if (contents === null || contents === undefined) {
    const message = 'found nothing, expected its fields';
    throw failed(`${file}:1: ${root}`, { path: [], code: 'empty', message }, fail);
  }
  const parsed = schema.safeParse(contents);
  if (!parsed.success) {
    const fault = shapeFault(schema, contents, parsed.error.issues);
    const field = fault.path.length === 0 ? root : fieldName(fault.path);
    throw failed(`${file}:${lineOf(fault.path)}: ${field}`, fault, fail);
  }
  return { value: parsed.data, lineOf };
}

/** A field as people write it: `codes[0].match.cues[2]`. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

function failed(place: string, fault: YamlFault, fail: ReadYamlOptions<unknown>['fail']): EthogramError {
  return fail(`${place}: ${fault.message}`, fault);
}

function syntaxFault({ code, message }: YAMLError): YamlFault {
  return { path: [], code, message: MESSAGES[code] ?? message };
}

/** What stands for another place of the file and cannot be put there. */
function aliasFault(document: Document, message: string): YamlFault & { readonly place?: number } {
  const name = /^Unresolved alias.*: (.+)$/.exec(message)?.[1];
  if (name === undefined) {
    return {
      path: [],
      code: 'TOO_MANY_ALIASES',
      message: 'found aliases (*name) that unfold into too much, expected what a person writes',
    };
  }
  let place: number | undefined;
  visit(document, {
    Alias(_, { source, range }) {
      if (source !== name) return undefined;
      place = range?.[0];
      return visit.BREAK;
    },
  });
  const fault = { path: [], code: 'BAD_ALIAS', message: `found *${name}, expected a text, or &${name} before it` };
  return { ...fault, ...(place !== undefined && { place }) };
}
