import { z } from 'zod';
import type { Json, JsonObject } from '../../core/json.ts';
import type { ModelTool } from '../../core/model.ts';

const WRITTEN = [
  z.strictObject({ kind: z.literal('exact'), answer: z.string(), ignoreCase: z.boolean().default(true) }),
  z.strictObject({ kind: z.literal('number'), answer: z.number(), tolerance: z.number().min(0).default(1e-6) }),
  z
    .strictObject({ kind: z.literal('pattern'), pattern: z.string(), flags: z.string().default('iu') })
    .superRefine(({ pattern, flags }, context) => {
      const wrong = patternFault(pattern, flags);
      if (wrong !== undefined) context.addIssue({ code: 'custom', path: [wrong], message: expectedOf(wrong) });
    }),
  z.strictObject({ kind: z.literal('json'), answer: z.json() }),
  z.strictObject({ kind: z.literal('set'), answer: z.array(z.string()).min(1) }),
  z
    .strictObject({ kind: z.literal('choice'), answer: z.string(), of: z.array(z.string()).min(2) })
    .superRefine(({ answer, of }, context) => {
      if (of.includes(answer)) return;
      context.addIssue({ code: 'custom', path: ['answer'], message: `expected one of ${of.join(', ')}` });
    }),
  z.strictObject({
    kind: z.literal('countdown'),
    numbers: z.array(z.number()).min(1),
    target: z.number(),
    solvable: z.boolean().default(true),
  }),
  z.strictObject({
    kind: z.literal('code'),
    language: z.enum(['javascript', 'python', 'sh']),
    tests: z.string(),
    timeoutSeconds: z.number().positive().max(600).default(10),
    memoryMegabytes: z.number().positive().max(16_384).default(512),
  }),
  z.strictObject({ kind: z.literal('judge'), rubric: z.string().min(1) }),
] as const;

/** How an answer is held against what is right, as far as it can be written in a file: only generators have worlds. */
export const writtenCheckSchema = z.discriminatedUnion('kind', WRITTEN);

function patternFault(pattern: string, flags: string): 'pattern' | 'flags' | undefined {
  // With g or y an expression remembers where it was.
  if (!/^[imsuv]*$/.test(flags)) return 'flags';
  try {
    RegExp(pattern, flags);
    return undefined;
  } catch {
    return 'pattern';
  }
}

function expectedOf(wrong: 'pattern' | 'flags'): string {
  return wrong === 'flags' ? 'expected letters of imsuv' : 'expected a regular expression';
}

/** See {@link writtenCheckSchema}. `environment`: the world the tools act on says whether it is as it should be. */
export type Check = z.infer<typeof writtenCheckSchema> | { readonly kind: 'environment' };

/** What the tools of a task act on: made afresh for every attempt, the same each time. */
export interface TaskWorld {
  readonly tools: readonly ModelTool[];
  call(name: string, args: JsonObject): { readonly text: string; readonly isError: boolean };
  /** What a simulated user says after the agent spoke without calling a tool; undefined when the conversation is over. */
  reply?(agentText: string): string | undefined;
  /** Whether it is as it should be, given the agent's last words. */
  isRight(answer: string): boolean;
}

/** Something to be solved: what is asked, how the answer is checked, and what was planted in it. */
export interface TaskSpec {
  /** The same task has the same id, whatever it was generated with. */
  readonly id: string;
  readonly text: string;
  /** What the agent is told besides: a policy, a role. */
  readonly instructions?: string;
  /** Categories: topics, difficulty, the generator's name. */
  readonly tags: readonly string[];
  readonly check: Check;
  /** With tools: a fresh world. */
  readonly world?: () => TaskWorld;
  /** What the generator knows about the task and the solver is not told. */
  readonly truth?: Readonly<Record<string, Json>>;
}

/** A family of tasks: seed → tasks with their checks and planted truth. The same seed gives the same tasks, in order. */
export interface TaskGenerator {
  readonly name: string;
  /** One line. */
  readonly description: string;
  generate(seed: number): Iterable<TaskSpec>;
}
