import { estimateTokens } from '../../core/estimate-tokens.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import type { Code, Codebook } from '../codebook.ts';
import type { AskedCode } from './asked-codes.ts';
import { codeForJudge, type GroupedCode } from './codes-for-judge.ts';
import { placeOf, placesOfCode, type JudgeReach } from './places-of-code.ts';
import { asContext, runPieces, type Piece } from './run-pieces.ts';
import { splitPieces } from './split-pieces.ts';

/** What of one codebook a judge is asked of a run. */
export interface JudgeTask {
  readonly codebook: Codebook;
  readonly asked: readonly AskedCode[];
}

/** Codes that are asked together about the same stretches of a run. No slug is there twice. */
export interface JudgeGroup {
  /** Those of one codebook stand together. */
  readonly codes: readonly GroupedCode[];
  readonly reach: JudgeReach;
  /** Whether they are decided of the run as a whole, in two turns. */
  readonly isOfRun: boolean;
  /** Per slug, keys of the places where it can be found. */
  readonly places: ReadonlyMap<string, ReadonlySet<string>>;
  /** What is shown, in order; stretches in which no code can be found are left out. */
  readonly stretches: readonly (readonly Piece[])[];
}

/** Of more codes at a time models forget some, and what they find would not fit into one answer. */
const MOST_CODES = 16;
/** Of the words of the codes that are asked together: a reader who has read a long record still has them in mind. */
const MOST_CODE_TOKENS = 5000;

/**
 * What is asked together about one run: codes of all codebooks that are decided in the same way, as many as a reader can
 * hold in mind, and the stretches that they are asked about.
 */
export function judgeGroups(
  trajectory: Trajectory,
  tasks: readonly JudgeTask[],
  { stretchTokens }: { readonly stretchTokens: number },
): JudgeGroup[] {
  const pieces = runPieces(trajectory);
  const asked = tasks.flatMap(({ codebook, asked: codes }) => codes.map((one) => ({ ...one, codebook })));
  // Codes with a matcher apart from those without: whether the former are asked depends, and answers are kept by question.
  const kinds = Map.groupBy(asked, ({ code: { unit, match }, reach }) =>
    JSON.stringify([reach, unit === 'run' && reach === 'all', Object.keys(match).length > 0]),
  );
  return [...kinds.values()].flatMap((kind) =>
    inQuestions(kind).map((some): JudgeGroup => {
      const { reach, code: first } = some[0]!;
      const isOfRun = first.unit === 'run' && reach === 'all';
      const places = new Map(some.map(({ code }) => [code.slug, placesOfCode(pieces, code, reach)]));
      const coded = new Set([...places.values()].flatMap((keys) => [...keys]));
      const shown = pieces.map((piece) => {
        const isAgent = piece.actor === 'agent' && piece.kind !== 'tool-result';
        return coded.has(placeOf(piece)) && (isAgent || !isOfRun) ? piece : asContext(piece);
      });
      const stretches = splitPieces(shown, stretchTokens).filter((stretch) =>
        stretch.some((piece) => coded.has(placeOf(piece))),
      );
      return { codes: some.map(({ codebook, code }) => ({ codebook, code })), reach, isOfRun, places, stretches };
    }),
  );
}

/** Codes in order, in as few questions as hold them. */
function inQuestions<T extends GroupedCode>(codes: readonly T[]): T[][] {
  const questions: { readonly codes: T[]; readonly slugs: Set<string>; tokens: number }[] = [];
  for (const one of codes) {
    const { slug } = one.code;
    const tokens = codeTokens(one.code);
    const room = questions.find(
      (question) =>
        question.codes.length < MOST_CODES && question.tokens + tokens <= MOST_CODE_TOKENS && !question.slugs.has(slug),
    );
    const question = room ?? { codes: [], slugs: new Set(), tokens: 0 };
    if (room === undefined) questions.push(question);
    question.codes.push(one);
    question.slugs.add(slug);
    question.tokens += tokens;
  }
  return questions.map((question) => question.codes);
}

// The same for every run.
const CODE_TOKENS = new WeakMap<Code, number>();

function codeTokens(code: Code): number {
  const tokens = CODE_TOKENS.get(code) ?? estimateTokens(codeForJudge(code));
  CODE_TOKENS.set(code, tokens);
  return tokens;
}
