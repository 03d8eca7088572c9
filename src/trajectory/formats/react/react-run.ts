import { sha256 } from '../../../core/content-key.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import type { TrajectoryDraft } from '../../trace-format.ts';
import { partText, type OutcomeRecord, type Part, type Step } from '../../trajectory.ts';

/** A labelled stretch of a ReAct log: `Thought 1: …`. */
export interface ReactSection {
  /** In lower case, without number: `thought`, `action`, `action input`, `observation`, `answer`, `final answer`, `reflection`, `reflections`. */
  readonly kind: string;
  /** As it stands, with the white space behind it: `Thought 1: `. */
  readonly label: string;
  readonly number: string | undefined;
  readonly lines: string[];
}

/** One block of a ReAct log. */
export interface ReactBlock {
  readonly line: number;
  /** Rules and headings above the block: `BEGIN TRIAL 1`. */
  readonly heading: readonly string[];
  readonly trial: string | undefined;
  /** `correct`, `incorrect`, `halted` as a heading says. */
  readonly group: string | undefined;
  readonly prompt: readonly string[];
  readonly sections: readonly ReactSection[];
  /** What a verifier wrote under the run: the text behind `Correct answer:`. */
  readonly reference: string | undefined;
  /** `OK` or `FAIL` behind `STATUS:`. */
  readonly status: string | undefined;
  /** Whatever followed the verifier's words. */
  readonly after: readonly string[];
}

/**
 * A block as a run. The prompt is one user step, verbatim; a thought and its action are one step of the agent, the observation one
 * of the tool. Reasoning keeps its label as `open`, other parts theirs in the step's `extra.labels` (an empty text for parts that need none), an action that
 * does not read `name[arguments]` stands verbatim in `extra.action`: so the log can be written again.
 */
export function reactRun(block: ReactBlock): TrajectoryDraft {
  const steps: Step[] = [];
  const prompt = joined(block.prompt);
  if (prompt !== '') steps.push({ index: 0, actor: 'user', parts: [{ kind: 'text', text: prompt }] });
  const extra: Record<string, Json> = {};
  if (block.heading.length > 0) extra['heading'] = block.heading.join('\n');
  if (block.reference !== undefined) extra['reference'] = block.reference;
  if (block.status !== undefined) extra['status'] = block.status;
  if (block.after.length > 0) extra['after'] = joined(block.after);
  addSections(block.sections, steps, extra);
  const text = questionOf(prompt);
  const outcomes = outcomesOf(block, steps);
  return {
    line: block.line,
    task: {
      ...(text !== undefined && { text }),
      ...(block.trial !== undefined && { trial: block.trial }),
      tags: ['react'],
    },
    agent: {},
    outcomes,
    steps,
    // Logs name no run, and many of their runs begin alike.
    distinguishing: sha256(steps.flatMap(({ parts }) => parts.map(partText)).join('\n')),
    extra,
  };
}

interface Turn {
  readonly parts: Part[];
  readonly labels: string[];
  readonly extra: Record<string, Json>;
}

