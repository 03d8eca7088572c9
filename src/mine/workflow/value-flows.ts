import type { Corpus } from '../digest/corpus.ts';
import type { ActRun } from './act-runs.ts';
import { answerFlows } from './answer-flows.ts';
import { visitValueSources } from './call-values.ts';
import { sharedFlows } from './shared-flows.ts';

/** Ways that values take: `ACT.FIELD` of a call has its value from another act's answer, or is given what that was given. */
export interface ValueFlows {
  /** Whether values flow from an act's answer into a field of another. */
  answers(first: number, second: number, field: string): boolean;
  /** Whether an act is given what another was given before. */
  shares(first: number, second: number): boolean;
}

/** Which later acts each act of a run hands values to: those of act `i` are `next[starts[i]] … next[starts[i + 1] - 1]`. */
export interface RunFlows {
  readonly starts: Int32Array;
  readonly next: Int32Array;
}

/**
 * Finds the ways that values take from call to call, whatever the calls are named: from answers (see
 * {@link answerFlows}), and from call to call (see {@link sharedFlows}).
 *
 * @param runs - those to learn from
 * @param size - acts are numbered below it
 */
export function findValueFlows(corpus: Corpus, runs: readonly ActRun[], size: number): ValueFlows {
  const answering = answerFlows(corpus, runs, size);
  const sharing = sharedFlows(corpus, runs, size);
  return {
    answers: (first, second, field) => answering.has(`${first} ${second} ${field}`),
    shares: (first, second) => sharing.has(first * size + second),
  };
}

/** Where values really went in one run, along the given ways. */
export function flowsOfRun(corpus: Corpus, run: ActRun, flows: ValueFlows): RunFlows {
  const links: [number, number][] = [];
  const known = new Set<number>();
  const link = (i: number, to: number): void => {
    const key = i * 2 ** 26 + to;
    if (!known.has(key)) links.push([i, to]);
    known.add(key);
  };
  visitValueSources(corpus, run, ({ to, value, answers, twins }) => {
    const act = run.acts[to]!;
    for (const i of value.fromUser ? [] : answers) if (flows.answers(run.acts[i]!, act, value.field)) link(i, to);
    for (const i of twins) if (flows.shares(run.acts[i]!, act)) link(i, to);
  });
  links.sort(([a, x], [b, y]) => a - b || x - y);
  const starts = new Int32Array(run.acts.length + 1);
  for (const [i] of links) starts[i + 1]!++;
  for (let i = 0; i < run.acts.length; i++) starts[i + 1]! += starts[i]!;
  return { starts, next: Int32Array.from(links, ([, to]) => to) };
}
