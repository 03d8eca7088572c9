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

/** How likely a model finds it, of a segment with these features (0–1). */
export function segmentProbability({ bias, weights }: LinearModel, features: Features): number {
  let odds = bias;
  for (const [name, value] of features) {
    const weight = weights[name];
    if (weight !== undefined) odds += weight * value;
  }
  return 1 / (1 + Math.exp(-odds));
}

/** What a model says of a segment with these features. */
export function judgeSegment(model: LinearModel, features: Features): ModelVerdict {
  const parts: { readonly name: string; readonly part: number }[] = [];
  for (const [name, value] of features) {
    const part = (model.weights[name] ?? 0) * value;
    if (part > 0) parts.push({ name, part });
  }
  parts.sort((a, b) => b.part - a.part || (a.name < b.name ? -1 : 1));
  return {
    probability: segmentProbability(model, features),
    because: parts.slice(0, MAX_REASONS).map(({ name }) => name),
  };
}
