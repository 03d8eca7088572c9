import { callSymbol } from '../behavior/call-symbol.ts';
import { failedResult } from '../behavior/failed-result.ts';
import { estimateTokens } from '../core/estimate-tokens.ts';
import { partText, type Part, type Step, type ToolResultPart } from '../trajectory/trajectory.ts';
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
 * not seen.
 */
export function runMoves(steps: readonly Step[]): Move[] {
  const answers = new Map<string, { part: ToolResultPart; seconds: number }[]>();
  const seconds = stepSeconds(steps);
  for (const step of steps) {
    const results = step.parts.filter((part) => part.kind === 'tool-result');
    for (const part of results) {
      const answer = { part, seconds: (seconds[step.index] ?? 0) / results.length };
      const waiting = answers.get(part.callId);
      if (waiting === undefined) answers.set(part.callId, [answer]);
      else waiting.push(answer);
    }
  }
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
      // Some sources reuse or leave out call ids: calls of one id get its answers in order.
      const answer = answers.get(part.callId)?.shift();
      moves.push({
        ...base,
        activity: answer !== undefined && failedResult(answer.part) ? 'failed' : activity,
        tool: callSymbol(part.name, part.argumentsText).slice('tool:'.length),
        readTokens: answer === undefined ? 0 : estimateTokens(answer.part.text),
        ...(timed && { seconds: spent + (answer?.seconds ?? 0) }),
      });
    }
  }
  return moves;
}

function activityOf(part: Part, step: Step): Activity | undefined {
  if (part.kind === 'tool-call') return callActivity(part.name, part.argumentsText);
  if (part.kind === 'tool-result' || part.kind === 'media') return undefined;
  if (part.text.trim() === '' || (part.kind === 'text' && part.injected !== undefined)) return undefined;
  if (part.kind === 'reasoning') return 'think';
  if (part.kind === 'compaction' || part.kind === 'feedback') return 'context';
  return step.actor === 'agent' ? 'talk' : step.actor === 'user' ? 'user' : 'context';
}
