import { sha256 } from '../../core/content-key.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { partText, type Step, type Trajectory } from '../../trajectory/trajectory.ts';
import type { LabelRow } from './parse-labels.ts';
import type { Mark } from './rate-run.ts';
import type { ReadablePart } from './run-units.ts';

/** Digits of the hash that label files carry beside offsets. */
export const LABEL_HASH_LENGTH = 12;

/**
 * A label as a mark on its run. Offsets without a part are in a part of the step that the code is read in, the first that
 * is long enough.
 *
 * @param readable - the parts of the run that the code is read in
 * @throws EthogramError `bad-labels` when the run has no such step, part or offsets, or other text there than was labelled
 */
export function placeLabel(row: LabelRow, trajectory: Trajectory, readable: readonly ReadablePart[]): Mark {
  const { steps, start, end, verdict, place } = row;
  if (steps === undefined) return { verdict };
  const count = trajectory.steps.length;
  if (steps[1] >= count) {
    throw refused(place, `step ${steps[1]} of ${trajectory.id}`, `steps 0 to ${count - 1}`);
  }
  const { parts } = trajectory.steps[steps[0]]!;
  const part = row.part ?? (start === undefined ? undefined : partOf(row, trajectory, readable));
  if (part === undefined) {
    refuseOtherText(row, stepText(trajectory.steps[steps[0]]!), `in step ${steps[0]} of ${trajectory.id}`);
    return { verdict, steps };
  }
  if (part >= parts.length) {
    const expected = parts.length === 0 ? 'no part: it is empty' : `parts 0 to ${parts.length - 1}`;
    throw refused(place, `part ${part} of step ${steps[0]} of ${trajectory.id}`, expected);
  }
  if (start === undefined || end === undefined) return { verdict, steps, part };
  const text = partText(parts[part]!);
  if (end > text.length) {
    throw refused(
      place,
      `offsets ${start} to ${end} in step ${steps[0]}, part ${part} of ${trajectory.id}`,
      `offsets up to ${text.length}, where its text ends (UTF-16)`,
    );
  }
  refuseOtherText(
    row,
    text.slice(start, end),
    `at ${start} to ${end} in step ${steps[0]}, part ${part} of ${trajectory.id}`,
  );
  return { verdict, steps, part, start, end };
}

/** What the hash of a label of a whole step is taken of: the texts of its parts, line by line. */
export function stepText({ parts }: Step): string {
  return parts.map(partText).join('\n');
}

function refuseOtherText({ hash, place }: LabelRow, text: string, at: string): void {
  if (hash === undefined || sha256(text).startsWith(hash.toLowerCase())) return;
  throw refused(place, `other text ${at}`, `text with hash ${hash}: the run was another when it was labelled`);
}

function partOf({ steps, end }: LabelRow, { steps: all }: Trajectory, readable: readonly ReadablePart[]): number {
  const read = readable.filter(({ step }) => step === steps![0]);
  const fits = read.find(({ text }) => text.length >= end!) ?? read[0];
  if (fits !== undefined) return fits.part;
  const lengths = all[steps![0]]!.parts.map((part) => partText(part).length);
  const longEnough = lengths.findIndex((length) => length >= end!);
  return Math.max(0, longEnough >= 0 ? longEnough : lengths.findIndex((length) => length > 0));
}

function refused(place: string, found: string, expected: string): EthogramError {
  return new EthogramError('bad-labels', `${place}: found ${found}, expected ${expected}`, {
    hint: 'ethogram show ID --full shows steps and parts; offsets count UTF-16 units from 0',
  });
}
