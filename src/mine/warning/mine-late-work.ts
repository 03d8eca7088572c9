import { ppois } from 'lib-r-math.js';
import { callEffect } from '../../behavior/call/call-effect.ts';
import type { Candidate } from '../candidate.ts';
import { supportOf, type Corpus } from '../digest/corpus.ts';
import type { Call } from '../digest/fragment.ts';
import { SPEAKERS } from '../digest/run-sentences.ts';
import { outcomeDifference } from '../outcome-difference.ts';
import { behaviorName } from '../wording/behavior-name.ts';
import { shortName } from '../wording/short-name.ts';
import { anyOf, symbolTool } from '../wording/tool-words.ts';

// Half of the runs that come to a goal stop there, and clearly more than if calls stood in random order.
const CLOSING = 0.5;
const MIN_STOPPED = 5;
const MAX_P = 0.01;
// Fewer that go on are accidents.
const MIN_RUNS = 3;
const MIN_TASKS = 2;
// Going on does not help: not by this much, with 95% certainty, nor visibly.
const MAX_GAIN = 0.2;
const MAX_SEEN_GAIN = 0.05;
// Saying it costs some forty tokens once.
const MIN_TOKENS = 40;
const MAX_NAMED = 3;

/** What runs do once a call has succeeded for the last time and nobody asks for more; `done`: all in which it succeeded. */
interface Goal {
  readonly done: Set<number>;
  readonly stopped: number[];
  readonly wentOn: { readonly run: number; readonly after: readonly Call[] }[];
  /** How many runs would stop there if calls stood in random order. */
  byChance: number;
}

/**
 * Warnings about work after the goal was reached. A goal is a call with which runs end, in any vocabulary: most runs in which
 * it succeeded make no other call after it, clearly more than by chance, and runs without it fail more often. Calls that come after it all the same, and are not
 * known to change anything, are wasted where runs of the same tasks that stopped there succeed as often.
 *
 * @returns in order of tokens wasted, most first; each run is told of once
 */
export function mineLateWork(corpus: Corpus): Candidate[] {
  const goals = goalsOf(corpus);
  const told = new Set<number>();
  return [...goals]
    .filter(([, { done, stopped, wentOn, byChance }]) => {
      if (stopped.length < Math.max(MIN_STOPPED, CLOSING * (stopped.length + wentOn.length))) return false;
      if (ppois(stopped.length - 1, byChance, false) > MAX_P / goals.size) return false;
      // Where some runs do without it they must fare worse, or it is a habit to end with and no goal.
      const gain = outcomeDifference(corpus, done);
      return gain === undefined || gain.interval[0] > 0;
    })
    .map(([goal, { stopped, wentOn }]) => ({ goal, stopped, wentOn: wentOn.filter(({ after }) => isIdle(after)) }))
    .filter(({ stopped, wentOn }) => {
      const on = new Set(wentOn.map(({ run }) => run));
      const { runs, tasks } = supportOf(on, corpus.tasks);
      if (runs < MIN_RUNS || tasks < MIN_TASKS || tokensOf(wentOn) < MIN_TOKENS * runs) return false;
      const gain = outcomeDifference(corpus, on, new Set([...stopped, ...on]));
      return gain !== undefined && gain.difference <= MAX_SEEN_GAIN && gain.interval[1] <= MAX_GAIN;
    })
    .sort((a, b) => tokensOf(b.wentOn) - tokensOf(a.wentOn) || a.goal - b.goal)
    .flatMap(({ goal, wentOn }) => {
      if (wentOn.some(({ run }) => told.has(run))) return [];
      for (const { run } of wentOn) told.add(run);
      return [candidateOf(corpus, goal, wentOn)];
    });
}

function goalsOf({ fragments }: Corpus): Map<number, Goal> {
  const goals = new Map<number, Goal>();
  const user = SPEAKERS.indexOf('user');
  for (const [run, { calls, symbols, steps, sentences }] of fragments.entries()) {
    const successes = Map.groupBy(
      calls.filter(({ failed }) => !failed),
      ({ at }) => symbols[at]!,
    );
    const asked = sentences.steps.findLast((_, i) => sentences.speakers[i] === user) ?? -1;
    for (const [symbol, made] of successes) {
      const last = steps[made.at(-1)!.at]!;
      const goal = goals.get(symbol) ?? { done: new Set(), stopped: [], wentOn: [], byChance: 0 };
      goals.set(symbol, goal);
      goal.done.add(run);
      if (asked > last) continue;
      const after = calls.filter(({ at }) => steps[at]! > last);
      goal.byChance += made.length / calls.length;
      if (after.length === 0) goal.stopped.push(run);
      // Whoever tries it once more does not think it is done.
      else if (after.every(({ at }) => symbols[at] !== symbol)) goal.wentOn.push({ run, after });
    }
  }
  return goals;
}

/** Whether nothing is known to change something. */
function isIdle(calls: readonly Call[]): boolean {
  return calls.every(({ name, command }) => {
    const effect = callEffect(name, command === undefined ? '{}' : JSON.stringify({ command }));
    return effect !== 'write' && effect !== 'edit';
  });
}

function tokensOf(wentOn: Goal['wentOn']): number {
  return wentOn.reduce((sum, { after }) => after.reduce((inner, { tokens }) => inner + tokens, sum), 0);
}

function candidateOf({ fragments, lexicon }: Corpus, goal: number, wentOn: Goal['wentOn']): Candidate {
  const symbol = lexicon.word(goal);
  const acts = new Set(wentOn.flatMap(({ run, after }) => after.map(({ at }) => fragments[run]!.symbols[at]!)));
  const act = [...acts].map((id) => lexicon.word(id)).sort();
  const shown = (word: string): string => `\`${symbolTool(word).command ?? symbolTool(word).tool}\``;
  const named = act.length > MAX_NAMED ? '' : ` (${anyOf(act.map(shown))})`;
  return {
    kind: 'warning',
    polarity: 'avoid',
    name: behaviorName(`no work after ${shortName([symbol])}`),
    instruction: `Finish once ${shown(symbol)} has succeeded: further calls${named} add nothing.`,
    whenNot: 'the user asks for more',
    scope: { tools: [symbolTool(symbol).tool] },
    matcher: { omission: { act, needs: [symbol], when: 'after-done' } },
    occurrences: wentOn.map(({ run, after }) => {
      const { steps, parts, starts, ends } = fragments[run]!;
      const { at } = after[0]!;
      return {
        run,
        steps: [...new Set(after.map((call) => steps[call.at]!))],
        at: { step: steps[at]!, part: parts[at]!, start: starts[at]!, end: ends[at]! },
        tokens: after.reduce((sum, { tokens }) => sum + tokens, 0),
      };
    }),
  };
}
