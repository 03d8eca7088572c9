import { sha256 } from '../core/content-key.ts';
import { partText, type Step, type TrajectoryHead } from '../trajectory/trajectory.ts';
import { codeId } from './code-key.ts';
import type { CodedFinding } from './cue/cue-detector.ts';
import type { Event, Span, Tier } from './event.ts';
import type { StepWindow } from './step-window.ts';
import type { Finding } from './structure-detector.ts';

/** What a tier found, of which code, and which tier. */
export interface Found extends CodedFinding {
  readonly tier: Tier;
}

/**
 * A finding as an event, with quotes, times and an id that depends on run, code and place only.
 *
 * @param detector - `name@version`
 * @param steps - the last of the run; places in older ones are left out
 * @param addressee - whom the words of its first step are said to
 */
export function foundEvent(
  head: TrajectoryHead,
  { codebook, code, finding, tier }: Found,
  {
    detector,
    steps,
    addressee,
  }: {
    readonly detector: string;
    readonly steps: StepWindow;
    readonly addressee?: string | undefined;
  },
): Event {
  const id = codeId(codebook, code);
  const spans: Span[] = [];
  for (const span of finding.spans) {
    if (steps.get(span.step) !== undefined)
      spans.push({ ...span, quote: partTextAt(steps, span).slice(span.start, span.end) });
  }
  const first = steps.get(finding.steps[0]);
  const last = steps.get(finding.steps[1]);
  const time = timeOf(first, last);
  const target = targetOf(finding, first, addressee);
  return {
    id: `e_${sha256(JSON.stringify([head.id, id, finding.steps, spans.map(({ step, part, start, end }) => [step, part, start, end])]), 16)}`,
    trajectoryId: head.id,
    revision: head.revision,
    code: id,
    kind: code.kind,
    unit: code.unit,
    actor: first?.actor ?? 'agent',
    ...(target !== undefined && { target }),
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
  steps: StepWindow,
  { step, part }: { readonly step: number; readonly part: number },
): string {
  const content = steps.get(step)?.parts[part];
  return content === undefined ? '' : partText(content);
}

/** The tool that is called, or whoever words are said to: reasoning is for nobody. */
function targetOf({ modifiers, spans: [span] }: Finding, first: Step | undefined, addressee: string | undefined) {
  const tool = modifiers?.['tool'];
  if (typeof tool === 'string') return tool;
  return span !== undefined && first?.parts[span.part]?.kind === 'text' ? addressee : undefined;
}

function timeOf(first: Step | undefined, last: Step | undefined): { startMs: number; endMs: number } | undefined {
  if (first?.at === undefined || last === undefined) return undefined;
  const startMs = Date.parse(first.at);
  const endMs = Date.parse(last.endedAt ?? last.at ?? first.at);
  return Number.isNaN(startMs) || Number.isNaN(endMs) ? undefined : { startMs, endMs: Math.max(startMs, endMs) };
}
