import { sha256 } from '../../core/content-key.ts';
import { characterEdge } from '../../core/character-edge.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { codeId } from '../code-key.ts';
import type { Code, Codebook } from '../codebook.ts';
import type { Event, Span, Verdict } from '../event.ts';
import { foundEvent } from '../found-event.ts';

/** What a judge decided of a code, at a place or of the whole run. */
export interface JudgedOccurrence {
  readonly codebook: Codebook;
  readonly code: Code;
  readonly verdict: Verdict;
  readonly spans: readonly Span[];
  /** First and last, as the judge named them; clipped to the run. */
  readonly steps: readonly [number, number];
  /** What was quoted, where it could not be found. */
  readonly claimed?: string;
  readonly reason?: string;
  /** Of so many draws. */
  readonly samples: number;
  /** How many of them say so. */
  readonly agreeing: number;
  readonly promptHash: string;
  readonly costUsd?: number;
}

/** What one draw is worth, of which no spread is known; calibration against labels says better. */
const CONFIDENCE_OF_ONE = 0.8;
const LONGEST_REASON = 300;

/**
 * A judgement as an event. Its confidence is the share of draws that agree. The judge's own words are in `modifiers`: its
 * `reason`, and what it `claimed` to quote.
 *
 * @param by.detector - `name@version`
 */
export function judgedEvent(
  run: Trajectory,
  occurrence: JudgedOccurrence,
  by: { readonly detector: string; readonly model: string },
): Event {
  const { codebook, code, verdict, spans, steps, claimed, reason, samples, agreeing, promptHash, costUsd } = occurrence;
  const last = run.steps.length - 1;
  const clip = (step: number): number => Math.min(last, Math.max(0, step));
  const modifiers = {
    ...(samples > 1 && { samples, agreeing }),
    ...(reason !== undefined && reason !== '' && { reason: shortened(reason) }),
    ...(claimed !== undefined && { claimed: shortened(claimed) }),
  };
  const event = foundEvent(
    run,
    {
      codebook,
      code,
      tier: 'model',
      finding: {
        steps: [clip(steps[0]), clip(steps[1])],
        spans: spans.map(({ step, part, start, end }) => ({ step, part, start, end })),
        confidence: samples > 1 ? agreeing / samples : CONFIDENCE_OF_ONE,
        ...(Object.keys(modifiers).length > 0 && { modifiers }),
      },
    },
    { id: codeId(codebook, code), detector: by.detector, steps: { add() {}, get: (index) => run.steps[index] } },
  );
  const at = spans.map(({ step, part, start, end }) => [step, part, start, end]);
  return {
    ...event,
    id: `e_${sha256(JSON.stringify([run.id, codeId(codebook, code), by.detector, event.steps, at, verdict, claimed ?? '']), 16)}`,
    actor: code.actors.includes(event.actor) ? event.actor : (code.actors[0] ?? 'agent'),
    verdict,
    coder: by.model,
    promptHash,
    ...(costUsd !== undefined && { costUsd }),
  };
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= LONGEST_REASON ? line : `${line.slice(0, characterEdge(line, LONGEST_REASON))}…`;
}
