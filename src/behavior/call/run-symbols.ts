import { partText, type Step } from '../../trajectory/trajectory.ts';
import { callSymbols } from './call-symbol.ts';
import type { ShellCommand } from './shell-commands.ts';
import { failedResult } from './failed-result.ts';
import { textMoves } from './text-moves.ts';

/**
 * One thing that happened in a run, as mining, rules and sequence matchers see it. A call to a shell gives one for each command
 * that its line is for, in order.
 */
export interface RunSymbol {
  /**
   * `tool:NAME`, `tool:Bash(git commit)`, `user-tool:NAME` (a call the user made), `error:NAME` (that tool failed),
   * `agent:MOVE` or `user:MOVE` (`ask-confirmation`, `confirm`, …, or `message` when no move is recognised).
   */
  readonly symbol: string;
  readonly step: number;
  readonly part: number;
  /** Where in the part's text, UTF-16: the sentence of a move, the whole text of a failed result, and of a call unless it gives several. */
  readonly start: number;
  readonly end: number;
  readonly callId?: string;
  /** The tool's name, of calls and errors. */
  readonly name?: string;
  /** Of calls to a shell. */
  readonly command?: ShellCommand;
}

/**
 * A run as a sequence of symbols, in order of step, part and place. Steps copied from another run and text that Ethogram
 * injected are left out, and so are reasoning, results that did not fail, and empty words.
 */
export function runSymbols(steps: readonly Step[]): RunSymbol[] {
  const next = symbolsOf();
  return steps.flatMap((step) => next(step));
}

/**
 * The incremental form of {@link runSymbols}: a function to call with each step in order, which returns that step's
 * symbols. It remembers the names of the calls seen, so that errors are named.
 */
export function symbolsOf(): (step: Step) => RunSymbol[] {
  const toolNames = new Map<string, string>();
  let lastTool: string | undefined;
  return (step) => {
    const symbols: RunSymbol[] = [];
    for (const [part, content] of step.parts.entries()) {
      if (content.kind === 'tool-call') {
        const { callId, name } = content;
        toolNames.set(callId, name);
        lastTool = name;
        if (step.copied) continue;
        for (const called of callSymbols(name, content.argumentsText)) {
          const symbol = step.actor === 'user' ? `user-${called.symbol}` : called.symbol;
          symbols.push({ ...called, symbol, step: step.index, part, callId, name });
        }
      } else if (step.copied) continue;
      else if (content.kind === 'tool-result') {
        const { callId, text } = content;
        const name = toolNames.get(callId) ?? step.name ?? lastTool;
        if (name === undefined || !failedResult(content)) continue;
        symbols.push({ symbol: `error:${name}`, step: step.index, part, start: 0, end: text.length, callId, name });
      } else if (content.kind === 'text' && content.injected === undefined) {
        if (step.actor !== 'agent' && step.actor !== 'user') continue;
        const whole = trimmed(partText(content));
        if (whole === undefined) continue;
        const moves = textMoves(content.text, step.actor);
        for (const { move, start, end } of moves.length > 0 ? moves : [{ move: 'message', ...whole }]) {
          symbols.push({ symbol: `${step.actor}:${move}`, step: step.index, part, start, end });
        }
      }
    }
    return symbols;
  };
}

function trimmed(text: string): { start: number; end: number } | undefined {
  const start = text.search(/\S/);
  return start < 0 ? undefined : { start, end: text.trimEnd().length };
}
