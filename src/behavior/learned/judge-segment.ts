import { z } from 'zod';
import type { Cue, LinearModel } from '../codebook.ts';
import type { Features } from './feature-readers.ts';

/** Why a model says yes: its probability, and the features that spoke for it most. */
export interface ModelVerdict {
  readonly probability: number;
  /** Up to three names, the weightiest first. */
  readonly because: readonly string[];
}

const MAX_REASONS = 3;

/** The shape of a {@link LinearModel} in a file; `cue` checks its patterns. */
export function linearModelSchema(cue: z.ZodType<Cue>): z.ZodType<LinearModel> {
  return z.strictObject({
    segment: z.enum(['sentence', 'listed-part']),
    threshold: z.number().min(0).max(1),
    bias: z.number(),
    weights: z.record(
      z.string().regex(/^(?:word|before|cue|shape|run):\S+$/, 'expected word:…, before:…, cue:…, shape:… or run:…'),
      z.number(),
    ),
    cues: z.record(z.string(), z.array(cue).min(1)).optional(),
    trained: z.string().optional(),
  });
}

/** What a model says of a segment with these features. */
export function judgeSegment({ bias, weights }: LinearModel, features: Features): ModelVerdict {
  let odds = bias;
  const parts: { readonly name: string; readonly part: number }[] = [];
  for (const [name, value] of features) {
    const weight = weights[name];
    if (weight === undefined) continue;
    odds += weight * value;
    if (weight * value > 0) parts.push({ name, part: weight * value });
  }
  parts.sort((a, b) => b.part - a.part || (a.name < b.name ? -1 : 1));
  return {
    probability: 1 / (1 + Math.exp(-odds)),
    because: parts.slice(0, MAX_REASONS).map(({ name }) => name),
  };
}
