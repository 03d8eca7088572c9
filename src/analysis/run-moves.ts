import { answeredCalls } from '../behavior/call/answered-calls.ts';
import { isHidden } from '../behavior/is-hidden.ts';
import { estimateTokens } from '../core/estimate-tokens.ts';
import { partText, type Part, type Step } from '../trajectory/trajectory.ts';
import { callActivity, type Activity } from './activity.ts';
import { stepSeconds } from './step-seconds.ts';

/** One move in a run: a thought, words, or a call together with its answer. */
export interface Move {
  readonly activity: Activity;
  readonly step: number;
  readonly part: number;
  /** Of calls: the tool, for a shell with its program: `get_order`, `Bash(git status)`. */
  readonly tool?: string;
  /** Estimated tokens of what was written: the words, or the call. */
  readonly writtenTokens: number;
  /** Estimated tokens of the answer to a call; 0 for other moves. */
  readonly readTokens: number;
  /** Wall-clock seconds, where the source has times; a step's seconds go to its moves by their tokens. */
  readonly seconds?: number;
}

/**
 * A run as moves, in order. A call and its answer are one move, `failed` when the answer is a failure. Copied steps,
 * empty texts and text that Ethogram injected are left out. Hidden reasoning (encrypted or absent) is no move: it was
 * not seen. What the user does with tools of their own is theirs.
 */
export function runMoves(steps: readonly Step[]): Move[] {
  const seconds = stepSeconds(steps);
  const resultsIn = new Map(
    steps.map(({ index, parts }) => [index, parts.filter(({ kind }) => kind === 'tool-result').length]),
  );
  const answers = new Map(answeredCalls(steps).map((made) => [`${made.call.step} ${made.call.part}`, made]));
  const moves: Move[] = [];
  for (const step of steps) {
    if (step.copied) continue;
    const own = step.parts.flatMap((part, index) => {
      const activity = activityOf(part, step);
      return activity === undefined ? [] : [{ activity, part, index, tokens: estimateTokens(partText(part)) }];
    });
    const total = own.reduce((sum, { tokens }) => sum + tokens, 0);
    for (const { activity, part, index, tokens } of own) {
      const spent = total === 0 ? 0 : ((seconds[step.index] ?? 0) * tokens) / total;
      const base = { step: step.index, part: index, writtenTokens: tokens, readTokens: 0 };
      const timed = seconds[step.index] !== undefined;
      if (part.kind !== 'tool-call') {
        moves.push({ ...base, activity, ...(timed && { seconds: spent }) });
        continue;
      }
      const { call, answer } = answers.get(`${step.index} ${index}`) ?? {};
      const waited = answer === undefined ? 0 : (seconds[answer.step] ?? 0) / resultsIn.get(answer.step)!;
      moves.push({
        ...base,
        activity: answer?.failed ? 'failed' : activity,
        ...(call !== undefined && { tool: call.symbol.slice('tool:'.length) }),
        readTokens: answer === undefined ? 0 : estimateTokens(answer.text),
        ...(timed && { seconds: spent + waited }),
      });
    }
  }
  return moves;
}

function activityOf(part: Part, step: Step): Activity | undefined {
  if (part.kind === 'tool-call') {
    return step.actor === 'user' ? 'user' : callActivity(part.name, part.argumentsText);
  }
  if (part.kind === 'tool-result' || part.kind === 'media' || isHidden(part)) return undefined;
  if (part.text.trim() === '' || (part.kind === 'text' && part.injected !== undefined)) return undefined;
  if (part.kind === 'reasoning') return 'think';
  if (part.kind === 'compaction' || part.kind === 'feedback') return 'context';
  return step.actor === 'agent' ? 'talk' : step.actor === 'user' ? 'user' : 'context';
}
