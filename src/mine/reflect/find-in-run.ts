import type { Exemplar } from '../../behavior/behavior.ts';
import { quoteFinder } from '../../behavior/judge/quote-finder.ts';
import { runPieces, type Piece } from '../../behavior/judge/run-pieces.ts';
import { characterEdge } from '../../core/character-edge.ts';
import type { Step } from '../../trajectory/trajectory.ts';
import { overrulingPlaces, secretPlaces } from '../wording/may-be-said.ts';

// Shorter ones stand anywhere.
const MIN_QUOTE = 4;
const MAX_QUOTE = 300;
// Of runs with more characters only the steps around the one that was named are searched.
const MANY_CHARACTERS = 4e6;
const NEAR = 20;

/**
 * Finds again what a model quoted from a run, as evidence: see `quoteFinder`. What Ethogram injected, steps copied from other
 * runs, and what was said about the run afterwards are not looked at; a passage that tells a secret or wants to be obeyed is no evidence.
 *
 * @param passage.step - as the model named it; may be wrong
 * @returns the passage, at most 300 UTF-16 units of it; of one with something left out the longest piece
 */
export function findInRun(
  { id, steps }: { readonly id: string; readonly steps: readonly Step[] },
  { step, quote }: { readonly step: number; readonly quote: string },
): Exemplar | undefined {
  if (quote.trim().length < MIN_QUOTE) return undefined;
  const texts = runPieces({ steps }).filter(({ kind }) => kind !== 'feedback');
  const spans = quoteFinder(searched(texts, step)).find(quote, step) ?? [];
  const [longest] = spans.toSorted((a, b) => b.quote.length - a.quote.length || a.start - b.start);
  if (longest === undefined) return undefined;
  const found = longest.quote.slice(0, characterEdge(longest.quote, MAX_QUOTE));
  if (secretPlaces(found).length > 0 || overrulingPlaces(found).length > 0) return undefined;
  const { quote: _, ...at } = longest;
  return { trajectoryId: id, steps: [at.step], quote: found, at: { ...at, end: at.start + found.length } };
}

function searched(texts: readonly Piece[], step: number): readonly Piece[] {
  const characters = texts.reduce((sum, { text }) => sum + text.length, 0);
  return characters <= MANY_CHARACTERS ? texts : texts.filter((one) => Math.abs(one.step - step) <= NEAR);
}
