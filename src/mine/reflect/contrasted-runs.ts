import { z } from 'zod';
import type { ModelRequest } from '../../core/model.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { CONTRAST_PROMPT } from './contrast-prompt.ts';
import { PROPOSED_KINDS } from './proposal.ts';
import { readProposals, type ReadProposals } from './proposals-of.ts';
import { writeRun } from './write-run.ts';

const passage = z.object({ step: z.number().int(), quote: z.string() });
const contrastSchema = z.object({
  difference: z.string(),
  behaviors: z.array(
    z.object({
      failed: passage,
      succeeded: passage,
      why: z.string(),
      name: z.string(),
      instruction: z.string(),
      when: z.string().nullable(),
      whenNot: z.string().nullable(),
      kind: z.enum(PROPOSED_KINDS),
    }),
  ),
});

/** What a model says separates two runs. */
export type ContrastAnswer = z.infer<typeof contrastSchema>;

/** Two runs of one task, of which one failed. */
export interface ContrastedRuns {
  readonly failed: Trajectory;
  readonly succeeded: Trajectory;
}

/** What tells one run from others of its task before it is read. */
export interface ContrastHead {
  readonly id: string;
  readonly task: string;
  readonly success?: boolean;
  readonly tokens: number;
}

const RUN_TOKENS = 12_000;

/**
 * Of every task that has failed and successful runs the shortest of each, at most `max` tasks, in order of task. Of more
 * tasks so many are taken, evenly spread.
 */
export function contrastPairs(
  runs: readonly ContrastHead[],
  max: number,
): { readonly failed: string; readonly succeeded: string }[] {
  const shortest = (of: readonly ContrastHead[], success: boolean): string | undefined =>
    of.filter((run) => run.success === success).sort((a, b) => a.tokens - b.tokens || (a.id < b.id ? -1 : 1))[0]?.id;
  const pairs = [...Map.groupBy(runs, ({ task }) => task)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, of]) => {
      const [failed, succeeded] = [shortest(of, false), shortest(of, true)];
      return failed === undefined || succeeded === undefined ? [] : [{ failed, succeeded }];
    });
  if (pairs.length <= max) return pairs;
  return Array.from({ length: max }, (_, i) => pairs[Math.floor((i * pairs.length) / max)]!);
}

/** The question what separates two runs. */
export function contrastRequest({ failed, succeeded }: ContrastedRuns): ModelRequest<ContrastAnswer> {
  const [first, second] = [failed, succeeded].map((run) => writeRun(run, { maxTokens: RUN_TOKENS })) as [
    ReturnType<typeof writeRun>,
    ReturnType<typeof writeRun>,
  ];
  const text = `The tag of the failed run is ${first.tag}, that of the successful run ${second.tag}.\n\n${first.text}\n\n${second.text}`;
  return {
    purpose: 'contrast',
    subjects: [failed.id, succeeded.id],
    instructions: CONTRAST_PROMPT,
    messages: [{ role: 'user', text }],
    shape: { name: 'contrast', schema: contrastSchema },
  };
}

/** Reads the behaviors off a contrast: those of which both quotes are found again, each in its run. */
export function contrastProposals(runs: ContrastedRuns, { behaviors }: ContrastAnswer): ReadProposals {
  const listed = behaviors.map(({ failed, succeeded, ...one }) => ({
    ...one,
    how: 'contrast' as const,
    quotes: [
      { trajectoryId: runs.failed.id, ...failed },
      { trajectoryId: runs.succeeded.id, ...succeeded },
    ],
  }));
  return readProposals([runs.failed, runs.succeeded], listed);
}
