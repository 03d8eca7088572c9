import { codeKey } from '../analysis/time-budget.ts';
import type { Move } from '../analysis/run-moves.ts';
import type { Event } from '../behavior/event.ts';
import type { RasterCell, RasterMark, RasterRow } from '../chart/raster.ts';
import { shorten } from '../chart/visible-text.ts';
import { outcomeOf, partText, requestOf, type Trajectory } from '../trajectory/trajectory.ts';
import { ACTIVITY_WORDS } from './activity-words.ts';

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
    marks: notes.flatMap((note) => markOf(note, drawn, trajectory)),
    outcome,
  };
}

/** Events that were found present, as notes; `bad` says which codes (`codebook/slug`) are faults. */
export function eventNotes(events: readonly Event[], bad: ReadonlySet<string>): RowNote[] {
  return events
    .filter((event) => event.verdict === 'present')
    .map((event) => {
      const key = codeKey(event.code);
      const span = event.spans[0];
      const label = key.slice(key.indexOf('/') + 1).replaceAll('-', ' ');
      const kind = bad.has(key) ? 'fault' : 'note';
      return {
        step: span?.step ?? event.steps[0],
        ...(span !== undefined && { part: span.part, start: span.start }),
        kind,
        label,
      };
    });
}

function cellOf(move: Move, index: number, { steps }: Trajectory): RasterCell {
  const { tone, does } = ACTIVITY_WORDS[move.activity];
  const part = steps[move.step]?.parts[move.part];
  const words = move.tool ?? (part === undefined ? '' : `“${shorten(partText(part), 44)}”`);
  return { tone, label: `${index + 1}. ${does}: ${shorten(words, 48)}`, tokens: move.writtenTokens + move.readTokens };
}

function markOf(
  { step, part, start = 0, kind, label }: RowNote,
  moves: readonly Move[],
  { steps }: Trajectory,
): RasterMark[] {
  const exact = moves.findIndex((move) => move.step === step && (part === undefined || move.part === part));
  const cell = exact >= 0 ? exact : moves.findIndex((move) => move.step >= step);
  if (cell < 0) return [];
  const content = part === undefined ? undefined : steps[step]?.parts[part];
  const length = content === undefined ? 0 : partText(content).length;
  return [{ cell, at: exact >= 0 && length > 0 ? start / length : 0, kind, label }];
}
