import type { Equation } from './find-equations.ts';
import type { GivenTexts } from './given-texts.ts';
import type { ReadablePart } from './readable-parts.ts';
import { wrongLinks, type WrongLink } from './wrong-links.ts';

/** An equation of a part with how many of its links could be checked and which are wrong. */
export interface Calculation {
  readonly equation: Equation;
  readonly checked: number;
  readonly wrong: readonly WrongLink[];
}

const MAX_COVERED = 64;

/**
 * Checks the calculations of a part, in order. What was given to the agent is not the agent's error, and an annotation
 * within a calculation that was checked says nothing more.
 *
 * @param rounded - see {@link wrongLinks}; grows
 */
export function calculationsIn(
  { text, equations }: ReadablePart,
  { given, rounded }: { readonly given: GivenTexts; readonly rounded: Set<string> },
): Calculation[] {
  // Those of the last lines: annotations come right after the others of their line.
  let covered: readonly (readonly [number, number])[] = [];
  return equations().map((equation) => {
    const { checked, wrong } = wrongLinks(equation, text, { rounded });
    const isNew = ([start, end]: readonly [number, number]): boolean =>
      !equation.annotation || !covered.some(([from, to]) => from <= start && end <= to);
    const own = checked.filter(isNew);
    if (!equation.annotation) covered = [...covered, ...checked].slice(-MAX_COVERED);
    return {
      equation,
      checked: own.length,
      wrong: wrong.filter(({ start, end }) => isNew([start, end]) && !given.has(text.slice(start, end))),
    };
  });
}
