import { sha256 } from '../core/content-key.ts';
import { estimateTokens } from '../core/estimate-tokens.ts';
import { outcomeOf, type Trajectory } from '../trajectory/trajectory.ts';
import { findTaskTexts } from './find-task-texts.ts';
import type { Side } from './split-tasks.ts';
import { studentExample, type ReasoningPlace, type TrainingExample, type Unfit } from './student-example.ts';

/** Why a run that was chosen is not in the set. */
export type LeftOut = Unfit | 'holds-test-task' | 'duplicate' | 'too-long' | 'cites-behavior';

/** What a manifest says of one example. */
export interface SftEntry {
  readonly run: string;
  readonly contentHash: string;
  readonly task: string;
  readonly model?: string;
  /** Undefined when nobody said. */
  readonly success?: boolean;
  /** Tokens of the line, estimated. */
  readonly tokens: number;
  /** Ids of the behaviors that were taken out of the prompt. */
  readonly given: readonly string[];
  /** Whether the answers name one of them. */
  readonly cites: boolean;
}

/** A run on its way into a set. */
export type SftItem =
  | { readonly side: Side; readonly line: string; readonly entry: SftEntry }
  | { readonly run: string; readonly leftOut: LeftOut };

/** How a set is made. */
export interface SftOptions {
  /** Key of a run's task, and its side. */
  readonly taskOf: (run: Trajectory) => { readonly key: string; readonly side: Side };
  /** Texts of the tasks on the test side, in as many wordings as are known. */
  readonly testTexts: Iterable<string>;
  readonly reasoning?: ReasoningPlace;
  /** Leave out examples whose answers name a behavior that was taken out of their prompt. */
  readonly uncited?: boolean;
  /** Tokens of the longest example; default: no limit. */
  readonly longest?: number;
}

/**
 * Runs as lines of a training set, in their order. Checked on each: nothing of injected behaviors is in its prompt, no
 * example to train on holds the text of a test task, and no two lines are equal.
 */
export async function* sftSet(
  runs: AsyncIterable<Trajectory> | Iterable<Trajectory>,
  { taskOf, testTexts, reasoning = 'think', longest = Infinity, uncited = false }: SftOptions,
): AsyncGenerator<SftItem> {
  const holdsTestTask = findTaskTexts(testTexts);
  const seen = new Set<string>();
  for await (const run of runs) {
    const leave = (leftOut: LeftOut): SftItem => ({ run: run.id, leftOut });
    const made = studentExample(run, { reasoning });
    if ('unfit' in made) {
      yield leave(made.unfit);
      continue;
    }
    const { key, side } = taskOf(run);
    const line = JSON.stringify(made.example);
    const hash = sha256(line, 32);
    const tokens = exampleTokens(made.example);
    const { success } = outcomeOf(run.outcomes);
    if (seen.has(hash)) yield leave('duplicate');
    else if (uncited && made.cites) yield leave('cites-behavior');
    else if (tokens > longest) yield leave('too-long');
    else if (side === 'train' && exampleTexts(made.example).some(holdsTestTask)) yield leave('holds-test-task');
    else {
      seen.add(hash);
      const { given, cites } = made;
      const { model } = run.agent;
      const entry = {
        run: run.id,
        contentHash: run.contentHash,
        task: key,
        ...(model !== undefined && { model }),
        ...(success !== undefined && { success }),
        tokens,
        given,
        cites,
      };
      yield { side, line, entry };
    }
  }
}

function exampleTexts({ messages }: TrainingExample): string[] {
  return messages.flatMap(({ content, reasoning_content: thought, tool_calls: calls = [] }) => [
    ...(content === null ? [] : [content]),
    ...(thought === undefined ? [] : [thought]),
    ...calls.map((call) => call.function.arguments),
  ]);
}

function exampleTokens(example: TrainingExample): number {
  const tools = example.tools === undefined ? 0 : estimateTokens(JSON.stringify(example.tools));
  // Four tokens for each message's frame, as OpenAI's own counting does.
  return exampleTexts(example).reduce((sum, text) => sum + estimateTokens(text), tools + 4 * example.messages.length);
}
