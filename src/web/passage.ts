import { shorten } from '../chart/visible-text.ts';
import { characterEdge } from '../core/character-edge.ts';
import { partText, requestOf, type Part, type Step, type Trajectory } from '../trajectory/trajectory.ts';

/** A part of a run as one line of a passage. Lines around the quote have no `quote` and are shortened. */
export interface PassageLine {
  readonly step: number;
  /** Who speaks or acts: `user`, `agent`, `agent thinks`, `agent calls`, `answer`. */
  readonly who: string;
  /** Of calls: the tool. */
  readonly tool?: string;
  readonly before: string;
  readonly quote?: string;
  readonly after: string;
  /** Characters of the part's text that are not shown: before it, in the quote, after it. */
  readonly cut: { readonly before: number; readonly quote: number; readonly after: number };
}

/** A quote in its place: the text around it and the steps around that. */
export interface Passage {
  readonly trajectoryId: string;
  readonly step: number;
  /** What the run was for, shortened; `''` when nobody says. */
  readonly task: string;
  readonly lines: readonly PassageLine[];
}

/**
 * Where a quote is. Without offsets the whole part is meant, without a part the step's first call, else its first text.
 */
export interface Place {
  readonly step: number;
  readonly part?: number;
  readonly start?: number;
  readonly end?: number;
  /** Steps that belong to it and are shown in short; default the ones before and after. */
  readonly steps?: readonly number[];
}

/** Characters that are shown on each side of a quote, of its own part. */
const CONTEXT = 220;
/** Characters that are shown of other parts. */
const NEIGHBOUR = 180;
const LONGEST_QUOTE = 700;
/** Lines around the quoted one. */
const NEIGHBOURS = 6;

/**
 * Cuts a quote out of a run together with its surroundings, bounded in size however long the texts are.
 *
 * @returns undefined when the run has no such place
 */
export function passageOf(trajectory: Trajectory, place: Place): Passage | undefined {
  const step = trajectory.steps[place.step];
  const index = place.part ?? (step === undefined ? -1 : mainPart(step));
  const part = step?.parts[index];
  if (step === undefined || part === undefined) return undefined;
  const around = (place.steps ?? []).length > 1 ? place.steps! : [place.step - 1, place.step, place.step + 1];
  const nearest = [...new Set(around)]
    .sort((a, b) => Math.abs(a - place.step) - Math.abs(b - place.step) || a - b)
    .slice(0, NEIGHBOURS + 1);
  const lines: PassageLine[] = [];
  for (const i of new Set([...nearest, place.step].sort((a, b) => a - b))) {
    const other = trajectory.steps[i];
    if (other === undefined) continue;
    for (const [j, beside] of other.parts.entries()) {
      if (i === place.step && j === index) lines.push(quoteLine(step, part, place));
      else if (partText(beside).trim() !== '' && Math.abs(j - index) < NEIGHBOURS) lines.push(shortLine(other, beside));
    }
  }
  const task = shorten(trajectory.task.text ?? requestOf(trajectory), 120);
  return { trajectoryId: trajectory.id, step: step.index, task, lines: aroundQuote(lines) };
}

function mainPart(step: Step): number {
  const call = step.parts.findIndex((part) => part.kind === 'tool-call');
  return call >= 0 ? call : step.parts.findIndex((part) => partText(part).trim() !== '');
}

function quoteLine(step: Step, part: Part, place: Place): PassageLine {
  const text = partText(part);
  const start = characterEdge(text, place.start ?? 0);
  const end = Math.max(start, characterEdge(text, place.end ?? text.length));
  const shown = characterEdge(text, Math.min(end, start + LONGEST_QUOTE));
  const from = characterEdge(text, start - CONTEXT);
  const to = shown < end ? end : characterEdge(text, end + CONTEXT);
  return {
    ...speaker(step, part),
    before: text.slice(from, start),
    quote: text.slice(start, shown),
    after: text.slice(end, to),
    cut: { before: from, quote: end - shown, after: text.length - to },
  };
}

function shortLine(step: Step, part: Part): PassageLine {
  const text = partText(part);
  const to = characterEdge(text, NEIGHBOUR);
  return {
    ...speaker(step, part),
    before: text.slice(0, to),
    after: '',
    cut: { before: 0, quote: 0, after: text.length - to },
  };
}

function speaker(step: Step, part: Part): Pick<PassageLine, 'step' | 'who' | 'tool'> {
  const { index, actor } = step;
  if (part.kind === 'tool-call') return { step: index, who: `${actor} calls`, tool: part.name };
  if (part.kind === 'tool-result') return { step: index, who: part.isError ? 'error' : 'answer' };
  return { step: index, who: part.kind === 'reasoning' ? `${actor} thinks` : actor };
}

// A step with many parts (parallel calls) must not push the quote out of sight.
function aroundQuote(lines: readonly PassageLine[]): PassageLine[] {
  const at = lines.findIndex((line) => line.quote !== undefined);
  const from = Math.max(0, Math.min(at - NEIGHBOURS / 2, lines.length - NEIGHBOURS - 1));
  return lines.slice(from, from + NEIGHBOURS + 1);
}
