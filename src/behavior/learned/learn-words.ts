import type { LabelledText } from './propose-cues.ts';
import { judgeSegment } from './judge-segment.ts';
import type { Features } from './feature-readers.ts';
import { textWords } from './text-words.ts';
import { trainModel } from './train-model.ts';

/** A segment nobody labelled. */
export interface UnlabelledText {
  readonly text: string;
  /** What it has in common with the sentence that says what to look for, 0–1. */
  readonly likeness: number;
}

/** How likely a segment is to show the code, and how much a label of it would tell. */
export interface LabelValue {
  /** 0–1 */
  readonly probability: number;
  readonly isPresent: boolean;
  /** 0–1; 1 where the model is undecided. */
  readonly value: number;
}

// Words of the labelled segments that the model may weigh: more than labels can tell apart would only fit their noise.
const MAX_WORDS = 100;

/**
 * A model over words that was learned from labels, as a way to tell of other segments whether they show the code.
 *
 * @param likenessOf - what a text has in common with the sentence that says what to look for, 0–1
 */
export function learnWords(
  labelled: readonly LabelledText[],
  likenessOf: (text: string) => number,
): (segment: UnlabelledText) => LabelValue {
  const model = trainModel(
    labelled.map(({ run, text, present }) => ({ run, present, features: wordsOf(text, likenessOf(text)) })),
    { segment: 'sentence', maxWords: MAX_WORDS, minRuns: 2, ridge: 1 },
  );
  return ({ text, likeness }) => {
    const { probability } = judgeSegment(model, wordsOf(text, likeness));
    // How far from the threshold, of the way to certainty on that side.
    const { threshold } = model;
    const side = probability < threshold ? threshold : 1 - threshold;
    const isPresent = probability >= threshold;
    return { probability, isPresent, value: side <= 0 ? 0 : 1 - Math.abs(probability - threshold) / side };
  };
}

function wordsOf(text: string, likeness: number): Features {
  const words = textWords(text).map(({ word }) => [`word:${word}`, 1] as const);
  return new Map([...words, ['shape:likeness', likeness]]);
}
