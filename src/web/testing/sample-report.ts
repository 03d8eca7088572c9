import { startActivityBudget } from '../../analysis/activity-budget.ts';
import { startCost } from '../../analysis/cost.ts';
import { startRepeatedWork } from '../../analysis/repeated-work.ts';
import { runMoves } from '../../analysis/run-moves.ts';
import type { ComparedMeasure } from '../../analysis/compare/compared-measure.ts';
import { calls, sampleRun, says } from '../../trajectory/testing/sample-run.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { countSuccess } from '../count-success.ts';
import { passageOf } from '../passage.ts';
import type { ReportData } from '../report-data.ts';
import { runRow } from '../run-row.ts';

/**
 * A report in which every text that could come from a run, a handbook, a codebook or a rule file is `words`; numbers
 * and structure are those of a small store of sixty runs.
 */
export function sampleReport(words: string): ReportData {
  const runs = Array.from({ length: 60 }, (_, i) => run(i, words));
  const budget = startActivityBudget();
  const cost = startCost();
  const repeated = startRepeatedWork();
  for (const one of runs) {
    budget.add(runMoves(one.steps));
    cost.add(one);
    repeated.add(one);
  }
  const row = (one: Trajectory) =>
    runRow(one, runMoves(one.steps), [
      { step: 1, kind: 'note', label: words },
      { step: 2, kind: 'fault', label: words },
    ]);
  const half = runs.length / 2;
  const success = countSuccess(runs.map((_, i) => ({ success: i < half })));
  const groups = [
    { heading: `Succeeded: ${half}`, rows: runs.slice(0, half).map(row) },
    { heading: words, rows: runs.slice(half).map(row) },
  ];
  const passage = passageOf(runs[0]!, { step: 0, steps: [0, 1, 2] })!;
  const rate = {
    events: 12,
    runs: 10,
    n: 60,
    runsInterval: [0.08, 0.28],
    share: { steps: 0.1, tokens: 0.1, seconds: null },
    interval: [0.05, 0.2],
  } as const;
  const behavior = (id: string, name: string, difference: number): ReportData['behaviors'][number] => ({
    behavior: {
      id,
      name,
      instruction: words,
      when: words,
      whenNot: words,
      kind: 'workflow',
      polarity: difference < 0 ? 'avoid' : 'do',
      scope: {},
      status: 'candidate',
      version: 1,
      hash: '0123456789ab',
      parents: [],
      tokens: 20,
      matcher: { sequence: { symbols: ['agent:ask-confirmation', words], maxGap: 3 } },
      support: { trajectories: 41, of: 60, tasks: 12 },
      outcome: { difference, interval: [difference - 0.1, difference + 0.1], q: 0.0004, n: 60 },
      savedTokens: 12_345,
    },
    passages: [passage, passage],
    evidence: 20,
  });
  return {
    made: { at: '2026-11-20T18:00:00Z', version: '0.1.0', commands: ['ethogram import runs', words], seed: 1 },
    runs: runs.length,
    tasks: 60,
    steps: 240,
    success,
    period: ['2026-11-01T00:00:00Z', '2026-11-19T00:00:00Z'],
    formats: [{ format: words, runs: 60 }],
    cost: cost.result(),
    repeated: repeated.result(),
    agents: [
      {
        name: words,
        known: 'agent',
        runs: 60,
        success,
        budget: budget.result(),
        groups,
        scale: 'moves',
        notes: [],
        example: groups[0]!.rows[0]!,
      },
    ],
    moreAgents: 2,
    behaviors: [behavior('b_1', 'behavior_ask_before_acting', 0.2), behavior('b_2', words, -0.3)],
    moreBehaviors: 3,
    contrast: {
      runs: 60,
      successes: 41,
      compared: 12,
      rows: [
        {
          behavior: `codebook/${words}`,
          n: 60,
          with: { runs: 20, successes: 9 },
          without: { runs: 40, successes: 32 },
          difference: -0.35,
          interval: [-0.6, -0.1],
          ratio: null,
          p: 0.001,
          q: 0.012,
          adjusted: null,
        },
      ],
      tools: [],
      followsOf: 'codes',
      follows: [
        {
          from: `codebook/${words}`,
          to: 'codebook/check-result',
          observed: 40,
          n: 90,
          chance: 16,
          ratio: 2.5,
          interval: [1.9, 3.2],
          runs: 30,
        },
      ],
    },
    failure: {
      tasks: { always: 4, sometimes: 5, never: 3, runs: 60 },
      unsolved: [{ task: words, runs: 5, successes: 0 }],
      tools: [{ tool: words, calls: 40, failed: 12, interval: [0.2, 0.42], runs: 22 }],
      slices: [
        { words: `tagged ${words}`, inside: 0.2, outside: 0.7, difference: -0.5, interval: [-0.7, -0.3], n: 14 },
      ],
      tried: 120,
    },
    models: {
      models: 2,
      pairs: [
        {
          a: words,
          b: `${words} 2`,
          sharedTasks: 30,
          success: measure('success', { kind: 'outcome', a: 0.5, b: 0.35 }),
          tokens: { ...measure('tokens', { kind: 'outcome', a: 300, b: 1200 }), unit: 'per run' },
          behaviors: [measure(`codebook/${words}`, { kind: 'behavior', a: 0.6, b: 0.2 })],
          compared: 7,
        },
      ],
    },
    codes: [
      {
        ...rate,
        behavior: words,
        codebook: words,
        meanGapSteps: 2,
        sdGapSteps: 1,
        latencySteps: 1.5,
        meanSteps: 1,
        sdSteps: 0,
        secondsInterval: null,
        timedRuns: 0,
        total: { steps: 12, tokens: 480, seconds: null },
        definition: words,
        polarity: 'bad',
        notObservable: 3,
        unsupported: 1,
        passages: [passage],
      },
    ],
    rules: [
      {
        id: words,
        posture: 'block',
        description: words,
        formula: words,
        satisfied: 40,
        violated: 5,
        interval: [0.1, 0.3],
        vacuous: 15,
        violations: [
          { explanation: words, passage },
          { explanation: words, passage },
        ],
      },
    ],
    hiddenReasoningRuns: 4,
  };
}

function measure(
  name: string,
  { kind, a, b }: { readonly kind: ComparedMeasure['kind']; readonly a: number; readonly b: number },
): ComparedMeasure {
  const difference = b - a;
  const interval = [difference - 0.1, difference + 0.1] as const;
  return { measure: name, kind, unit: 'share', a, b, difference, interval, p: 0.001, q: 0.002, runs: [30, 30], sharedTasks: 30, paired: true };
} // prettier-ignore

function run(index: number, words: string): Trajectory {
  const argumentsText = JSON.stringify({ id: 7, words: words.slice(0, 2000) });
  return sampleRun(
    [
      says('user', words),
      ...calls(`a${index}`, 'get_order', argumentsText, words),
      ...calls(`b${index}`, 'get_order', argumentsText, words),
      { actor: 'agent', parts: [{ kind: 'reasoning', text: words, visibility: 'raw' }] },
      ...calls(`c${index}`, words.slice(0, 40), argumentsText, `Error: ${words}`, true),
      says('agent', words),
    ],
    { id: `test:${index}`, task: { id: `task-${index}`, text: words, tags: [] } },
  );
}