function addSections(sections: readonly ReactSection[], steps: Step[], extra: Record<string, Json>): void {
  let turn: Turn | undefined;
  let calls = 0;
  let call: (Part & { readonly kind: 'tool-call' }) | undefined;
  const flush = (): void => {
    if (turn !== undefined) steps.push(turnStep(turn, 'agent', steps.length));
    turn = undefined;
  };
  for (const [index, { kind, label, number, lines }] of sections.entries()) {
    const text = joined(lines);
    if (kind === 'observation') {
      flush();
      const name = call?.name;
      const result: Part = { kind: 'tool-result', callId: call?.callId ?? number ?? '', text };
      const step = turnStep({ parts: [result], labels: [label], extra: {} }, 'tool', steps.length);
      steps.push(name === undefined || name === '' ? step : { ...step, name });
      call = undefined;
    } else if (kind === 'reflections' && text === '') {
      extra['reflections'] = label;
    } else if (kind === 'thought' || kind.startsWith('reflection')) {
      flush();
      turn = { parts: [{ kind: 'reasoning', text, visibility: 'raw', open: label }], labels: [''], extra: {} };
    } else if (kind === 'action input' && call !== undefined && turn !== undefined) {
      call = { ...call, argumentsText: text };
      turn.parts[turn.parts.length - 1] = call;
      turn.extra['inputLabel'] = label;
    } else if (kind === 'action' || kind === '>') {
      if (turn?.parts.some((part) => part.kind !== 'reasoning') === true) flush();
      turn ??= { parts: [], labels: [], extra: {} };
      calls++;
      const hasInput = sections[index + 1]?.kind === 'action input';
      const parsed = parseAction(text, hasInput);
      call = {
        kind: 'tool-call',
        callId: number ?? String(calls),
        name: parsed.name,
        argumentsText: parsed.argumentsText,
      };
      turn.parts.push(call);
      turn.labels.push(label);
      if (!parsed.isPlain) turn.extra['action'] = text;
    } else {
      if (turn?.parts.some((part) => part.kind !== 'reasoning') === true) flush();
      turn ??= { parts: [], labels: [], extra: {} };
      turn.parts.push({ kind: 'text', text });
      turn.labels.push(label);
    }
  }
  flush();
}

function turnStep({ parts, labels, extra }: Turn, actor: 'agent' | 'tool', index: number): Step {
  const facts: JsonObject = { ...(labels.some((label) => label !== '') && { labels }), ...extra };
  return { index, actor, parts, ...(Object.keys(facts).length > 0 && { extra: facts }) };
}

// `Search[x]` is a call of Search; `search("x")` too; of other words the first is the tool. `isPlain`: name[arguments] is all there is.
function parseAction(text: string, hasInput: boolean): { name: string; argumentsText: string; isPlain: boolean } {
  if (hasInput) return { name: text.trim(), argumentsText: '', isPlain: text === text.trim() };
  const name = /^\s*([\p{L}_][\w.-]{0,63})\s?[[(]/u.exec(text);
  const open = name === null ? -1 : name[0].length - 1;
  const close = name === null ? -1 : text.lastIndexOf(text[open] === '[' ? ']' : ')');
  if (name !== null && close > open) {
    const argumentsText = text.slice(open + 1, close);
    return { name: name[1]!, argumentsText, isPlain: text === `${name[1]!}[${argumentsText}]` };
  }
  const words = /^\s*(\S+)(?:\s([^]*))?$/.exec(text);
  return { name: words?.[1] ?? '', argumentsText: words?.[2] ?? '', isPlain: false };
}

// What stands behind the last `Question:` of a prompt, before Reflexion's words about earlier attempts.
function questionOf(prompt: string): string | undefined {
  const at = prompt.lastIndexOf('Question:');
  if (at < 0) return undefined;
  const question = prompt.slice(at + 'Question:'.length);
  const end = question.indexOf('You have attempted to answer');
  const text = (end < 0 ? question : question.slice(0, end)).trim();
  return text === '' ? undefined : text;
}

function outcomesOf({ group, status }: ReactBlock, steps: readonly Step[]): OutcomeRecord[] {
  const outcomes: OutcomeRecord[] = [];
  const verdict = group === undefined ? verdictOf(status, steps) : group === 'correct';
  if (verdict !== undefined) outcomes.push({ name: 'success', value: verdict, by: 'verifier' });
  // Halted: out of turns, before an answer. The benchmark counts it as not solved.
  if (group !== undefined) outcomes.push({ name: 'ending', value: group, by: 'verifier' });
  return outcomes;
}

function verdictOf(status: string | undefined, steps: readonly Step[]): boolean | undefined {
  if (status !== undefined) return status === 'OK' ? true : status === 'FAIL' ? false : undefined;
  const last = steps.findLast(({ actor }) => actor === 'tool')?.parts[0];
  const match = last?.kind === 'tool-result' ? /^Answer is (CORRECT|INCORRECT)\b/.exec(last.text) : null;
  return match === null ? undefined : match[1] === 'CORRECT';
}

// Blank lines at the end stand between blocks.
function joined(lines: readonly string[]): string {
  return lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1).join('\n');
}
