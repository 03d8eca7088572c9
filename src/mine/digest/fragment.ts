import { sha256 } from '../../core/content-key.ts';
import { estimateTokens } from '../../core/estimate-tokens.ts';
import { callShape } from '../../behavior/call/call-shape.ts';
import type { ShellCommand } from '../../behavior/call/shell-commands.ts';
import { runSymbols, type RunSymbol } from '../../behavior/call/run-symbols.ts';
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

/** One tool call of a run, or one command of it where a shell is given several, as far as mining needs it. */
export interface Call {
  /** Index of its symbol in the {@link Fragment}. */
  readonly at: number;
  readonly name: string;
  /** Hash of tool and arguments: equal for the same call, and of several commands the same one. */
  readonly shape: number;
  readonly arguments: readonly Argument[];
  /** Of shells, at most 300 characters: the command, after `cd …` where the line went to a folder other than the project's. */
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
  /** Tokens of the call and its answer; commands of one line share them. */
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
    calls: callsOf(trajectory, found),
    sentences: runSentences(steps, wordings),
  };
}

function symbolTokens(steps: readonly Step[], { step, part, start, end }: RunSymbol): number {
  return estimateTokens(partText(steps[step]!.parts[part]!).slice(start, end));
}

function callsOf({ steps, project }: Trajectory, found: readonly RunSymbol[]): Call[] {
  const results = resultsOf(steps);
  const failures = failedPlaces(found);
  const lines = commandLines(found, project);
  const origins = valueOrigins(steps, (step, part) => lines.get(placeKey(step, part)));
  const calls: Call[] = [];
  for (const [at, { symbol, step, part, name, command }] of found.entries()) {
    if (!symbol.startsWith('tool:') || name === undefined) continue;
    const place = placeKey(step, part);
    const line = lines.get(place) ?? [];
    const k = command === undefined ? 0 : line.findIndex((written) => written.at === at);
    const text = partText(steps[step]!.parts[part]!);
    const result = results.get(place);
    const answer = result === undefined ? '' : partText(steps[result.step]!.parts[result.part]!);
    const remark = failures.has(place) ? errorRemark(answer) : undefined;
    const failed = remark !== undefined && k === blamedOf(line, remark);
    const { key } = callShape(name, text);
    const tokens = estimateTokens(text) + estimateTokens(answer);
    const of = Math.max(1, line.length);
    calls.push({
      at,
      name,
      shape: textHash(k === 0 ? key : `${key} ${k}`),
      arguments: origins(step, part, k),
      ...(command !== undefined && { command: line[k]!.text.slice(0, MAX_COMMAND) }),
      failed,
      ...(failed && { remark }),
      ...(result !== undefined && {
        result: resultOf(result, answer, remark === undefined && command?.alone !== false),
      }),
      tokens: Math.floor(((k + 1) * tokens) / of) - Math.floor((k * tokens) / of),
    });
  }
  return calls;
}

/** A command of a call's line. */
interface WrittenCommand {
  /** Index of its symbol. */
  readonly at: number;
  readonly name: string;
  readonly text: string;
}

/** The commands of each call to a shell, by place. */
function commandLines(
  found: readonly RunSymbol[],
  project: string | undefined,
): ReadonlyMap<string, readonly WrittenCommand[]> {
  const lines = new Map<string, WrittenCommand[]>();
  for (const [at, { step, part, command }] of found.entries()) {
    if (command === undefined) continue;
    const place = placeKey(step, part);
    lines.set(place, [...(lines.get(place) ?? []), { at, name: command.name, text: commandText(command, project) }]);
  }
  return lines;
}

/** The command, after a change of folder unless it is to the project's own. */
function commandText({ text, folder }: ShellCommand, project: string | undefined): string {
  const own = project !== undefined && `/${folder?.replace(/\/+$/, '')}`.endsWith(`/${project}`);
  return folder === undefined || own ? text : `cd ${folder} && ${text}`;
}

/** Of several commands the first that the failure names, else the last: nothing was run after the one that failed. */
function blamedOf(line: readonly WrittenCommand[], remark: string): number {
  const words = new Set(remark.toLowerCase().match(/[\w.:-]*\w/g));
  const named = line.findIndex(({ name }) => words.has(name.split(' ').at(-1)!.toLowerCase()));
  return named < 0 ? Math.max(0, line.length - 1) : named;
}

function resultOf(place: { step: number; part: number }, text: string, itsOwn: boolean): NonNullable<Call['result']> {
  const values = itsOwn ? answerValues(text) : [];
  return { ...place, length: text.length, hash: textHash(text), ...(values.length > 0 && { values }) };
}

/** Places of the calls whose error symbol follows; sources reuse call ids, so the latest call of an id is meant. */
function failedPlaces(found: readonly RunSymbol[]): Set<string> {
  const failed = new Set<string>();
  const open = new Map<string, string>();
  for (const symbol of found) {
    const { callId = '' } = symbol;
    if (symbol.symbol.startsWith('tool:')) open.set(callId, placeKey(symbol.step, symbol.part));
    else if (symbol.symbol.startsWith('error:') && open.has(callId)) failed.add(open.get(callId)!);
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
