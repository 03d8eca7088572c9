import { characterEdge } from '../../core/character-edge.ts';
import { formatCount } from '../../core/format-number.ts';
import { partText, type Actor, type Part, type Step, type Trajectory } from '../../trajectory/trajectory.ts';
import { isHidden } from '../is-hidden.ts';

/** A stretch of a run as a judge is shown it: a part of a step, or some of a part that is too long. */
export interface Piece {
  readonly step: number;
  readonly part: number;
  readonly actor: Actor;
  /** Who speaks, where the source names them. */
  readonly name?: string;
  readonly kind: Part['kind'];
  /** The tool of a call. */
  readonly tool?: string;
  readonly isError?: boolean;
  /** Reasoning that the source does not show; it has no text. */
  readonly isHidden?: true;
  readonly text: string;
}

/** How much is shown of a part that is not itself coded, in characters: enough to understand what follows. */
const CONTEXT_CHARACTERS = 3000;
/** The same of what an agent was told: whether it kept to it depends on each sentence. */
const TOLD_CHARACTERS = 16_000;

/**
 * What there is to read in a run, in order. Steps that were copied from another run, media, and what Ethogram itself put
 * there are left out.
 */
export function runPieces({ steps }: Pick<Trajectory, 'steps'>): Piece[] {
  return steps.flatMap((step) => (step.copied === true ? [] : step.parts.flatMap((_, part) => pieceOf(step, part))));
}

function pieceOf(step: Step, part: number): Piece[] {
  const content = step.parts[part]!;
  if (content.kind === 'media' || (content.kind === 'text' && content.injected !== undefined)) return [];
  const hidden = isHidden(content);
  const text = hidden ? '' : partText(content);
  if (text.trim() === '' && !hidden && content.kind !== 'tool-call') return [];
  return [
    {
      step: step.index,
      part,
      actor: step.actor,
      ...(step.name !== undefined && { name: step.name }),
      kind: content.kind,
      ...(content.kind === 'tool-call' && { tool: content.name }),
      ...(content.kind === 'tool-result' && content.isError === true && { isError: true }),
      ...(hidden && { isHidden: true as const }),
      text,
    },
  ];
}

/** A piece that is only context, with the middle of a long text left out. */
export function asContext(piece: Piece): Piece {
  const isTold = piece.kind === 'text' && (piece.actor === 'system' || piece.actor === 'user');
  return { ...piece, text: withoutMiddle(piece.text, isTold ? TOLD_CHARACTERS : CONTEXT_CHARACTERS) };
}

/** A text of at most about so many characters: two thirds from its beginning, one third from its end. */
export function withoutMiddle(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const head = characterEdge(text, Math.round((characters * 2) / 3));
  const tail = characterEdge(text, text.length - Math.round(characters / 3));
  return `${text.slice(0, head)}\n[${formatCount(tail - head)} characters left out]\n${text.slice(tail)}`;
}
