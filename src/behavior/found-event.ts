import { sha256 } from '../core/content-key.ts';
import { partText, type Step, type TrajectoryHead } from '../trajectory/trajectory.ts';
import { codeId } from './code-key.ts';
import type { CodedFinding } from './cue-detector.ts';
import type { Event, Span, Tier } from './event.ts';

/** What a tier found, of which code, and which tier. */
export interface Found extends CodedFinding {
  readonly tier: Tier;
}

/**
 * A finding as an event, with quotes, times and an id that depends on run, code and place only.
 *
 * @param detector - `name@version`
 * @param steps - those of the run so far, by index
 */
export function foundEvent(
  head: TrajectoryHead,
  { codebook, code, finding, tier }: Found,
  { detector, steps }: { readonly detector: string; readonly steps: ReadonlyMap<number, Step> },
): Event {
  const id = codeId(codebook, code);
  const spans: Span[] = finding.spans.map((span) => ({
    ...span,
    quote: partTextAt(steps, span).slice(span.start, span.end),
  }));
  const first = steps.get(finding.steps[0]);
  const last = steps.get(finding.steps[1]);
  const time = timeOf(first, last);
  return {
    id: `e_${sha256(JSON.stringify([head.id, id, finding.steps, spans.map(({ step, part, start, end }) => [step, part, start, end])]), 16)}`,
    trajectoryId: head.id,
    revision: head.revision,
    code: id,
    kind: code.kind,
    unit: code.unit,
    actor: first?.actor ?? 'agent',
    steps: finding.steps,
    ...(time !== undefined && { time }),
    spans,
    verdict: 'present',
    tier,
    detector,
    confidence: finding.confidence,
    ...(finding.modifiers !== undefined && { modifiers: finding.modifiers }),
  };
}

/** The text of a part (`partText`); `''` when there is no such part. */
export function partTextAt(
  steps: ReadonlyMap<number, Step>,
  { step, part }: { readonly step: number; readonly part: number },
): string {
  const content = steps.get(step)?.parts[part];
  return content === undefined ? '' : partText(content);
}

function timeOf(first: Step | undefined, last: Step | undefined): { startMs: number; endMs: number } | undefined {
  if (first?.at === undefined || last === undefined) return undefined;
  const startMs = Date.parse(first.at);
  const endMs = Date.parse(last.endedAt ?? last.at ?? first.at);
  return Number.isNaN(startMs) || Number.isNaN(endMs) ? undefined : { startMs, endMs: Math.max(startMs, endMs) };
}
