import { dirname } from 'node:path';
import { contentKey } from '../../core/content-key.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import type { Json } from '../../core/json.ts';
import { fieldName, readYaml } from '../../core/read-yaml.ts';
import type { Code, Codebook } from '../codebook.ts';
import { loadModel } from '../learned/load-model.ts';
import { codebookHint } from './codebook-hint.ts';
import { codebookShape } from './codebook-shape.ts';

/** With patterns checked, and as they are written. */
const CHECKED = codebookShape(true);
const WRITTEN = codebookShape(false);

/** A codebook as it was read, and where things stand in its file. */
export interface CodebookText {
  readonly codebook: Codebook;
  /** The 1-based line of a field, or of the innermost thing around it that has a place. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

/** How a codebook is read. */
export interface CodebookReading {
  /** Where the models are that it names; default: the file's folder. */
  readonly folder?: string;
  /** Names of the detectors that `match.structure` may name; default: any. */
  readonly structures?: Iterable<string>;
  /** Its patterns are known to be good, as a test has those that ship: each is compiled when it is first looked for. */
  readonly isTested?: boolean;
}

/**
 * Reads a codebook from YAML (or JSON, which is YAML). Unknown fields are refused, since a misspelt `exclude` would
 * change what is counted without a word.
 *
 * @param text - the file's text
 * @param file - its name, for messages
 * @throws EthogramError `bad-codebook`: file, line, field, what was found, and what was expected
 */
export function parseCodebook(text: string, file: string, reading: CodebookReading = {}): Codebook {
  return readCodebook(text, file, reading).codebook;
}

/** As {@link parseCodebook}, with the places of fields. */
export function readCodebook(
  text: string,
  file: string,
  { folder = dirname(file), structures, isTested = false }: CodebookReading = {},
): CodebookText {
  const shape = isTested ? WRITTEN : CHECKED;
  const { value, lineOf } = readYaml(text, {
    file,
    root: 'codebook',
    schema: shape.codebook,
    fail: (message, fault) => new EthogramError('bad-codebook', message, { hint: codebookHint(fault) }),
  });
  if (structures !== undefined) refuseUnknownStructures(value.codes, new Set(structures), { file, lineOf });
  const codes = value.codes.map(({ match: { learned, ...match }, ...code }, index): Code => {
    if (learned === undefined) return { ...code, match };
    if (typeof learned !== 'string') return { ...code, match: { ...match, learned } };
    const path = ['codes', index, 'match', 'learned'];
    const place = `${file}:${lineOf(path)}: ${fieldName(path)}`;
    return { ...code, match: { ...match, learned: loadModel(folder, learned, { schema: shape.model, place }) } };
  });
  return { codebook: withHash({ ...value, codes }), lineOf };
}

/** Adds the content hash to a codebook's contents. */
export function withHash(contents: Omit<Codebook, 'hash'>): Codebook {
  return { ...contents, hash: contentKey(contents as unknown as Json) };
}

function refuseUnknownStructures(
  codes: readonly { readonly match: { readonly structure?: string | undefined } }[],
  known: ReadonlySet<string>,
  { file, lineOf }: { readonly file: string; readonly lineOf: CodebookText['lineOf'] },
): void {
  for (const [index, { match }] of codes.entries()) {
    if (match.structure === undefined || known.has(match.structure)) continue;
    const path = ['codes', index, 'match', 'structure'];
    throw new EthogramError(
      'bad-codebook',
      `${file}:${lineOf(path)}: ${fieldName(path)}: found ${match.structure}, expected one of ${[...known].join(', ')}`,
      {
        hint: codebookHint({
          path,
          code: 'unknown-structure',
          message: '',
          found: match.structure,
          allowed: [...known],
        }),
      },
    );
  }
}
