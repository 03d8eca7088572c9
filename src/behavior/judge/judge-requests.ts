import type { ModelMessage, ModelRequest } from '../../core/model.ts';
import { requestOf, type Trajectory } from '../../trajectory/trajectory.ts';
import { codeId } from '../code-key.ts';
import type { Codebook } from '../codebook.ts';
import { judgeGroups, type JudgeGroup, type JudgeTask } from './judge-groups.ts';
import { codesForJudge } from './codes-for-judge.ts';
import { judgeMaterial, type JudgeMaterial } from './judge-material.ts';
import { codesAsked, judgedShape, weighedShape, type JudgedCode } from './judged-shape.ts';
import { JUDGE_TEXTS } from './judge-texts.ts';
import { placeOf } from './places-of-code.ts';
import { withoutMiddle, type Piece } from './run-pieces.ts';

/** How a judge is asked. */
export interface JudgeSettings {
  /** How often each question is drawn, ≥ 1. */
  readonly samples: number;
  /** Tokens of a run that are shown at a time. */
  readonly stretchTokens: number;
}

/** Draws of one question unless more are asked for. */
export const SAMPLES = 1;
/** Fits every model of today with room for instructions and answer, and is read with attention to its end. */
export const STRETCH_TOKENS = 24_000;
const MAX_OUTPUT_TOKENS = 8192;
/** Of a first turn, per code. */
const EXPECTED_TOKENS = 100;
/** Of a task, and of what the agent was told, that the stretch itself does not show. */
const TASK_CHARACTERS = 2000;
const TOLD_CHARACTERS = 12_000;

/**
 * Every question about a run, as far as it can be told before answers are there: second turns as if the first had said
 * little, and those about the notes on a long run as if there were few.
 */
export function* judgeRequests(
  run: Trajectory,
  tasks: readonly JudgeTask[],
  settings: JudgeSettings,
): Generator<ModelRequest> {
  const draws = (request: ModelRequest): ModelRequest[] =>
    Array.from({ length: settings.samples }, (_, sample) =>
      settings.samples === 1 ? { ...request, temperature: 0 } : { ...request, sample },
    );
  for (const group of judgeGroups(run, tasks, settings)) {
    const isLong = group.stretches.length > 1;
    if (!group.isOfRun || isLong) {
      for (const index of group.stretches.keys()) {
        const request = findRequest(run, group, index);
        yield* group.isOfRun ? [{ ...request, temperature: 0 }] : draws(request);
      }
    }
    if (!group.isOfRun || group.stretches.length === 0) continue;
    const { material, note } = isLong
      ? notesMaterial(run, [])
      : { material: stretchMaterial(run, group, 0), note: undefined };
    for (const first of draws(weighRequest(run, group, material, note))) {
      yield first;
      yield decideRequest(group, first, 'x '.repeat(EXPECTED_TOKENS * group.codes.length));
    }
  }
}

/** Tokens of the answer to a judge's question, as far as it can be told: so many for each code that it asks about. */
export function expectedOutputTokens({ shape }: ModelRequest): number {
  return EXPECTED_TOKENS * (shape === undefined ? 0 : codesAsked(shape));
}

/** Asks for findings of the codes in one stretch. */
export function findRequest(
  run: Trajectory,
  group: JudgeGroup,
  index: number,
): ModelRequest<Record<string, JudgedCode>> {
  return {
    ...common(run),
    messages: [userMessage(group, stretchMaterial(run, group, index), [stretchNote(group, index), JUDGE_TEXTS.FIND])],
    shape: judgedShape(slugsOf(group)),
  };
}

/** Asks what speaks for and against codes of the whole run: the first of two turns. */
export function weighRequest(run: Trajectory, group: JudgeGroup, material: JudgeMaterial, note?: string): ModelRequest {
  return {
    ...common(run),
    messages: [userMessage(group, material, [note, JUDGE_TEXTS.WEIGH])],
    shape: weighedShape(slugsOf(group)),
  };
}

/** Asks for the verdicts: the second turn. */
export function decideRequest(
  group: JudgeGroup,
  first: ModelRequest,
  answer: string,
): ModelRequest<Record<string, JudgedCode>> {
  const turns: ModelMessage[] = [
    { role: 'assistant', text: answer },
    { role: 'user', text: JUDGE_TEXTS.DECIDE },
  ];
  return { ...first, messages: [...first.messages, ...turns], shape: judgedShape(slugsOf(group)) };
}

