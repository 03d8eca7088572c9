import type { ModelMessage, ModelRequest } from '../../core/model.ts';
import { requestOf, type Trajectory } from '../../trajectory/trajectory.ts';
import type { Code, Codebook } from '../codebook.ts';
import type { AskedCode } from './asked-codes.ts';
import { placeOf, placesOfCode, type JudgeReach } from './places-of-code.ts';
import { judgeMaterial, type JudgeMaterial } from './judge-material.ts';
import { judgeInstructions } from './judge-instructions.ts';
import { judgedShape, weighedShape, type JudgedCode } from './judged-shape.ts';
import { JUDGE_TEXTS } from './judge-texts.ts';
import { asContext, runPieces, withoutMiddle, type Piece } from './run-pieces.ts';
import { splitPieces } from './split-pieces.ts';

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
/** Of more codes at a time models forget some. */
const MOST_CODES = 8;
const MAX_OUTPUT_TOKENS = 8192;
/** Of a first turn, per code. */
const EXPECTED_TOKENS = 100;
/** Of a task, and of what the agent was told, that the stretch itself does not show. */
const TASK_CHARACTERS = 2000;
const TOLD_CHARACTERS = 12_000;

/** Codes that are asked together about the same stretches of a run. */
export interface JudgeGroup {
  readonly codebook: Codebook;
  readonly codes: readonly Code[];
  readonly reach: JudgeReach;
  /** Whether they are decided of the run as a whole, in two turns. */
  readonly isOfRun: boolean;
  /** Per slug, keys of the places where it can be found. */
  readonly places: ReadonlyMap<string, ReadonlySet<string>>;
  /** What is shown, in order; stretches in which no code can be found are left out. */
  readonly stretches: readonly (readonly Piece[])[];
}

/** The questions about one run: codes that go together, eight at most, and the stretches that they are asked about. */
export function judgeGroups(
  trajectory: Trajectory,
  { codebook, asked }: { readonly codebook: Codebook; readonly asked: readonly AskedCode[] },
  { stretchTokens }: Pick<JudgeSettings, 'stretchTokens'>,
): JudgeGroup[] {
  const pieces = runPieces(trajectory);
  // Codes with a matcher apart from those without: whether the former are asked depends, and answers are kept by question.
  const kinds = Map.groupBy(asked, ({ code: { unit, match }, reach }) =>
    JSON.stringify([reach, unit === 'run' && reach === 'all', unit === 'reasoning', Object.keys(match).length > 0]),
  );
  return [...kinds.values()].flatMap((kind) =>
    chunks(kind, MOST_CODES).map((some): JudgeGroup => {
      const [{ reach, code: first }] = some as [AskedCode];
      const isOfRun = first.unit === 'run' && reach === 'all';
      const places = new Map(some.map(({ code }) => [code.slug, placesOfCode(pieces, code, reach)]));
      const coded = new Set([...places.values()].flatMap((keys) => [...keys]));
      const shown = pieces.map((piece) => {
        const isAgent = piece.actor === 'agent' && piece.kind !== 'tool-result';
        return coded.has(placeOf(piece)) && (isAgent || !isOfRun) ? piece : asContext(piece);
      });
      const stretches = splitPieces(shown, stretchTokens).filter((stretch) =>
        stretch.some((piece) => coded.has(placeOf(piece))),
      );
      return { codebook, codes: some.map(({ code }) => code), reach, isOfRun, places, stretches };
    }),
  );
}

/**
 * Every question about a run, as far as it can be told before answers are there: second turns as if the first had said
 * little, and those about the notes on a long run as if there were few.
 */
export function* judgeRequests(
  run: Trajectory,
  task: { readonly codebook: Codebook; readonly asked: readonly AskedCode[] },
  settings: JudgeSettings,
): Generator<ModelRequest> {
  const draws = (request: ModelRequest): ModelRequest[] =>
    Array.from({ length: settings.samples }, (_, sample) =>
      settings.samples === 1 ? { ...request, temperature: 0 } : { ...request, sample },
    );
  for (const group of judgeGroups(run, task, settings)) {
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

/** Asks for findings of the codes in one stretch. */
export function findRequest(
  run: Trajectory,
  group: JudgeGroup,
  index: number,
): ModelRequest<Record<string, JudgedCode>> {
  return {
    ...common(run),
    instructions: `${instructionsFor(group)}\n\n${JUDGE_TEXTS.FIND}`,
    messages: [{ role: 'user', text: recordText(stretchMaterial(run, group, index), stretchNote(group, index)) }],
    shape: judgedShape(slugsOf(group)),
  };
}

/** Asks what speaks for and against codes of the whole run: the first of two turns. */
export function weighRequest(run: Trajectory, group: JudgeGroup, material: JudgeMaterial, note?: string): ModelRequest {
  return {
    ...common(run),
    instructions: instructionsFor(group),
    messages: [{ role: 'user', text: `${recordText(material, note)}\n\n${JUDGE_TEXTS.WEIGH}` }],
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
  const request = requestOf(run);
  const told = toldTo(run);
  const isTaskShown = request === '' || stretch.some(({ text }) => text.includes(request));
  // Words of the system stand at the run's beginning, instructions in no step.
  const isToldShown = told === '' || (index === 0 && run.agent.instructions === undefined);
  return judgeMaterial(stretch, {
    isCoded: (piece) => coded.has(placeOf(piece)),
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
const INSTRUCTIONS = new WeakMap<Codebook, Map<string, string>>();

function instructionsFor(group: JudgeGroup): string {
  const { codebook, codes } = group;
  const known = INSTRUCTIONS.get(codebook) ?? new Map<string, string>();
  INSTRUCTIONS.set(codebook, known);
  const key = slugsOf(group).join(' ');
  const text = known.get(key) ?? judgeInstructions(codebook, codes);
  known.set(key, text);
  return text;
}

function stretchNote({ stretches }: JudgeGroup, index: number): string | undefined {
  return stretches.length === 1 ? undefined : `It is stretch ${index + 1} of ${stretches.length} of a long run.`;
}

function recordText({ tag, text }: JudgeMaterial, note?: string): string {
  const told = note === undefined ? '' : ` ${note}`;
  return `The record has the tag #${tag}.${told}\n\n<record ${tag}>\n${text}\n</record ${tag}>`;
}

function slugsOf({ codes }: JudgeGroup): string[] {
  return codes.map(({ slug }) => slug);
}

function common({ id }: Trajectory): Pick<ModelRequest, 'purpose' | 'subjects' | 'maxOutputTokens'> {
  return { purpose: 'judge', subjects: [id], maxOutputTokens: MAX_OUTPUT_TOKENS };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
