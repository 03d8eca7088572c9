import { answeredCalls } from '../../behavior/call/answered-calls.ts';
import type { CallEffect } from '../../behavior/call/call-effect.ts';
import { estimateTokens } from '../../core/estimate-tokens.ts';
import type { Step } from '../../trajectory/trajectory.ts';
import { foldValue, type FoldKey } from './fold-key.ts';

/** A call of a strand. */
export interface StrandCall {
  /** Place among the calls of the run, 0-based. */
  readonly place: number;
  readonly step: number;
  /** Step of its answer; the call's own where there is none. */
  readonly answered: number;
  /** What it does: the tool, of a shell with its program. */
  readonly does: string;
  readonly effect: CallEffect;
  readonly failed: boolean;
  /** Estimated, of the call and its answer. */
  readonly tokens: number;
}

/** Everything that a run does about one thing: the calls with one value of the key, in order. */
export interface Strand {
  readonly value: string;
  readonly calls: readonly StrandCall[];
}

/** A run as strands. */
export interface FoldedRun {
  /** In order of where they begin. */
  readonly strands: readonly Strand[];
  /** Calls that are about nothing of the kind. */
  readonly rest: readonly StrandCall[];
  readonly calls: number;
}

/** Folds the calls of a run by what they are about, strands by where they begin; calls in copied steps are left out. */
export function foldRun(steps: readonly Step[], key: FoldKey): FoldedRun {
  const strands = new Map<string, StrandCall[]>();
  const rest: StrandCall[] = [];
  const made = answeredCalls(steps);
  for (const [place, { call, answer }] of made.entries()) {
    const value = foldValue(key, call);
    const one: StrandCall = {
      place,
      step: call.step,
      answered: answer?.step ?? call.step,
      does: call.symbol.slice('tool:'.length),
      effect: call.effect,
      failed: answer?.failed ?? false,
      tokens: estimateTokens(call.argumentsText) + (answer === undefined ? 0 : estimateTokens(answer.text)),
    };
    if (value === undefined) rest.push(one);
    else {
      const known = strands.get(value);
      if (known === undefined) strands.set(value, [one]);
      else known.push(one);
    }
  }
  const merged = key.by === 'file' ? sameFiles(strands) : strands;
  return {
    strands: [...merged]
      .map(([value, calls]) => ({ value, calls }))
      .sort((a, b) => a.calls[0]!.place - b.calls[0]!.place),
    rest,
    calls: made.length,
  };
}

/** `lib/a.ts` is `/home/me/project/lib/a.ts` where only one such file is spoken of; `./lib/a.ts` is `lib/a.ts`. */
function sameFiles(strands: ReadonlyMap<string, readonly StrandCall[]>): Map<string, readonly StrandCall[]> {
  const named = Map.groupBy([...strands.keys()].filter((value) => value.startsWith('/')), lastName); // prettier-ignore
  const merged = new Map<string, StrandCall[]>();
  for (const [value, calls] of strands) {
    const plain = value.replace(/^(?:\.\/)+/, '');
    const ending = `/${plain}`;
    const same =
      plain.startsWith('/') || !plain.includes('/')
        ? []
        : (named.get(lastName(plain)) ?? []).filter((path) => path.endsWith(ending));
    const name = same.length === 1 ? same[0]! : plain;
    merged.set(
      name,
      [...(merged.get(name) ?? []), ...calls].sort((a, b) => a.place - b.place),
    );
  }
  return merged;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The calls of a strand as words: what each does, `✗` behind those that failed. */
export function strandPath(calls: readonly StrandCall[]): string[] {
  return calls.map(({ does, failed }) => (failed ? `${does} ✗` : does));
}
