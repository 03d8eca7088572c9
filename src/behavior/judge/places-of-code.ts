import { segmentSentences } from '../text/segment-sentences.ts';
import { textLanguage } from '../text/text-language.ts';
import type { Code } from '../codebook.ts';
import type { Piece } from './run-pieces.ts';

/** How much of a run a judge is to look at for a code: everything, or only what detectors by cues could not read. */
export type JudgeReach = 'all' | 'foreign';

/**
 * Where a judge may find a code: reasoning codes in the agent's reasoning (in its words when the run has no reasoning at
 * all), codes of a run anywhere, others in whatever the code's actors say, think and do.
 *
 * @param reach - `foreign`: only texts in a language that the code has no cues for
 * @param pieces - of the whole run, uncut
 * @returns keys ({@link placeOf}) of such places; hidden reasoning is none
 */
export function placesOfCode(
  pieces: readonly Piece[],
  code: Pick<Code, 'unit' | 'actors' | 'match'>,
  reach: JudgeReach,
): ReadonlySet<string> {
  const aloud = !pieces.some(({ kind }) => kind === 'reasoning');
  const known = new Set((code.match.cues ?? []).map(({ language = 'en' }) => language));
  const isPlace = ({ actor, kind, text, isHidden }: Piece): boolean => {
    if (isHidden === true) return false;
    if (reach === 'foreign') {
      if (kind !== 'text' && kind !== 'reasoning') return false;
      const language = textLanguage(text);
      if (language === undefined || known.has(language)) return false;
    }
    if (code.unit === 'reasoning') return actor === 'agent' && kind === (aloud ? 'text' : 'reasoning');
    if (code.unit === 'run' && reach === 'all') return true;
    return code.actors.includes(actor);
  };
  return new Set(pieces.filter(isPlace).map(placeOf));
}

/** The place of a piece, as a key. */
export function placeOf({ step, part }: Pick<Piece, 'step' | 'part'>): string {
  return `${step} ${part}`;
}

/** How many units of a code the pieces hold: sentences outside code blocks, steps, or the run as one. */
export function unitsInPieces({ unit }: Pick<Code, 'unit'>, pieces: readonly Piece[]): number {
  if (unit === 'run') return Math.min(1, pieces.length);
  if (unit === 'step') return new Set(pieces.map(({ step }) => step)).size;
  return pieces.reduce((sum, { text }) => sum + segmentSentences(text).filter(({ code }) => !code).length, 0);
}
