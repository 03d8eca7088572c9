import assert from 'node:assert/strict';
import { test } from 'node:test';
import { behaviorsAsCodebook } from '../../behavior/codebooks/behaviors-as-codebook.ts';
import { detectRun } from '../../behavior/detect-run.ts';
import type { Behavior } from '../../behavior/behavior.ts';
import { seededRandom, type Random } from '../../core/random.ts';
import type { Step, Trajectory } from '../../trajectory/trajectory.ts';
import type { Candidate } from '../candidate.ts';
import { corpusOf } from '../digest/corpus-of.ts';
import { fragmentOf } from '../digest/fragment.ts';
import { createLexicon } from '../digest/lexicon.ts';
import { mineRepairs } from './mine-repairs.ts';

type Draft = Omit<Step, 'index'>;
type Fields = Readonly<Record<string, unknown>>;

/** One way in which a failure is mended, with what is to be said of it. */
interface Way {
  readonly says: string;
  readonly show: (random: Random, call: Caller) => Draft[];
}
type Caller = (name: string, fields: Fields, answer?: string) => Draft[];

const WAYS: readonly Way[] = [
  {
    says: 'When `moor` fails with “no free bollard at …”, call it again with another `pier`.',
    show: (random, call) => {
      const pier = random.below(900);
      const boat = `b${random.below(1e6)}`;
      return [...call('moor', { boat, pier }, `{"error":"no free bollard at ${pier}"}`), ...call('moor', { boat, pier: pier + 1000 })];
    },
  },
  {
    says: 'When `weigh` fails with “scale unit is missing for load …”, call it again with `unit` = `kg`.',
    show: (random, call) => {
      const load = `load-${random.below(1e6)}`;
      return [...call('weigh', { load }, `Error: scale unit is missing for load ${load}`), ...call('weigh', { load, unit: 'kg' })];
    },
  },
  {
    says: 'When `tow` fails with “field … is not allowed for tugs”, call it again without `speed`.',
    show: (random, call) => {
      const boat = `b${random.below(1e6)}`;
      return [...call('tow', { boat, speed: 4 }, 'Error: field `speed` is not allowed for tugs'), ...call('tow', { boat })];
    },
  },
  {
    says: 'When `tide_at` fails with “ValueError: cannot read the day …”, call it again with the day written as YYYY-MM-DD.',
    show: (random, call) => {
      const [day, month] = [10 + random.below(18), 1 + random.below(9)];
      return [
        ...call('tide_at', { day: `${day}.0${month}.2031` }, `ValueError: cannot read the day ${day}.0${month}.2031`),
        ...call('tide_at', { day: `2031-0${month}-${day}` }),
      ];
    },
  },
  {
    says: 'When `fuel` fails with “pump … is locked”, unlock the pump with `unlock_pump`, then try again.',
    show: (random, call) => {
      const pump = random.below(1000);
      return [...call('fuel', { pump }, `Error: pump ${pump} is locked`), ...call('unlock_pump', { pump }), ...call('fuel', { pump })];
    },
  },
  {
    says: 'When `find_boat_by_sign` fails with “LookupError: no boat under sign …”, find the boat with `find_boat_by_name` instead.',
    show: (random, call) => [
      ...call('find_boat_by_sign', { sign: `x${random.below(1e6)}` }, 'Traceback (most recent call last):\n  File "a.py", line 3\nLookupError: no boat under sign 7'),
      ...call('find_boat_by_name', { name: random.pick(['Ida', 'Mo', 'Runa']) }),
    ],
  },
  {
    says: 'When `dredge` fails with “dredge: silt map is stale”, run it again with `--refresh`.',
    show: (random, call) => {
      const area = `bay${random.below(1e6)}`;
      return [...call('bash', { command: `dredge ${area}` }, 'dredge: silt map is stale\nExit code: 3'), ...call('bash', { command: `dredge ${area} --refresh` })];
    },
  },
]; // prettier-ignore

const NOISE = ['log_wind', 'log_gulls', 'log_rope', 'log_paint', 'log_radio'];

let calls = 0;
const caller: Caller = (name, fields, answer = '{"ok":true}') => {
  const callId = `c${calls++}`;
  return [
    { actor: 'agent', parts: [{ kind: 'tool-call', callId, name, argumentsText: JSON.stringify(fields) }] },
    { actor: 'tool', parts: [{ kind: 'tool-result', callId, text: answer }] },
  ];
};

function noise(random: Random, n: number): Draft[] {
  return Array.from({ length: random.below(n + 1) }, () => caller(random.pick(NOISE), { n: random.below(1e6) })).flat();
}

function trajectory(i: number, steps: readonly Draft[]): Trajectory {
  return {
    id: `run-${String(i).padStart(3, '0')}`,
    contentHash: `${i}`,
    revision: 1,
    source: { format: 'openai-chat', uri: 'planted' },
    task: { id: `task-${i % 20}`, tags: [] },
    agent: {},
    outcomes: [],
    steps: steps.map((step, index) => ({ index, ...step })),
    extra: {},
  };
}

function plantedRuns(ways: readonly Way[], n = 80): Trajectory[] {
  return Array.from({ length: n }, (_, i) => {
    const random = seededRandom(500 + i);
    const shown = random.shuffle(ways.filter(() => random.chance(0.3)));
    return trajectory(i, [
      ...noise(random, 5),
      ...shown.flatMap((way) => [...way.show(random, caller), ...noise(random, 5)]),
    ]);
  });
}

function mine(runs: readonly Trajectory[]): Candidate[] {
  const lexicons = { symbols: createLexicon(), wordings: createLexicon() };
  const fragments = runs.map((run) => fragmentOf(run, lexicons.symbols, lexicons.wordings));
  return mineRepairs(corpusOf(fragments, { ...lexicons, heldOut: 0, seed: 1 }));
}

