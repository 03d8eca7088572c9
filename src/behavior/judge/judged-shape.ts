import { z } from 'zod';
import type { AnswerShape } from '../../core/model.ts';

const PLACE = z.object({ step: z.number().int(), quote: z.string() });
const FINDING = z.object({ step: z.number().int(), quote: z.string(), reason: z.string() });
// Evidence first: a model that has to quote before it decides decides by what it quoted.
const JUDGED = z.object({
  findings: z.array(FINDING),
  verdict: z.enum(['present', 'absent', 'not-applicable']),
});
const WEIGHED = z.object({
  speaksFor: z.array(PLACE),
  speaksAgainst: z.array(PLACE),
  couldGoEitherWay: z.string(),
});

/** What a judge says of one code. */
export type JudgedCode = z.infer<typeof JUDGED>;

// Made once for the same codes: what is derived from a schema is kept with it.
const JUDGED_SHAPES = new Map<string, AnswerShape<Record<string, JudgedCode>>>();
const WEIGHED_SHAPES = new Map<string, AnswerShape<Record<string, z.infer<typeof WEIGHED>>>>();

/** The shape of findings and a verdict for each of the codes; all of them must be answered. */
export function judgedShape(slugs: readonly string[]): AnswerShape<Record<string, JudgedCode>> {
  return shapeOf(slugs, { name: 'codes', of: JUDGED, known: JUDGED_SHAPES });
}

/** The shape of what speaks for and against each of the codes. */
export function weighedShape(slugs: readonly string[]): AnswerShape<Record<string, z.infer<typeof WEIGHED>>> {
  return shapeOf(slugs, { name: 'weighed', of: WEIGHED, known: WEIGHED_SHAPES });
}

/** About how many codes a question of one of these shapes asks. */
export function codesAsked({ schema }: AnswerShape<unknown>): number {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape).length : 0;
}

function shapeOf<T>(
  slugs: readonly string[],
  {
    name,
    of,
    known,
  }: { readonly name: string; readonly of: z.ZodType<T>; readonly known: Map<string, AnswerShape<Record<string, T>>> },
): AnswerShape<Record<string, T>> {
  const key = slugs.join(' ');
  let shape = known.get(key);
  if (shape === undefined) {
    shape = { name, schema: z.object(Object.fromEntries(slugs.map((slug) => [slug, of]))) };
    known.set(key, shape);
  }
  return shape;
}
