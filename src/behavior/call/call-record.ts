import type { Step } from '../../trajectory/trajectory.ts';
import { runCalculations, type RunCalculations } from '../reasoning/run-calculations.ts';
import { callEffect, type CallEffect } from './call-effect.ts';
import { callShape } from './call-shape.ts';
import { callSymbols } from './call-symbol.ts';
import { failedResult } from './failed-result.ts';

/** A tool call of a run, with what structural detectors ask about it. */
export interface CallRecord {
  readonly step: number;
  readonly part: number;
  readonly callId: string;
  readonly name: string;
  readonly argumentsText: string;
  /** `tool:NAME` or `tool:NAME(program)`; the first of `symbols`. */
  readonly symbol: string;
  /** One of each command that a shell line is for; see `call-symbol.ts`. */
  readonly symbols: readonly string[];
  /** Equal for calls that ask the same thing; see `call-shape.ts`. */
  readonly key: string;
  readonly effect: CallEffect;
}

/** The answer to a call. */
export interface ResultRecord {
  readonly step: number;
  readonly part: number;
  readonly text: string;
  readonly failed: boolean;
  /** The call it answers; undefined when none is known. */
  readonly call: CallRecord | undefined;
}

/** A step with its calls and answers worked out. */
export interface StepRecord {
  readonly step: Step;
  /** Calls of the agent, in order. */
  readonly calls: readonly CallRecord[];
  readonly results: readonly ResultRecord[];
  /** The step is a person's: it holds words by the user, not only answers of tools. */
  readonly userSpoke: boolean;
  /** Those of the run so far. */
  readonly calculations: RunCalculations;
}

/**
 * Works out steps one at a time, in order. An answer belongs to the latest unanswered call of its id; an answer without
 * an id to the oldest unanswered call.
 */
export function stepRecorder(): (step: Step) => StepRecord {
  let open: CallRecord[] = [];
  const calculations = runCalculations();
  return (step) => {
    if (!step.copied) calculations.add(step);
    const calls: CallRecord[] = [];
    const results: ResultRecord[] = [];
    let userSpoke = false;
    for (const [part, content] of step.parts.entries()) {
      if (content.kind === 'tool-call' && step.actor !== 'user') {
        const { callId, name, argumentsText } = content;
        const symbols = callSymbols(name, argumentsText).map(({ symbol }) => symbol);
        calls.push({
          step: step.index,
          part,
          callId,
          name,
          argumentsText,
          symbol: symbols[0]!,
          symbols,
          key: callShape(name, argumentsText).key,
          effect: callEffect(name, argumentsText),
        });
        open.push(calls.at(-1)!);
      } else if (content.kind === 'tool-result') {
        const { callId, text } = content;
        const call = callId === '' ? open[0] : open.findLast((candidate) => candidate.callId === callId);
        if (call !== undefined) open = open.filter((candidate) => candidate !== call);
        results.push({ step: step.index, part, text, failed: failedResult(content), call });
      } else if (content.kind === 'text' && step.actor === 'user' && content.injected === undefined) {
        userSpoke ||= content.text.trim() !== '';
      }
    }
    // A call that is never answered must not be searched for ever.
    if (open.length > 256) open = open.slice(-256);
    return { step, calls, results, userSpoke, calculations };
  };
}
