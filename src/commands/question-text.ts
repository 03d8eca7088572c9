import type { LabelQuestion } from '../analysis/agreement/sample-units.ts';
import { shorten } from '../chart/visible-text.ts';
import type { Codebook } from '../behavior/codebook.ts';
import { isHidden } from '../behavior/is-hidden.ts';
import { partText, requestOf, type Step, type Trajectory } from '../trajectory/trajectory.ts';

// What a coder needs to judge, and what fits on a screen.
const BEFORE = 500;
const AFTER = 300;
const LONGEST_PART = 2000;
const LONGEST_LINE = 200;
const MOST_LINES = 80;
const SHOWN_EXAMPLES = 2;

/** What a coder is shown of a question: the code, what is around the unit, and the unit, between lines of its own. */
export function questionText(
  { code, kind, unit, trajectoryId }: LabelQuestion,
  trajectory: Trajectory,
  { codebook, number, of }: { readonly codebook: Codebook; readonly number: number; readonly of: number },
): string {
  const { slug, definition, include, exclude, examples } = code;
  const place = unit.step === undefined ? '' : `, step ${unit.step}`;
  return [
    `── ${number} of ${of} ── ${codebook.name}/${slug} ── ${trajectoryId}${place} ──`,
    definition,
    ...include.map((text) => `  + ${text}`),
    ...exclude.map((text) => `  − ${text}`),
    ...examples.positive.slice(0, SHOWN_EXAMPLES).map((text) => `  yes: ${text}`),
    ...examples.nearMiss.slice(0, SHOWN_EXAMPLES).map((text) => `  no:  ${text}`),
    '',
    ...unitLines(trajectory, unit),
    '',
    `${slug} in this ${kind}?`,
  ].join('\n');
}

function unitLines(trajectory: Trajectory, { step, part, start, end }: LabelQuestion['unit']): string[] {
  if (step === undefined) return [`task: ${shorten(requestOf(trajectory), LONGEST_LINE)}`, ...runLines(trajectory)];
  const content = trajectory.steps[step]!;
  const text = part === undefined ? '' : partText(content.parts[part]!);
  if (start === undefined || end === undefined) {
    const before = step > 0 ? stepLines(trajectory.steps[step - 1]!, LONGEST_LINE) : [];
    return [...before, ...marked(stepLines(content, LONGEST_PART).join('\n'))];
  }
  const before = text.slice(Math.max(0, start - BEFORE), start).trim();
  const after = text.slice(end, end + AFTER).trim();
  return [
    ...(before === '' ? [] : [start > BEFORE ? `…${before}` : before]),
    ...marked(text.slice(start, end)),
    ...(after === '' ? [] : [end + AFTER < text.length ? `${after}…` : after]),
  ];
}

function marked(text: string): string[] {
  return text.split('\n').map((line) => `  ▌ ${line}`);
}

function runLines({ steps }: Trajectory): string[] {
  const lines = steps.flatMap((step) => stepLines(step, LONGEST_LINE));
  if (lines.length <= MOST_LINES) return lines;
  const half = MOST_LINES / 2;
  return [...lines.slice(0, half), `… ${lines.length - MOST_LINES} more …`, ...lines.slice(-half)];
}

function stepLines({ index, actor, parts }: Step, longest: number): string[] {
  return parts.map((part) => {
    const name = part.kind === 'tool-call' ? ` ${part.name}` : '';
    const text = isHidden(part) ? '(hidden)' : shorten(partText(part), longest);
    return `[${index} ${actor}] ${part.kind === 'text' ? '' : `${part.kind}${name}: `}${text}`;
  });
}
