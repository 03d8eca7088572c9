import type { Move } from '../analysis/run-moves.ts';
import { codeKey, codeSlug } from '../behavior/code-key.ts';
import type { Code } from '../behavior/codebook.ts';
import type { Event } from '../behavior/event.ts';
import type { RasterCell, RasterMark, RasterRow } from '../chart/raster.ts';
import { shorten } from '../chart/visible-text.ts';
import { outcomeOf, partText, requestOf, type Trajectory } from '../trajectory/trajectory.ts';
import { ACTIVITY_WORDS } from './activity-words.ts';

/** How many characters the words of a cell have at most. */
export const CELL_WORDS = 48;

/** Something to mark in a run's row: where, and what is said about it. */
export interface RowNote {
  readonly step: number;
  readonly part?: number;
  /** UTF-16 offset in the part's text. */
  readonly start?: number;
  readonly kind: RasterMark['kind'];
  readonly label: string;
}

/**
 * A run as a row of the raster. Instructions and notices are left out; a note at a step without a move goes to the next
 * move.
 */
export function runRow(trajectory: Trajectory, moves: readonly Move[], notes: readonly RowNote[]): RasterRow {
  const drawn = moves.filter((move) => move.activity !== 'context');
  const { success } = outcomeOf(trajectory.outcomes);
  const outcome = success === undefined ? 'unknown' : success ? 'success' : 'failure';
  const request = trajectory.task.text ?? trajectory.task.id ?? requestOf(trajectory);
  const ends = { success: ', succeeded', failure: ', failed', unknown: '' }[outcome];
  return {
    label: `${trajectory.id}${ends}: ${shorten(request, 100)}`,
    cells: drawn.map((move, i) => cellOf(move, i, trajectory)),
    marks: marksOf(notes, drawn, trajectory),
    outcome,
  };
}

/**
 * Events that were found present, as notes: faults for `bad` codes, none for `neutral` ones (they only say what sort of
 * move it is, and would be everywhere).
 *
 * @param polarities - by `codebook/slug`; codes that are not in it are noted
 */
export function eventNotes(events: readonly Event[], polarities: ReadonlyMap<string, Code['polarity']>): RowNote[] {
  return events.flatMap((event) => {
    const polarity = polarities.get(codeKey(event.code));
    if (event.verdict !== 'present' || polarity === 'neutral') return [];
    const span = event.spans[0];
    const label = codeSlug(event.code).replaceAll('-', ' ');
    const place =
      span === undefined ? { step: event.steps[0] } : { step: span.step, part: span.part, start: span.start };
    return [{ ...place, kind: polarity === 'bad' ? ('fault' as const) : ('note' as const), label }];
  });
}

function cellOf(move: Move, index: number, { steps }: Trajectory): RasterCell {
  const { tone, does } = ACTIVITY_WORDS[move.activity];
  const part = steps[move.step]?.parts[move.part];
  const words = move.tool ?? (part === undefined ? '' : `“${shorten(partText(part), 44)}”`);
  return {
    tone,
    label: `${index + 1}. ${does}: ${shorten(words, CELL_WORDS)}`,
    tokens: move.writtenTokens + move.readTokens,
  };
}

function marksOf(notes: readonly RowNote[], moves: readonly Move[], { steps }: Trajectory): RasterMark[] {
  const cellOfPart = new Map(moves.map((move, cell) => [`${move.step} ${move.part}`, cell]));
  const firstCell = new Map(moves.map((move, cell) => [move.step, cell] as const).reverse());
  let next: number | undefined;
  for (let step = steps.length - 1; step >= 0; step--) {
    next = firstCell.get(step) ?? next;
    if (next !== undefined) firstCell.set(step, next);
  }
  return notes.flatMap(({ step, part, start = 0, kind, label }) => {
    const exact = part === undefined ? undefined : cellOfPart.get(`${step} ${part}`);
    const cell = exact ?? firstCell.get(step);
    if (cell === undefined) return [];
    const content = exact === undefined ? undefined : steps[step]?.parts[part!];
    const length = content === undefined ? 0 : partText(content).length;
    return [{ cell, at: length === 0 ? 0 : start / length, kind, label }];
  });
}
