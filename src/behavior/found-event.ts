import { sha256 } from '../core/content-key.ts';
import { partText, type Step, type TrajectoryHead } from '../trajectory/trajectory.ts';
import { codeId } from './code-key.ts';
import type { Code, Codebook } from './codebook.ts';
import type { Event, Span, Tier } from './event.ts';
import type { StepWindow } from './step-window.ts';
import type { Finding } from './structure-detector.ts';

/** What a tier found, of which code, and which tier. */
export interface Found {
  readonly codebook: Codebook;
  readonly code: Code;
  readonly finding: Finding;
  readonly tier: Tier;
}

/**
 * A finding as an event, with quotes, times and an id that depends on run, code and place only.
 *
 * @param id - of the code (`codeId`), where it is at hand
 * @param detector - `name@version`
 * @param steps - the last of the run; places in older ones are left out
 * @param addressee - whom the words of its first step are said to
 */
export function foundEvent(
  head: TrajectoryHead,
  { codebook, code, finding, tier }: Found,
  {
    id = codeId(codebook, code),
    detector,
    steps,
    addressee,
  }: {
    readonly id?: string;
    readonly detector: string;
    readonly steps: StepWindow;
    readonly addressee?: string | undefined;
  },
): Event {
  const spans: Span[] = [];
  // What the id is made of, as JSON.
  let places = '';
  for (const span of finding.spans) {
    const { step, part, start, end } = span;
    if (steps.get(step) === undefined) continue;
    spans.push({ ...span, quote: partTextAt(steps, span).slice(start, end) });
    places += `${places === '' ? '' : ','}[${step},${part},${start},${end}]`;
  }
  const first = steps.get(finding.steps[0]);
  const last = steps.get(finding.steps[1]);
  const time = timeOf(first, last);
  const target = targetOf(finding, first, addressee);
  const event: { -readonly [Field in keyof Event]?: Event[Field] } = {
    id: `e_${sha256(`[${JSON.stringify(head.id)},${JSON.stringify(id)},[${finding.steps[0]},${finding.steps[1]}],[${places}]]`, 16)}`,
    trajectoryId: head.id,
    revision: head.revision,
    code: id,
    kind: code.kind,
    unit: code.unit,
    actor: first?.actor ?? 'agent',
  };
  // One by one: fields that may be missing, spread into a literal, take as long as all the rest.
  if (target !== undefined) event.target = target;
  event.steps = finding.steps;
  if (time !== undefined) event.time = time;
  event.spans = spans;
  event.verdict = 'present';
  event.tier = tier;
  event.detector = detector;
  event.confidence = finding.confidence;
  if (finding.modifiers !== undefined) event.modifiers = finding.modifiers;
  return event as Event;
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
  const ended = last.endedAt ?? last.at ?? first.at;
  const endMs = ended === first.at ? startMs : Date.parse(ended);
  return Number.isNaN(startMs) || Number.isNaN(endMs) ? undefined : { startMs, endMs: Math.max(startMs, endMs) };
}
