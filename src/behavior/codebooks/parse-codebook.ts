import { dirname } from 'node:path';
import { z } from 'zod';
import { contentKey } from '../../core/content-key.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import type { Json } from '../../core/json.ts';
import { readYaml } from '../../core/read-yaml.ts';
import { ACTORS } from '../../trajectory/trajectory.ts';
import type { Code, Codebook, Cue } from '../codebook.ts';
import { cuePattern } from '../cue/cue-pattern.ts';
import { UNITS } from '../event.ts';
import { linearModelSchema } from '../learned/judge-segment.ts';
import { loadModel } from '../learned/load-model.ts';

const SLUG = z.string().regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens');
const TEXT = z.string().trim().min(1, 'expected a text that is not empty');
const CUE = z
  .union([z.string(), z.strictObject({ pattern: z.string(), language: z.string().length(2).optional() })])
  .transform((cue) => (typeof cue === 'string' ? { pattern: cue } : (cue as Cue)))
  .superRefine((cue, context) => {
    const pattern = cuePattern(cue);
    if ('fault' in pattern) context.addIssue({ code: 'custom', message: `${pattern.fault}; ${pattern.hint}` });
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
  .refine(({ symbols, where }) => symbols.length > 1 || where !== undefined, 'expected two symbols, or a condition')
  .refine(
    ({ symbols, where }) => where?.every(({ element }) => element < symbols.length) !== false,
    'expected conditions on elements of symbols',
  );
const MATCHER = z
  .strictObject({
    cues: z.array(CUE).min(1).optional(),
    unless: z.array(CUE).optional(),
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
  .refine(
    ({ learned, cues }) => learned === undefined || cues === undefined,
    'expected learned without cues: a model reads cues among its features',
  );
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
          if (seen.has(slug))
            context.addIssue({ code: 'custom', path: [index, 'slug'], message: `second code named ${slug}` });
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
        context.addIssue({ code: 'custom', path, message: `no code named ${slug} in this codebook` });
      }
    }
  });

/** A codebook as it was read, and where things stand in its file. */
export interface CodebookText {
  readonly codebook: Codebook;
  /** The 1-based line of a field, or of the innermost thing around it that has a place. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

/**
 * Reads a codebook from YAML (or JSON, which is YAML). Unknown fields are refused, since a misspelt `exclude` would
 * change what is counted without a word.
 *
 * @param text - the file's text
 * @param file - its name, for messages
 * @param options.folder - where the models are that it names; default: the file's folder
 * @throws EthogramError `bad-codebook`: file, line, field, and what was expected
 */
export function parseCodebook(text: string, file: string, options: { readonly folder?: string } = {}): Codebook {
  return readCodebook(text, file, options).codebook;
}

/** As {@link parseCodebook}, with the places of fields. */
export function readCodebook(
  text: string,
  file: string,
  { folder = dirname(file) }: { readonly folder?: string } = {},
): CodebookText {
  const { value, lineOf } = readYaml(text, { file, root: 'codebook', schema: CODEBOOK, fail: bad });
  const codes = value.codes.map(({ match: { learned, ...match }, ...code }): Code => {
    if (learned === undefined) return { ...code, match };
    return { ...code, match: { ...match, learned: typeof learned === 'string' ? loadModel(folder, learned, MODEL) : learned } }; // prettier-ignore
  });
  return { codebook: withHash({ ...value, codes }), lineOf };
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
