import { dirname } from 'node:path';
import { z } from 'zod';
import { contentKey } from '../../core/content-key.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import type { Json } from '../../core/json.ts';
import { fieldName, readYaml } from '../../core/read-yaml.ts';
import { closestFirst } from '../../trajectory/formats/table/closest-first.ts';
import { ACTORS } from '../../trajectory/trajectory.ts';
import type { Code, Codebook, Cue } from '../codebook.ts';
import { cuePattern } from '../cue/cue-pattern.ts';
import { UNITS } from '../event.ts';
import { linearModelSchema } from '../learned/judge-segment.ts';
import { loadModel } from '../learned/load-model.ts';
import { codebookHint } from './codebook-hint.ts';

const SLUG = z.string().regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens');
const TEXT = z.string().trim().min(1, 'expected a text that is not empty');
const PATTERN = z.string().min(1);
const LANGUAGE = z.string().regex(/^[a-z]{2}$/, 'expected two letters of ISO 639-1');
const CUE = z
  .union([PATTERN, z.strictObject({ pattern: PATTERN, language: LANGUAGE.optional(), after: PATTERN.optional() })])
  .transform((cue) => (typeof cue === 'string' ? { pattern: cue } : (cue as Cue)))
  .superRefine((cue, context) => {
    for (const source of [cue.pattern, cue.after]) {
      const pattern = source === undefined ? undefined : cuePattern(source === cue.pattern ? cue : { pattern: source });
      if (pattern === undefined || !('fault' in pattern)) continue;
      const message = `found ${JSON.stringify(source)}: ${pattern.fault}`;
      context.addIssue({ code: 'custom', message, params: { hint: pattern.hint } });
    }
  });
const MODEL = linearModelSchema(CUE);
const SEQUENCE = z
  .strictObject({
    symbols: z.array(TEXT).min(1),
    maxGap: z.int().min(0).max(1000),
    where: z
      .array(
        z.strictObject({
          element: z.int().min(0),
          says: z
            .array(z.array(z.string().min(1)).min(1))
            .min(1)
            .optional(),
          arguments: z.record(z.string(), z.string()).optional(),
          succeeds: z.literal(true).optional(),
        }),
      )
      .optional(),
  })
  .refine(({ symbols, where }) => symbols.length > 1 || where !== undefined, {
    message: 'expected two symbols, or a condition',
    params: { hint: 'add a symbol, or where: [{ element: 0, says: [[a piece of its text]] }]' },
  })
  .refine(({ symbols, where }) => where?.every(({ element }) => element < symbols.length) !== false, {
    message: 'expected conditions on elements of symbols',
    params: { hint: 'element: 0 is the first of symbols' },
  });
const MATCHER = z
  .strictObject({
    cues: z.array(CUE).min(1).optional(),
    unless: z.array(CUE).optional(),
    reply: z.literal(true).optional(),
    sequence: SEQUENCE.optional(),
    structure: SLUG.optional(),
    tools: z.array(TEXT).min(1).optional(),
    except: z.array(TEXT).min(1).optional(),
    omission: z
      .strictObject({
        act: z.array(TEXT).min(1),
        needs: z.array(TEXT).min(1),
        when: z.enum(['before', 'late', 'after', 'after-failure', 'after-done']),
      })
      .optional(),
    call: z
      .strictObject({
        symbols: z.array(TEXT).min(1),
        field: TEXT.optional(),
        value: z.string().optional(),
      })
      .optional(),
    learned: z.union([SLUG, MODEL]).optional(),
  })
  .refine(
    ({ cues, sequence, structure, omission, call, learned }) =>
      cues ?? sequence ?? structure ?? omission ?? call ?? learned,
    'expected cues, sequence, structure, omission, call or learned',
  )
  .refine(({ reply, cues }) => reply === undefined || cues !== undefined, {
    message: 'expected reply with cues',
    params: { hint: 'reply narrows cues: add some, or leave reply out' },
  })
  .refine(({ learned, cues }) => learned === undefined || cues === undefined, {
    message: 'expected learned without cues',
    params: { hint: 'a model reads cues among its features: put them into the model, or leave learned out' },
  });
const TEXTS = z.array(TEXT).default([]);
const CODE = z.strictObject({
  slug: SLUG,
  definition: TEXT,
  include: TEXTS,
  exclude: TEXTS,
  // A code without a matcher is for judges and people only.
  match: MATCHER.default({}),
  examples: z.strictObject({ positive: TEXTS, nearMiss: TEXTS }).default({ positive: [], nearMiss: [] }),
  unit: z.enum(UNITS),
  kind: z.enum(['point', 'state']).default('point'),
  polarity: z.enum(['good', 'bad', 'neutral']).default('neutral'),
  actors: z.array(z.enum(ACTORS)).min(1).default(['agent']),
  counting: z.enum(['each', 'once-per-step', 'once-per-run']).default('each'),
  source: TEXT.optional(),
});
const CODEBOOK = z
  .strictObject({
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
          if (seen.has(slug)) {
            const params = { hint: 'rename one of the two: events are named by the slug' };
            const message = `found ${slug} again, expected each slug once`;
            context.addIssue({ code: 'custom', path: [index, 'slug'], message, params });
          }
          seen.add(slug);
        }
      }),
    exclusions: z
      .array(z.strictObject({ codes: z.array(SLUG).min(2), decide: TEXT }))
      .min(1)
      .optional(),
  })
  .superRefine(({ codes, exclusions = [] }, context) => {
    const slugs = new Set(codes.map(({ slug }) => slug));
    for (const [row, exclusion] of exclusions.entries()) {
      for (const [index, slug] of exclusion.codes.entries()) {
        if (slugs.has(slug)) continue;
        const path = ['exclusions', row, 'codes', index];
        const message = `found ${slug}, expected a code of this codebook`;
        const params = { hint: `write ${closestFirst([...slugs], slug)[0]}, or delete it` };
        context.addIssue({ code: 'custom', path, message, params });
      }
    }
  });

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
  { folder = dirname(file), structures }: CodebookReading = {},
): CodebookText {
  const { value, lineOf } = readYaml(text, {
    file,
    root: 'codebook',
    schema: CODEBOOK,
    fail: (message, fault) => new EthogramError('bad-codebook', message, { hint: codebookHint(fault) }),
  });
  if (structures !== undefined) refuseUnknownStructures(value.codes, new Set(structures), { file, lineOf });
  const codes = value.codes.map(({ match: { learned, ...match }, ...code }, index): Code => {
    if (learned === undefined) return { ...code, match };
    if (typeof learned !== 'string') return { ...code, match: { ...match, learned } };
    const path = ['codes', index, 'match', 'learned'];
    const place = `${file}:${lineOf(path)}: ${fieldName(path)}`;
    return { ...code, match: { ...match, learned: loadModel(folder, learned, { schema: MODEL, place }) } };
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
