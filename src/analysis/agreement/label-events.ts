import type { Code } from '../../behavior/codebook.ts';
import type { Event, Verdict } from '../../behavior/event.ts';
import { humanCoder } from '../../behavior/human-coder.ts';
import { leadingSpan } from '../../behavior/structure-detector.ts';
import { sha256 } from '../../core/content-key.ts';
import { estimateTokens } from '../../core/estimate-tokens.ts';
import { partText, type Trajectory } from '../../trajectory/trajectory.ts';
import type { LabelStyle } from './label-style.ts';
import type { LabelRow } from './parse-labels.ts';
import { placeLabel, stepText } from './place-label.ts';
import type { Mark } from './rate-run.ts';
import { codeUnit, readableParts, runUnits } from './run-units.ts';

/** What a person coded of one code in one run. */
export interface LabelEvents {
  /** One per label; what cannot be told is `not-applicable`. */
  readonly events: readonly Event[];
  /** Units that were looked at: those named, or all of the run's for who goes through whole runs. */
  readonly observedUnits: number;
  /** Tokens of their text. */
  readonly observedTokens: number;
}

const VERDICTS: Readonly<Record<LabelRow['verdict'], Verdict>> = {
  present: 'present',
  absent: 'absent',
  unclear: 'not-applicable',
};

/**
 * The labels of one coder and one code in one run as events of tier `human`. An event's id depends on run, code, place and
 * coder only, so that the same place labelled again is the same event.
 *
 * @param code - `id` is `codebook/slug@hash`, of the codebook that the coder had
 * @param style - how the coder works
 * @throws EthogramError `bad-labels` when a label does not fit the run
 */
export function labelEvents(
  rows: readonly LabelRow[],
  trajectory: Trajectory,
  { code, id, style }: { readonly code: Code; readonly id: string; readonly style: LabelStyle },
): LabelEvents {
  const parts = readableParts(trajectory, code);
  const marks = rows.map((row) => ({ row, mark: placeLabel(row, trajectory, parts) }));
  const events = marks.map(({ row, mark }): Event => {
    const { coder } = row;
    const steps = mark.steps ?? [0, Math.max(0, trajectory.steps.length - 1)];
    const place = [mark.steps, mark.part, mark.start, mark.end];
    return {
      id: `e_${sha256(JSON.stringify([trajectory.id, id, place, coder]), 16)}`,
      trajectoryId: trajectory.id,
      revision: trajectory.revision,
      code: id,
      kind: code.kind,
      unit: code.unit,
      actor: trajectory.steps[steps[0]]?.actor ?? 'agent',
      steps,
      spans: spansOf(mark, trajectory),
      verdict: VERDICTS[mark.verdict],
      tier: 'human',
      detector: humanCoder(coder),
      confidence: 1,
      coder,
    };
  });
  if (style !== 'judges-units') {
    return {
      events,
      observedUnits: runUnits(trajectory, parts, codeUnit(code)).length,
      observedTokens: parts.reduce((sum, { text }) => sum + estimateTokens(text), 0),
    };
  }
  const told = marks.filter(({ mark }) => mark.verdict !== 'unclear');
  return {
    events,
    observedUnits: told.length,
    observedTokens: told.reduce((sum, { mark }) => sum + estimateTokens(textOf(mark, trajectory)), 0),
  };
}

function spansOf({ steps, part, start, end }: Mark, trajectory: Trajectory): Event['spans'] {
  if (steps === undefined || part === undefined) return [];
  const [step] = steps;
  const text = partText(trajectory.steps[step]!.parts[part]!);
  const span =
    start === undefined || end === undefined ? leadingSpan({ step, part }, text) : { step, part, start, end };
  return [{ ...span, quote: text.slice(span.start, span.end) }];
}

function textOf({ steps, part, start, end }: Mark, trajectory: Trajectory): string {
  const step = steps === undefined ? undefined : trajectory.steps[steps[0]];
  if (step === undefined) return trajectory.steps.map(stepText).join('\n');
  return part === undefined ? stepText(step) : partText(step.parts[part]!).slice(start, end);
}
