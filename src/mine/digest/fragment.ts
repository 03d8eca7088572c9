import { sha256 } from '../../core/content-key.ts';
import { estimateTokens } from '../../core/estimate-tokens.ts';
import { callShape } from '../../behavior/call-shape.ts';
import { shellCommand } from '../../behavior/call-symbol.ts';
import { runSymbols, type RunSymbol } from '../../behavior/run-symbols.ts';
import { partText, requestOf, type Step, type Trajectory } from '../../trajectory/trajectory.ts';
import { answerValues, type AnswerValue } from './answer-values.ts';
import { errorRemark } from './error-remark.ts';
import type { Lexicon } from './lexicon.ts';
import { mayBeNamed } from './may-be-named.ts';
import { runHead, type RunHead } from './run-head.ts';
import { runSentences, type RunSentences } from './run-sentences.ts';
import { textHash } from './text-hash.ts';
import { wordStretches } from './word-stretches.ts';
import { valueOrigins, type Argument } from './value-origins.ts';

/** One tool call of a run, as far as mining needs it. */
export interface Call {
  /** Index of its symbol in the {@link Fragment}. */
  readonly at: number;
  readonly name: string;
  /** Hash of tool and arguments: equal for the same call. */
  readonly shape: number;
  readonly arguments: readonly Argument[];
  /** The command line, of shells; at most 300 characters. */
  readonly command?: string;
  readonly failed: boolean;
  /** What a failed call was told; see {@link errorRemark}. */
  readonly remark?: string;
  /** Place and hash of the answer, when there is one. */
  readonly result?: {
    readonly step: number;
    readonly part: number;
    readonly length: number;
    readonly hash: number;
    /** Short values that the answer states; see {@link answerValues}. Absent when there are none, or the call failed. */
    readonly values?: readonly AnswerValue[];
  };
  /** Tokens of the call and its answer. */
  readonly tokens: number;
}

/** What mining keeps of a run: its symbols and calls, and what its sentences say. */
export interface Fragment extends RunHead {
  /** Hash of what was asked; `''` when nothing was. */
  readonly request: string;
  /** Hashes of the first 4,000 stretches of nine words of what was asked; see `word-stretches.ts`. */
  readonly requestStretches: Uint32Array;
  /** Ids in the lexicon, in order; the arrays below run parallel to it. */
  readonly symbols: Int32Array;
  readonly steps: Int32Array;
  readonly parts: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Tokens of what the symbol stands for. */
  readonly tokens: Int32Array;
  /** In order of `at`. */
  readonly calls: readonly Call[];
  readonly sentences: RunSentences;
}

const MAX_COMMAND = 300;
const MAX_STRETCHES = 4000;

/** Reads what mining needs off a run. Symbols and wordings get ids from the lexicons. */
export function fragmentOf(trajectory: Trajectory, lexicon: Lexicon, wordings: Lexicon): Fragment {
  const { steps } = trajectory;
  const found = runSymbols(steps).filter(({ name }) => name === undefined || mayBeNamed(name));
  const asked = requestOf(trajectory).trim();
  const request = asked === '' ? '' : sha256(asked, 16);
  return {
    ...runHead(trajectory, request),
    request,
    requestStretches: Uint32Array.from(wordStretches(asked).slice(0, MAX_STRETCHES), textHash),
    symbols: Int32Array.from(found, ({ symbol }) => lexicon.id(symbol)),
    steps: Int32Array.from(found, ({ step }) => step),
    parts: Int32Array.from(found, ({ part }) => part),
    starts: Int32Array.from(found, ({ start }) => start),
    ends: Int32Array.from(found, ({ end }) => end),
    tokens: Int32Array.from(found, (symbol) => symbolTokens(steps, symbol)),
    calls: callsOf(steps, found),
    sentences: runSentences(steps, wordings),
  };
}

function symbolTokens(steps: readonly Step[], { step, part, start, end }: RunSymbol): number {
  return estimateTokens(partText(steps[step]!.parts[part]!).slice(start, end));
}

function callsOf(steps: readonly Step[], found: readonly RunSymbol[]): Call[] {
  const results = resultsOf(steps);
  const failed = failedCalls(found);
  const origins = valueOrigins(steps);
  const calls: Call[] = [];
  for (const [at, { symbol, step, part, name }] of found.entries()) {
    if (!symbol.startsWith('tool:') || name === undefined) continue;
    const text = partText(steps[step]!.parts[part]!);
    const command = shellCommand(name, text);
    const result = results.get(placeKey(step, part));
    const answer = result === undefined ? '' : partText(steps[result.step]!.parts[result.part]!);
    calls.push({
      at,
      name,
      shape: textHash(callShape(name, text).key),
      arguments: origins(step, part),
      ...(command !== undefined && { command: command.slice(0, MAX_COMMAND) }),
      failed: failed.has(at),
      ...(failed.has(at) && { remark: errorRemark(answer) }),
      ...(result !== undefined && { result: resultOf(result, answer, failed.has(at)) }),
      tokens: estimateTokens(text) + estimateTokens(answer),
    });
  }
  return calls;
}

function resultOf(place: { step: number; part: number }, text: string, isError: boolean): NonNullable<Call['result']> {
  const values = isError ? [] : answerValues(text);
  return { ...place, length: text.length, hash: textHash(text), ...(values.length > 0 && { values }) };
}

/** Indexes of the calls whose error symbol follows; sources reuse call ids, so the latest call of an id is meant. */
function failedCalls(found: readonly RunSymbol[]): Set<number> {
  const failed = new Set<number>();
  const open = new Map<string, number>();
  for (const [at, { symbol, callId = '' }] of found.entries()) {
    if (symbol.startsWith('tool:')) open.set(callId, at);
    else if (symbol.startsWith('error:') && open.has(callId)) failed.add(open.get(callId)!);
  }
  return failed;
}

/** The answer to each call, by the call's place. */
function resultsOf(steps: readonly Step[]): Map<string, { step: number; part: number }> {
  const results = new Map<string, { step: number; part: number }>();
  const open = new Map<string, string>();
  for (const step of steps) {
    for (const [part, content] of step.parts.entries()) {
      if (content.kind === 'tool-call') open.set(content.callId, placeKey(step.index, part));
      else if (content.kind === 'tool-result') {
        const call = open.get(content.callId);
        if (call !== undefined && !results.has(call)) results.set(call, { step: step.index, part });
      }
    }
  }
  return results;
}

function placeKey(step: number, part: number): string {
  return `${step} ${part}`;
}
