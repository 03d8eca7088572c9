import { characterEdge } from '../../core/character-edge.ts';
import { estimateTokens } from '../../core/estimate-tokens.ts';
import { segmentSentences } from '../text/segment-sentences.ts';
import type { Piece } from './run-pieces.ts';

/** Tokens of one heading. */
const HEADING_TOKENS = 14;

/**
 * Cuts a run into stretches of at most so many tokens, between steps; a step that is longer than that is cut between its
 * parts, and a part that is longer between sentences, or anywhere when it has none.
 */
export function splitPieces(pieces: readonly Piece[], maxTokens: number): Piece[][] {
  const stretches: Piece[][] = [];
  let stretch: Piece[] = [];
  let tokens = 0;
  const close = (): void => {
    if (stretch.length > 0) stretches.push(stretch);
    stretch = [];
    tokens = 0;
  };
  for (const step of Map.groupBy(pieces, ({ step: index }) => index).values()) {
    const own = step.map((piece) => ({ piece, cost: estimateTokens(piece.text) + HEADING_TOKENS }));
    const cost = own.reduce((sum, one) => sum + one.cost, 0);
    if (tokens + cost > maxTokens) close();
    for (const { piece, cost: pieceCost } of own) {
      const parts = pieceCost > maxTokens ? cutPiece(piece, maxTokens - HEADING_TOKENS) : [{ piece, cost: pieceCost }];
      for (const part of parts) {
        if (tokens + part.cost > maxTokens) close();
        stretch.push(part.piece);
        tokens += part.cost;
      }
    }
  }
  close();
  return stretches;
}

function cutPiece(piece: Piece, maxTokens: number): { readonly piece: Piece; readonly cost: number }[] {
  const cut: { readonly piece: Piece; readonly cost: number }[] = [];
  let [start, tokens] = [0, 0];
  const close = (end: number): void => {
    if (end > start)
      cut.push({ piece: { ...piece, text: piece.text.slice(start, end) }, cost: tokens + HEADING_TOKENS });
    [start, tokens] = [end, 0];
  };
  for (const { start: from, end: to } of blocksOf(piece.text, maxTokens)) {
    const cost = estimateTokens(piece.text.slice(from, to));
    if (tokens + cost > maxTokens) close(from);
    tokens += cost;
  }
  close(piece.text.length);
  return cut;
}

/** Sentences with what follows them, those that are too long in pieces. */
function* blocksOf(text: string, maxTokens: number): Generator<{ readonly start: number; readonly end: number }> {
  // A token has two characters at least, nearly always.
  const longest = maxTokens * 2;
  const starts = segmentSentences(text).map(({ start }) => start);
  let from = 0;
  for (const next of [...starts.filter((start) => start > 0), text.length]) {
    while (next - from > longest) {
      const end = characterEdge(text, from + longest);
      yield { start: from, end };
      from = end;
    }
    if (next > from) yield { start: from, end: next };
    from = next;
  }
}