/** A stretch of a run, with what it takes to understand it that stands elsewhere: the task, and what the agent was told. */
export function stretchMaterial(run: Trajectory, group: JudgeGroup, index: number): JudgeMaterial {
  const stretch = group.stretches[index]!;
  const coded = new Set([...group.places.values()].flatMap((keys) => [...keys]));
  // The same record, sign by sign, whether places or the whole run are asked about: providers then read it once.
  const actors = new Set(group.codes.flatMap(({ code }) => code.actors));
  const request = requestOf(run);
  const told = toldTo(run);
  const isTaskShown = request === '' || stretch.some(({ text }) => text.includes(request));
  // Words of the system stand at the run's beginning, instructions in no step.
  const begins = run.steps.find(({ copied }) => copied !== true)?.index === stretch[0]?.step;
  const isToldShown = told === '' || (begins && run.agent.instructions === undefined);
  return judgeMaterial(stretch, {
    isCoded: (piece) => coded.has(placeOf(piece)) && (!group.isOfRun || actors.has(piece.actor)),
    ...(!isTaskShown && { task: withoutMiddle(request, TASK_CHARACTERS) }),
    ...(!isToldShown && { told: withoutMiddle(told, TOLD_CHARACTERS) }),
  });
}

/** The agent's instructions, or the words of the system with which a run begins. */
function toldTo({ agent, steps }: Trajectory): string {
  const first = steps.find(({ copied }) => copied !== true);
  const part = first?.actor === 'system' ? first.parts.find(({ kind }) => kind === 'text') : undefined;
  return agent.instructions ?? (part?.kind === 'text' && part.injected === undefined ? part.text : '');
}

/** What was noted about the stretches of a long run, in place of the run. */
export function notesMaterial(
  run: Trajectory,
  notes: readonly {
    readonly slug: string;
    readonly step: number;
    readonly quote: string;
    readonly actor: Piece['actor'];
  }[],
): { readonly material: JudgeMaterial; readonly note: string } {
  const pieces = notes.map(({ slug, step, quote, actor }): Piece => {
    return { step, part: 0, actor, name: `noted for ${slug}`, kind: 'text', text: quote };
  });
  const [task, told] = [withoutMiddle(requestOf(run), TASK_CHARACTERS), withoutMiddle(toldTo(run), TOLD_CHARACTERS)];
  const background = { ...(task !== '' && { task }), ...(told !== '' && { told }) };
  return { material: judgeMaterial(pieces, { isCoded: () => true, ...background }), note: JUDGE_TEXTS.NOTES };
}

// The same for every run.
const CODES = new WeakMap<Codebook, Map<string, string>>();

function codesText({ codes }: JudgeGroup): string {
  const { codebook } = codes[0]!;
  const known = CODES.get(codebook) ?? new Map<string, string>();
  CODES.set(codebook, known);
  const key = codes.map((one) => codeId(one.codebook, one.code)).join(' ');
  const text = known.get(key) ?? codesForJudge(codes);
  known.set(key, text);
  return text;
}

function stretchNote({ stretches }: JudgeGroup, index: number): string | undefined {
  return stretches.length === 1
    ? undefined
    : `The record is stretch ${index + 1} of ${stretches.length} of a long run.`;
}

/** The record first, then what is asked of it: what begins alike is charged less. */
function userMessage(
  group: JudgeGroup,
  { tag, text }: JudgeMaterial,
  asked: readonly (string | undefined)[],
): ModelMessage {
  const record = `The record has the tag #${tag}.\n\n<record ${tag}>\n${text}\n</record ${tag}>`;
  const [note, ...rest] = asked;
  const parts = [record, ...(note === undefined ? [] : [note]), codesText(group), ...rest];
  return { role: 'user', text: parts.join('\n\n') };
}

function slugsOf({ codes }: JudgeGroup): string[] {
  return codes.map(({ code }) => code.slug);
}

function common({ id }: Trajectory): Pick<ModelRequest, 'purpose' | 'subjects' | 'instructions' | 'maxOutputTokens'> {
  return {
    purpose: 'judge',
    subjects: [id],
    instructions: JUDGE_TEXTS.RECORD,
    maxOutputTokens: MAX_OUTPUT_TOKENS,
  };
}
