import type { Code, Codebook } from '../codebook.ts';
import type { Coding } from '../event.ts';
import type { JudgeReach } from './places-of-code.ts';
import type { JudgeScope } from './judge-detector.ts';

/** A code that a judge is asked of a run, and where in it. */
export interface AskedCode {
  readonly code: Code;
  readonly reach: JudgeReach;
}

/**
 * What is left to a judge: codes that have no matcher, and those whose cues could not read all there was. Hidden reasoning
 * is among the latter until the run is read; a judge cannot see it either.
 *
 * @param cheap - what the cheaper tiers could observe in the run
 */
export function askedCodes(
  { codes }: Pick<Codebook, 'codes'>,
  cheap: Pick<Coding, 'notObservable'> | undefined,
  scope: JudgeScope,
): AskedCode[] {
  return codes.flatMap((code): AskedCode[] => {
    if (scope === 'all' || Object.keys(code.match).length === 0) return [{ code, reach: 'all' }];
    const isLeft = code.match.cues !== undefined && (cheap?.notObservable[code.slug] ?? 0) > 0;
    return isLeft ? [{ code, reach: 'foreign' }] : [];
  });
}
