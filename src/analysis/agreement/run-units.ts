import type { Code } from '../../behavior/codebook.ts';
import { isHidden } from '../../behavior/is-hidden.ts';
import { segmentSentences } from '../../behavior/text/segment-sentences.ts';
import { textLanguage } from '../../behavior/text/text-language.ts';
import { partText, type Part, type Step, type Trajectory } from '../../trajectory/trajectory.ts';
import { stepSeconds } from '../step-seconds.ts';

/** What coders can be compared in, from coarse to fine; `second` is steps that count for as long as they took. */
export const UNIT_KINDS = ['run', 'step', 'second', 'part', 'sentence', 'token'] as const;
/** One of {@link UNIT_KINDS}. */
export type UnitKind = (typeof UNIT_KINDS)[number];

/** A place in a run that is rated as one: the run, a step, a part of it, or a stretch `[start, end)` of a part's text. */
export interface RunUnit {
  readonly step?: number;
  readonly part?: number;
  readonly start?: number;
  readonly end?: number;
  /** How much it counts: 1, or seconds. */
  readonly weight: number;
}

/** A part of a run's text in which a code can be seen. */
export interface ReadablePart {
  readonly step: number;
  readonly part: number;
  readonly text: string;
}

/** What occurrences of a code are counted in. */
export function codeUnit({ unit }: Pick<Code, 'unit'>): UnitKind {
  return unit === 'reasoning' ? 'sentence' : unit;
}

/** What decides where a code can be seen; of a code that is in no codebook nothing is known. */
export type CodeReading = Pick<Code, 'unit' | 'actors' | 'match'> | undefined;

/**
 * The parts of a run in which a code can be seen: reasoning for codes of that unit (the agent's words when the run has no
 * reasoning at all), words for codes with cues, otherwise words, calls and results, of the code's actors. Hidden reasoning
 * and injected text are not among them, nor are steps copied from another run.
 */
export function readableParts({ steps }: Pick<Trajectory, 'steps'>, code: CodeReading): ReadablePart[] {
  const aloud = !steps.some(({ parts, copied }) => !copied && parts.some(({ kind }) => kind === 'reasoning'));
  return steps.flatMap((step) =>
    step.copied === true
      ? []
      : step.parts.flatMap((content, part) => {
          const text = partText(content);
          if (text.trim() === '' || isHidden(content) || !isRead(step, content, code, aloud)) return [];
          return [{ step: step.index, part, text }];
        }),
  );
}

function isRead({ actor }: Step, part: Part, code: CodeReading, aloud: boolean): boolean {
  if (part.kind === 'media' || (part.kind === 'text' && part.injected !== undefined)) return false;
  if (code === undefined) return true;
  if (code.unit === 'reasoning') return actor === 'agent' && part.kind === (aloud ? 'text' : 'reasoning');
  return code.actors.includes(actor) && (code.match.cues === undefined || part.kind === 'text');
}

/**
 * Whether a detector by cues could not have seen the code in a text, for want of cues in its language. Codes without cues do
 * not depend on language, and a language that cannot be told is read.
 */
export function isForeign(text: string, code: CodeReading): boolean {
  const cues = code?.match.cues;
  if (cues === undefined) return false;
  const language = textLanguage(text);
  return language !== undefined && !cues.some(({ language: own = 'en' }) => own === language);
}

/**
 * Cuts the readable parts of a run into units, in order. Sentences of code blocks are nobody's words and left out; tokens
 * are stretches without white space; steps without known times do not count in seconds.
 */
export function runUnits(
  trajectory: Pick<Trajectory, 'steps'>,
  parts: readonly ReadablePart[],
  kind: UnitKind,
): RunUnit[] {
  switch (kind) {
    case 'run':
      return parts.length > 0 ? [{ weight: 1 }] : [];
    case 'step':
      return [...new Set(parts.map(({ step }) => step))].map((step) => ({ step, weight: 1 }));
    case 'second': {
      const seconds = stepSeconds(trajectory.steps);
      return [...new Set(parts.map(({ step }) => step))].map((step) => ({ step, weight: seconds[step] ?? 0 }));
    }
    case 'part':
      return parts.map(({ step, part }) => ({ step, part, weight: 1 }));
    case 'sentence':
      return parts.flatMap(({ step, part, text }) =>
        segmentSentences(text)
          .filter(({ code }) => !code)
          .map(({ start, end }) => ({ step, part, start, end, weight: 1 })),
      );
    case 'token':
      return parts.flatMap(({ step, part, text }) =>
        [...text.matchAll(/\S+/g)].map(({ 0: token, index }) => ({
          step,
          part,
          start: index,
          end: index + token.length,
          weight: 1,
        })),
      );
  }
}
