import type { Code, LinearModel } from '../codebook.ts';
import { isHidden } from '../is-hidden.ts';
import type { Finding, StructureDetector } from '../structure-detector.ts';
import { judgeSegment, segmentProbability } from './judge-segment.ts';
import { readSegments, type ReadSegment } from './read-segments.ts';

/**
 * Detects with a learned model. A finding's confidence is the model's probability, its modifiers name the features that
 * spoke for it most. Units: the segments that were read; hidden reasoning is not observable.
 *
 * @throws EthogramError `bad-codebook` when a cue of the model is refused
 */
export function learnedDetector(model: LinearModel, code: Pick<Code, 'unit' | 'actors'>): StructureDetector {
  const readers = readSegments(model, code);
  return {
    start() {
      const read = readers();
      let observed = 0;
      let notObservable = 0;
      return {
        step({ step }) {
          if (code.unit === 'reasoning') notObservable += step.parts.filter(isHidden).length;
          const segments = read(step);
          observed += segments.length;
          return segments.flatMap((segment) => judged(model, segment));
        },
        end: () => [],
        units: () => ({ observed, notObservable }),
      };
    },
  };
}

function judged(model: LinearModel, { step, part, start, end, features }: ReadSegment): Finding[] {
  if (segmentProbability(model, features) < model.threshold) return [];
  const { probability, because } = judgeSegment(model, features);
  return [
    {
      steps: [step, step],
      spans: [{ step, part, start, end }],
      confidence: probability,
      ...(because.length > 0 && { modifiers: { because: because.join(', ') } }),
    },
  ];
}
