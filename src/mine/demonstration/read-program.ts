import { z } from 'zod';
import type { ModelRequest } from '../../core/model.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { findInRun } from '../reflect/find-in-run.ts';
import { verdictText } from '../reflect/reflect-on-run.ts';
import { sourceGate } from '../reflect/source-gate.ts';
import { tidyWords } from '../reflect/tidy-words.ts';
import { writeRun } from '../reflect/write-run.ts';
import { mayBeSaid } from '../wording/may-be-said.ts';
import { PROGRAM_PROMPT } from './program-prompt.ts';
import type { Place, Program, ProgramStep } from './program.ts';

const programSchema = z.object({
  goals: z.array(
    z.object({
      goal: z.string(),
      steps: z.array(
        z.object({
          quotes: z.array(z.object({ demonstration: z.number().int(), step: z.number().int(), quote: z.string() })),
          do: z.string(),
          because: z.string(),
          changes: z.string().nullable(),
        }),
      ),
    }),
  ),
  values: z.array(z.object({ value: z.string(), why: z.string() })),
  leftOut: z.array(z.string()),
  name: z.string(),
  instruction: z.string(),
  when: z.string().nullable(),
  whenNot: z.string().nullable(),
});

/** A program as a model writes it. */
export type ProgramAnswer = z.infer<typeof programSchema>;

// Five runs at this length are as much as one run may have where it is read alone.
const RUN_TOKENS = 5000;
// One act is no program.
const MIN_STEPS = 2;

/** The question that has a model make one program of demonstrations. Of outcomes only the verdicts are told. */
export function programRequest(demonstrations: readonly Trajectory[]): ModelRequest<ProgramAnswer> {
  const texts = demonstrations.map((run, i) => {
    const { tag, text } = writeRun(run, { maxTokens: RUN_TOKENS });
    return `Demonstration ${i + 1}. ${verdictText(run)} Its tag is ${tag}.\n\n${text}`;
  });
  return {
    purpose: 'program',
    subjects: demonstrations.map(({ id }) => id),
    instructions: PROGRAM_PROMPT,
    messages: [{ role: 'user', text: texts.join('\n\n') }],
    shape: { name: 'program', schema: programSchema },
  };
}

/** What was read out of an answer; `program` is undefined when fewer than two of its steps hold. */
export interface ReadProgram {
  readonly program?: Program;
  /** Steps of which no quote was found again. */
  readonly unsupported: number;
  /** Steps and remarks whose words are not safe to show, or are copied from a task. */
  readonly refused: number;
}

/** Reads a program off an answer: the steps that demonstrations show, and what is said in words of its own. */
export function readProgram(
  demonstrations: readonly Trajectory[],
  answer: ProgramAnswer,
  about: Pick<Program, 'group' | 'model' | 'runs'>,
): ReadProgram {
  const words = tidyWords(answer);
  const gates = demonstrations.map(sourceGate);
  let unsupported = 0;
  let refused = 0;
  const own = (...texts: string[]): boolean => {
    const isOwn = texts.every(
      (instruction) =>
        mayBeSaid(instruction) && gates.every((gate) => gate({ name: words.name, instruction }) === undefined),
    );
    if (!isOwn) refused++;
    return isOwn;
  };
  const placeOf = ({ demonstration, ...passage }: { demonstration: number; step: number; quote: string }): Place[] => {
    const run = demonstrations[demonstration - 1];
    const found = run && findInRun(run, passage);
    return found === undefined ? [] : [{ trajectoryId: found.trajectoryId, ...found.at }];
  };
  const steps = (listed: ProgramAnswer['goals'][number]['steps']): ProgramStep[] =>
    listed.flatMap(({ quotes, ...said }) => {
      const [act, because, changes] = [said.do, said.because, said.changes ?? ''].map(line) as [string, string, string];
      const seen = quotes.flatMap(placeOf);
      if (seen.length === 0) unsupported++;
      if (seen.length === 0 || act === '' || !own(act, because, changes)) return [];
      return [{ do: act, because, ...(changes !== '' && { changes }), seen }];
    });
  const goals = answer.goals
    .map((one) => ({ goal: line(one.goal), steps: steps(one.steps) }))
    .filter((one) => one.steps.length > 0 && own(one.goal));
  const counts = { unsupported, refused };
  if (goals.reduce((sum, one) => sum + one.steps.length, 0) < MIN_STEPS) return counts;
  const values = answer.values.map(({ value, why }) => ({ value: line(value), why: line(why) })).filter(({ value, why }) => own(value, why)); // prettier-ignore
  const leftOut = answer.leftOut.map(line).filter((text) => own(text));
  return { program: { ...about, words, goals, values, leftOut }, unsupported, refused };
}

function line(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