test('every way of mending a failure is found and said, and nothing else', () => {
  const found = mine(plantedRuns(WAYS)).map(({ instruction }) => instruction);
  assert.deepEqual(found.sort(), WAYS.map(({ says }) => says).sort());
});

test('names may be nonsense', () => {
  const nonsense = plantedRuns(WAYS.slice(0, 6)).map((run): Trajectory => {
    const renamed = JSON.stringify(run.steps).replace(/find_boat_by_(\w+)/g, '$1_vurm').replace(/moor|weigh|tow|tide_at|unlock_pump|fuel/g, (name) => `z${name.length}${name.at(-1)}q`); // prettier-ignore
    return { ...run, steps: JSON.parse(renamed) as Step[] };
  });
  assert.equal(mine(nonsense).length, 6);
});

test('a mended failure covers the failing call, what it was told, what prepared the next, and the next', () => {
  const [fuel] = mine(plantedRuns([WAYS[4]!]));
  const runs = new Map(plantedRuns([WAYS[4]!]).map((run) => [run.id, run]));
  assert.ok(fuel!.occurrences.length > 10);
  for (const { steps, at } of fuel!.occurrences) {
    assert.equal(steps.length, 4);
    assert.equal(at.step, steps[1]);
  }
  assert.deepEqual(fuel!.repaired!.worked, fuel!.occurrences.length);
  assert.equal(runs.size, 80);
});

test('a mined repair is seen again where it is, and nowhere else', () => {
  const runs = plantedRuns(WAYS);
  for (const candidate of mine(runs)) {
    const behavior: Behavior = {
      id: 'b_1',
      status: 'candidate',
      version: 1,
      hash: '',
      parents: [],
      tokens: 1,
      ...candidate,
    };
    const codebook = behaviorsAsCodebook([behavior]);
    const seen = runs.filter((run) => detectRun(run, [codebook]).events.length > 0).map(({ id }) => id);
    const mined = new Set(candidate.occurrences.map(({ run }) => runs[run]!.id));
    assert.deepEqual(seen, [...mined], candidate.instruction);
  }
});

test('the order of runs leaves no trace', () => {
  const runs = plantedRuns(WAYS);
  assert.deepEqual(mine(seededRandom(4).shuffle(runs)), mine(runs));
});

test('the share that worked counts what was tried, and a fix that hardly works is none', () => {
  const jam = (worksOf10: number): Trajectory[] =>
    Array.from({ length: 60 }, (_, i) => {
      const random = seededRandom(i);
      const answer = i % 10 < worksOf10 ? undefined : 'Error: gate jammed for good';
      return trajectory(i, [
        ...noise(random, 4),
        ...caller('open_gate', { gate: i }, 'Error: gate needs oil'),
        ...caller('oil_hinge', { gate: i }),
        ...caller('open_gate', { gate: i }, answer),
        ...noise(random, 4),
      ]);
    });
  assert.deepEqual(mine(jam(8)).map(({ repaired }) => [repaired!.worked, repaired!.tried]), [[48, 60]]); // prettier-ignore
  assert.deepEqual(mine(jam(2)), []);
});

test('what most failed tries have in common says when not', () => {
  const gates = (says: (i: number) => { readonly side: string; readonly answer?: string }): Trajectory[] =>
    Array.from({ length: 60 }, (_, i) => {
      const { side, answer } = says(i);
      return trajectory(i, [
        ...noise(seededRandom(i), 4),
        ...caller('open_gate', { gate: i, side }, 'Error: gate needs oil'),
        ...caller('oil_hinge', { gate: i }),
        ...caller('open_gate', { gate: i, side }, answer),
      ]);
    });
  const rusty = gates((i) => (i % 4 === 0 ? { side: 'outer', answer: `Error: code ${i}` } : { side: 'inner' }));
  assert.deepEqual(mine(rusty).map((repair) => repair.whenNot), ['`side` is `outer`']); // prettier-ignore
  const jammed = gates((i) => ({
    side: 'inner',
    ...(i % 4 === 0 && { answer: `Error: gate ${i} is jammed for good` }),
  }));
  assert.deepEqual(mine(jammed).map((repair) => repair.whenNot), ['it then fails with “gate … is jammed for good”']); // prettier-ignore
});

test('errors at random, and retries that work no more often than chance, give nothing', () => {
  const REMARKS = ['service is busy', 'no such entry', 'request was refused', 'quota is used up'];
  const TOOLS = ['read_gauge', 'set_light', 'call_crew', 'check_hull', 'move_crane', 'list_cargo'];
  let withRepairs = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const runs = Array.from({ length: 60 }, (_, i) => {
      const random = seededRandom(seed * 1000 + i);
      const steps = Array.from({ length: 14 }, () => {
        const name = random.pick(TOOLS);
        const fields = { a: random.below(5), b: random.below(5) };
        const answer = (): string => (random.chance(0.2) ? `Error: ${random.pick(REMARKS)}` : '{"ok":true}');
        const said = answer();
        const first = caller(name, fields, said);
        if (!said.startsWith('Error') || random.chance(0.5)) return first;
        // Some try again: the same, with another value, or after another call.
        const again = random.pick([fields, { ...fields, a: random.below(5) }, { ...fields, c: 1 }]);
        return [
          ...first,
          ...(random.chance(0.3) ? caller(random.pick(TOOLS), {}) : []),
          ...caller(name, again, answer()),
        ];
      }).flat();
      return trajectory(i, steps);
    });
    if (mine(runs).length > 0) withRepairs++;
  }
  assert.ok(withRepairs <= 3, `${withRepairs} of 40`);
});
