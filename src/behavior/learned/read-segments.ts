import type { Step } from '../../trajectory/trajectory.ts';
import type { Code, LinearModel } from '../codebook.ts';
import { isHidden } from '../is-hidden.ts';
import { MIN_LISTED } from '../reasoning/listed-parts.ts';
import { segmentSentences } from '../text/segment-sentences.ts';
import { featureReaders, type Features } from './feature-readers.ts';

/** A stretch of text that is decided about as one, at UTF-16 offsets of its part, with its features. */
export interface ReadSegment {
  readonly step: number;
  readonly part: number;
  readonly start: number;
  readonly end: number;
  readonly features: Features;
}

// Of what was given the last texts, and of long ones the beginning, tell which words are not new.
const MAX_TEXTS = 16;
const MAX_GIVEN = 20_000;

/**
 * Cuts a run's steps, in order, into the segments that a code can be seen in: of reasoning (of the agent's text as long as
 * no reasoning has come), or of the words of its actors. Used alike for learning, with all features, and for detecting, with
 * those that a model weighs.
 *
 * @returns makes a reader for one run
 * @throws EthogramError `bad-codebook` when a cue is refused
 */
export function readSegments(
  { segment, cues, weights }: Pick<LinearModel, 'segment' | 'cues'> & Partial<Pick<LinearModel, 'weights'>>,
  { unit, actors }: Pick<Code, 'unit' | 'actors'>,
): () => (step: Step) => ReadSegment[] {
  const readers = featureReaders(cues, weights === undefined ? undefined : new Set(Object.keys(weights)));
  const isReasoning = unit === 'reasoning';
  return () => {
    const features = readers();
    let sawReasoning = false;
    // Read when there is a segment to compare it with.
    let given: string[] = [];
    return (step) => {
      sawReasoning ||= step.parts.some(({ kind }) => kind === 'reasoning');
      if (isReasoning ? step.actor !== 'agent' : !actors.includes(step.actor)) {
        given.push(...givenIn(step));
        if (given.length > 2 * MAX_TEXTS) given = given.slice(-MAX_TEXTS);
        return [];
      }
      const kind = isReasoning && sawReasoning ? 'reasoning' : 'text';
      const read = step.parts.flatMap((content, part) => {
        if (content.kind !== kind || isHidden(content) || content.text.trim() === '') return [];
        return content.kind === 'text' && content.injected !== undefined ? [] : [{ part, text: content.text }];
      });
      if (segment === 'listed-part' && (kind === 'text' || read.length < MIN_LISTED)) return [];
      if (read.length > 0) for (const text of given.splice(0).slice(-MAX_TEXTS)) features.add(text.slice(0, MAX_GIVEN));
      return read.flatMap(({ part, text }) =>
        (segment === 'listed-part' ? [{ start: 0, end: text.length, code: false }] : segmentSentences(text))
          .filter(({ code }) => !code)
          .map(({ start, end }) => ({
            step: step.index,
            part,
            start,
            end,
            features: features.read(text.slice(start, end)),
          })),
      );
    };
  };
}

function givenIn({ parts }: Step): string[] {
  return parts.flatMap((part) =>
    (part.kind === 'text' && part.injected === undefined) || part.kind === 'tool-result' ? [part.text] : [],
  );
}
