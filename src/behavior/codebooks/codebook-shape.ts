import { z } from 'zod';
import { closestFirst } from '../../trajectory/formats/table/closest-first.ts';
import { ACTORS } from '../../trajectory/trajectory.ts';
import type { Cue } from '../codebook.ts';
import { cuePattern } from '../cue/cue-pattern.ts';
import { UNITS } from '../event.ts';
import { linearModelSchema } from '../learned/judge-segment.ts';

const SLUG = z.string().regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens');
const TEXT = z.string().trim().min(1, 'expected a text that is not empty');
const PATTERN = z.string().min(1);
const LANGUAGE = z.string().regex(/^[a-z]{2}$/, 'expected two letters of ISO 639-1');
const WRITTEN_CUE = z
  .union([PATTERN, z.strictObject({ pattern: PATTERN, language: LANGUAGE.optional(), after: PATTERN.optional() })])
  .transform((cue) => (typeof cue === 'string' ? { pattern: cue } : (cue as Cue)));
const CHECKED_CUE = WRITTEN_CUE.superRefine((cue, context) => {
  for (const source of [cue.pattern, cue.after]) {
    const pattern = source === undefined ? undefined : cuePattern(source === cue.pattern ? cue : { pattern: source });
    if (pattern === undefined || !('fault' in pattern)) continue;
    const message = `found ${JSON.stringify(source)}: ${pattern.fault}`;
    context.addIssue({ code: 'custom', message, params: { hint: pattern.hint } });
  }
});
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
const TEXTS = z.array(TEXT).default([]);

/**
 * The shapes of a codebook's file, and of a model that it names.
 *
 * @param isChecked - whether a pattern that is refused (`cue-pattern.ts`) is a fault; it takes a millisecond a pattern
 */
export function codebookShape(isChecked: boolean) {
  const cue = isChecked ? CHECKED_CUE : WRITTEN_CUE;
  const model = linearModelSchema(cue);
  const matcher = z
    .strictObject({
      cues: z.array(cue).min(1).optional(),
      unless: z.array(cue).optional(),
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
      learned: z.union([SLUG, model]).optional(),
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
  const code = z.strictObject({
    slug: SLUG,
    definition: TEXT,
    include: TEXTS,
    exclude: TEXTS,
    // A code without a matcher is for judges and people only.
    match: matcher.default({}),
    examples: z.strictObject({ positive: TEXTS, nearMiss: TEXTS }).default({ positive: [], nearMiss: [] }),
    unit: z.enum(UNITS),
    kind: z.enum(['point', 'state']).default('point'),
    polarity: z.enum(['good', 'bad', 'neutral']).default('neutral'),
    actors: z.array(z.enum(ACTORS)).min(1).default(['agent']),
    counting: z.enum(['each', 'once-per-step', 'once-per-run']).default('each'),
    source: TEXT.optional(),
  });
  const codebook = z
    .strictObject({
      name: SLUG,
      version: z.union([z.string().min(1), z.number().transform(String)]),
      title: TEXT,
      source: TEXT,
      codes: z
        .array(code)
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
  return { codebook, model };
}
