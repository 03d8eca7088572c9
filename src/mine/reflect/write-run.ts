import { judgeMaterial } from '../../behavior/judge/judge-material.ts';
import { runPieces, type Piece } from '../../behavior/judge/run-pieces.ts';
import { characterEdge } from '../../core/character-edge.ts';
import { estimateTokens } from '../../core/estimate-tokens.ts';
import { formatCount } from '../../core/format-number.ts';
import { requestOf, type Trajectory } from '../../trajectory/trajectory.ts';

/** Tokens that a run may have in a prompt. */
const MAX_TOKENS = 24_000;
// Texts are shortened to their first and last characters, all alike, until the run fits.
const TEXT_LENGTHS = [Number.POSITIVE_INFINITY, 12_000, 6000, 3000, 1500, 700, 300, 140];

// Words have four, rows of blanks more: with as many it is too long whatever it says.
const MAX_CHARACTERS_PER_TOKEN = 12;

/** What may be written of a run, and how the model is told where it stands. */
export interface WrittenRun {
  /** What every heading of the run begins with, and nothing in its texts does. */
  readonly tag: string;
  readonly text: string;
}

/**
 * A run as it is put before a model that reflects on it; see `judgeMaterial`. What Ethogram injected, steps copied from other
 * runs, and what was said about the run afterwards (which may hold the answer that was expected) are left out. Long texts, then texts
 * in the middle, are shortened until it fits.
 *
 * @param maxTokens - default 24,000 (estimate)
 */
export function writeRun(
  run: Pick<Trajectory, 'task' | 'steps'>,
  { maxTokens = MAX_TOKENS }: { readonly maxTokens?: number } = {},
): WrittenRun {
  const pieces = runPieces(run).filter(({ kind }) => kind !== 'feedback');
  const task = taskOf(run);
  const written = (some: readonly Piece[]): WrittenRun =>
    judgeMaterial(some, { isCoded: () => true, ...(task !== undefined && { task }) });
  for (const length of TEXT_LENGTHS) {
    const characters = pieces.reduce((sum, { text }) => sum + Math.min(text.length, length), 0);
    if (characters > MAX_CHARACTERS_PER_TOKEN * maxTokens) continue;
    const whole = written(pieces.map((piece) => shortened(piece, length)));
    if (estimateTokens(whole.text) <= maxTokens) return whole;
  }
  const short = pieces.map((piece) => shortened(piece, TEXT_LENGTHS.at(-1)!));
  return written(middleLeftOut(short, maxTokens));
}

/** The task, where the run does not begin with it. */
function taskOf({ task: { text }, steps }: Pick<Trajectory, 'task' | 'steps'>): string | undefined {
  return text !== undefined && requestOf({ task: { tags: [] }, steps }).includes(text) ? undefined : text;
}

/** The first two thirds and the last third of what may stay. */
function shortened(piece: Piece, length: number): Piece {
  const { text } = piece;
  if (text.length <= length) return piece;
  const head = characterEdge(text, Math.floor((2 * length) / 3));
  const tail = characterEdge(text, text.length - Math.floor(length / 3));
  return { ...piece, text: `${text.slice(0, head)}\n[${formatCount(tail - head)} characters left out]\n${text.slice(tail)}` };
} // prettier-ignore

/** The pieces at the beginning and at the end that fit, as many of each. */
function middleLeftOut(pieces: readonly Piece[], maxTokens: number): Piece[] {
  const tokens = pieces.map(({ text }) => estimateTokens(text) + HEADING_TOKENS);
  let [from, to, spent] = [0, pieces.length, 0];
  while (from < to) {
    const next = from <= pieces.length - to ? from : to - 1;
    if (spent + tokens[next]! > maxTokens) break;
    spent += tokens[next]!;
    if (next === from) from++;
    else to--;
  }
  const gap: Piece[] = from === to ? [] : [{ ...pieces[from]!, kind: 'text', text: `[${to - from} texts left out]` }];
  return [...pieces.slice(0, from), ...gap, ...pieces.slice(to)];
}

const HEADING_TOKENS = 20;
