import { LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { contentKey } from '../core/content-key.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import type { Json } from '../core/json.ts';
import { ACTORS } from '../trajectory/trajectory.ts';
import type { Codebook } from './codebook.ts';
import { compileCuePattern } from './cue-pattern.ts';
import { UNITS } from './event.ts';

const SLUG = z.string().regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens');
const TEXT = z.string().trim().min(1, 'expected a text that is not empty');
const PATTERN = z.string().superRefine((source, context) => {
  const pattern = compileCuePattern(source);
  if ('fault' in pattern) context.addIssue({ code: 'custom', message: `${pattern.fault}; ${pattern.hint}` });
});
const CUE = z
  .union([PATTERN, z.strictObject({ pattern: PATTERN, language: z.string().length(2).optional() })])
  .transform((cue) => (typeof cue === 'string' ? { pattern: cue } : cue));
const MATCHER = z
  .strictObject({
    cues: z.array(CUE).min(1).optional(),
    unless: z.array(CUE).optional(),
    sequence: z.strictObject({ symbols: z.array(TEXT).min(2), maxGap: z.int().min(0).max(1000) }).optional(),
    structure: SLUG.optional(),
  })
  .refine(({ cues, sequence, structure }) => cues ?? sequence ?? structure, 'expected cues, sequence or structure');
const TEXTS = z.array(TEXT).default([]);
const CODE = z.strictObject({
  slug: SLUG,
  definition: TEXT,
  include: TEXTS,
  exclude: TEXTS,
  match: MATCHER,
  examples: z.strictObject({ positive: TEXTS, nearMiss: TEXTS }).default({ positive: [], nearMiss: [] }),
  unit: z.enum(UNITS),
  kind: z.enum(['point', 'state']).default('point'),
  polarity: z.enum(['good', 'bad', 'neutral']).default('neutral'),
  actors: z.array(z.enum(ACTORS)).min(1).default(['agent']),
  counting: z.enum(['each', 'once-per-step', 'once-per-run']).default('each'),
  source: TEXT.optional(),
});
const CODEBOOK = z.strictObject({
  name: SLUG,
  version: z.union([z.string().min(1), z.number().transform(String)]),
  title: TEXT,
  source: TEXT,
  codes: z
    .array(CODE)
    .min(1)
    .superRefine((codes, context) => {
      const seen = new Set<string>();
      for (const [index, { slug }] of codes.entries()) {
        if (seen.has(slug))
          context.addIssue({ code: 'custom', path: [index, 'slug'], message: `second code named ${slug}` });
        seen.add(slug);
      }
    }),
});

/**
 * Reads a codebook from YAML (or JSON, which is YAML). Unknown fields are refused, since a misspelt `exclude` would
 * change what is counted without a word.
 *
 * @param text - the file's text
 * @param file - its name, for messages
 * @throws EthogramError `bad-codebook`: file, line, field, and what was expected
 */
export function parseCodebook(text: string, file: string): Codebook {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken !== undefined) {
    throw bad(`${file}:${lines.linePos(broken.pos[0]).line}: ${broken.message}`);
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    throw bad(`${file}: ${(error as Error).message}`);
  }
  const parsed = CODEBOOK.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const path = deepest(issue);
    throw bad(`${file}:${lineOf(document, lines, path.path)}: ${fieldName(path.path)}: ${path.message}`);
  }
  return withHash(parsed.data as Omit<Codebook, 'hash'>);
}

/** Adds the content hash to a codebook's contents. */
export function withHash(contents: Omit<Codebook, 'hash'>): Codebook {
  return { ...contents, hash: contentKey(contents as unknown as Json) };
}

function bad(message: string): EthogramError {
  return new EthogramError('bad-codebook', message, {
    hint: "a pattern that holds ': ' or ' #' must be in quotes; ethogram codebook show four-habits shows one that works",
  });
}

interface Place {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of a union's complaints, the one that got furthest into the value. */
function deepest(issue: z.core.$ZodIssue): Place {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.flat().map((error) => {
    const place = deepest(error);
    return { path: [...issue.path, ...place.path], message: place.message };
  });
  const custom = inner.find(({ message }) => !message.startsWith('Invalid input'));
  return custom ?? inner.sort((a, b) => b.path.length - a.path.length)[0] ?? issue;
}

function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'codebook';
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
