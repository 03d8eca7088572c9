import type { BehaviorKind } from '../src/behavior/behavior.ts';
import { rateInterval } from '../src/core/rate-interval.ts';
import { textTable } from '../src/core/text-table.ts';
import { BASELINES } from './planted/baselines.ts';
import { judgePlanted } from './planted/judge-planted.ts';
import { PLANTED_COUNTS, type PlantedSetting } from './planted/planted-setting.ts';
import type { KindScore, PlantedScore } from './planted/score-planted.ts';

const DEFAULT_SEEDS = [1, 2, 3, 4, 5, 6] as const;
const SWEEP_SEEDS = [1, 2, 3] as const;
const NULL_CORPORA = 20;
const KINDS = Object.keys(PLANTED_COUNTS) as (keyof typeof PLANTED_COUNTS)[];
/** One factor at a time, all others as by default. */
const SWEEPS: { readonly [K in keyof PlantedSetting]?: readonly PlantedSetting[K][] } = {
  world: ['second'],
  noise: [0, 0.5, 0.8],
  gaps: [0, 6],
  interleaving: [1],
  paraphrase: [1, 4],
  renamedVariables: [1],
  distractors: [0, 2],
  successRate: [0.05, 0.25, 0.75, 0.95],
  runs: [50, 200, 1000, 2000],
  vocabulary: ['nonsense'],
  language: ['de'],
  answers: ['text'],
  tasks: ['unnamed'],
  judged: [0.3],
};

type Kinds = PlantedScore['kinds'];

/**
 * Mines corpora with planted behaviors: precision and recall per kind on the default setting beside three baselines, false
 * discoveries where nothing is planted, and precision and recall while one factor changes. `quick` leaves the last out.
 */
export async function planted(args: readonly string[]): Promise<string[]> {
  const start = performance.now();
  const lines = ['planted behaviors, default setting, precision / recall:', ...(await defaultTable())];
  lines.push('', ...(await nullLines()));
  if (!args.includes('quick')) lines.push('', 'one factor changed, precision / recall:', ...(await sweepTable()));
  return [...lines, '', `${((performance.now() - start) / 1000).toFixed(0)} s`];
}

async function defaultTable(): Promise<string[]> {
  const judged = await judgePlanted(DEFAULT_SEEDS.map((seed) => ({ setting: { seed }, baselines: true })));
  const engine = judged.map(({ kinds }) => kinds);
  const row = (name: string, scores: readonly Kinds[]): string[] => [
    name,
    ...KINDS.map((kind) => ratesOf(sumOf(scores, kind))),
  ];
  const bounds = (bound: 0 | 1, name: string): string[] => [
    name,
    ...KINDS.map((kind) => {
      const { planted: all, matched, wrong } = sumOf(engine, kind);
      const limit = (trials: number): string => rateInterval(matched, trials)[bound].toFixed(2);
      return `${matched + wrong === 0 ? '–' : limit(matched + wrong)} / ${limit(all)}`;
    }),
  ];
  const counts = KINDS.map((kind) => `${PLANTED_COUNTS[kind]} ${kind}`).join(', ');
  const leaks = judged.reduce((sum, judgement) => sum + judgement.leaks, 0);
  return [
    ...textTable(columns(), [
      row('ethogram', engine),
      bounds(0, '  95% from'),
      bounds(1, '  to'),
      ...Object.keys(BASELINES).map((name, i) =>
        row(
          name,
          judged.map(({ baselines }) => baselines[i]!),
        ),
      ),
    ]).split('\n'),
    `n = ${DEFAULT_SEEDS.length} corpora; planted in each: ${counts}; baselines may name twice as many and are given the kind; secrets told: ${leaks}`,
  ];
}

async function nullLines(): Promise<string[]> {
  const tasks = Array.from({ length: NULL_CORPORA }, (_, i) => ({
    setting: { seed: 101 + i, planted: false, world: i % 2 === 0 ? ('first' as const) : ('second' as const) },
  }));
  const judged = await judgePlanted(tasks);
  const found = judged.flatMap((judgement) => judgement.found);
  const wrong = judged.filter((judgement) => judgement.found.length > 0).length;
  const [low, high] = rateInterval(wrong, NULL_CORPORA);
  const named = KINDS.map((kind) => [found.filter((other) => other === kind).length, kind] as const).filter(
    ([n]) => n > 0,
  );
  return [
    `nothing planted: something found in ${wrong} of ${NULL_CORPORA} corpora (95%: ${low.toFixed(2)}–${high.toFixed(2)}), ${(found.length / NULL_CORPORA).toFixed(2)} behaviors per corpus${named.length > 0 ? ` (${named.map((pair) => pair.join(' ')).join(', ')})` : ''}`,
  ];
}

async function sweepTable(): Promise<string[]> {
  const settings = Object.entries(SWEEPS).flatMap(([factor, values]) => values.map((value) => ({ factor, value })));
  const judged = await judgePlanted(
    settings.flatMap(({ factor, value }) => SWEEP_SEEDS.map((seed) => ({ setting: { seed, [factor]: value } }))),
  );
  const rows = settings.map(({ factor, value }, i) => {
    const own = judged.slice(i * SWEEP_SEEDS.length, (i + 1) * SWEEP_SEEDS.length);
    const seconds = own.reduce((sum, { mineMs }) => sum + mineMs, 0) / 1000 / own.length;
    return [
      `${factor} ${value}`,
      ...KINDS.map((kind) =>
        ratesOf(
          sumOf(
            own.map(({ kinds }) => kinds),
            kind,
          ),
        ),
      ),
      seconds.toFixed(1),
    ];
  });
  return [
    ...textTable([...columns(), { heading: 'seconds', align: 'right' }], rows).split('\n'),
    `n = ${SWEEP_SEEDS.length} corpora each; seconds of mining, two corpora at a time`,
  ];
}

function columns(): { heading: string; align?: 'left' | 'right' }[] {
  return [{ heading: '' }, ...KINDS.map((kind) => ({ heading: kind, align: 'right' as const }))];
}

function sumOf(scores: readonly Kinds[], kind: BehaviorKind): KindScore {
  const sum = { planted: 0, matched: 0, wrong: 0 };
  for (const kinds of scores) {
    const score = kinds[kind];
    if (score === undefined) continue;
    sum.planted += score.planted;
    sum.matched += score.matched;
    sum.wrong += score.wrong;
  }
  return sum;
}

function ratesOf({ planted: all, matched, wrong }: KindScore): string {
  const precision = matched + wrong === 0 ? '–' : (matched / (matched + wrong)).toFixed(2);
  return `${precision} / ${all === 0 ? '–' : (matched / all).toFixed(2)}`;
}
