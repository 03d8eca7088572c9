import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jaccard } from '../../core/jaccard.ts';
import { seededRandom, type Random } from '../../core/random.ts';
import type { Step, Trajectory } from '../../trajectory/trajectory.ts';
import type { Candidate } from '../candidate.ts';
import { callsRun, readRuns, type MadeCall } from '../testing/calls-run.ts';
import { mineWorkflows } from './mine-workflows.ts';

test('a planted workflow is found whole, once, at its own acts, among noise of the same calls and another workflow', () => {
  const { runs, planted } = plantedRuns(200, { names: ['vrell', 'zund', 'pim', 'okta'] });
  const found = mineWorkflows(readRuns(runs));
  assert.deepEqual(
    found.map(({ pattern }) => pattern),
    ['vrell → zund(of=⟨a⟩) → pim(with=⟨b⟩) → okta(grul=⟨c⟩)', 'mor → ket(mor_id=⟨a⟩) → luv(it=⟨b⟩)'],
  );
  assert.equal(
    found[0]!.instruction,
    'First use `vrell`, then use `zund`, using what it returned, then use `pim`, using what it returned, and finally use `okta`, using the grul it returned.',
  );
  const steps = stepsOf(found[0]!);
  assert.ok(jaccard(steps, planted) > 0.95, `${jaccard(steps, planted)}`);
});

test('looking around, and two looks at one thing, are no workflows', () => {
  const random = seededRandom(8);
  const runs = Array.from({ length: 60 }, (_, i) => {
    const [file, town] = [`src/part-${random.below(1e6)}.ts`, `town-${random.below(1e6)}`];
    const looks: MadeCall[] = [
      ['Glob', {}, file],
      ['Read', { file_path: file }],
    ];
    const twice: MadeCall[] = [
      ['get_map', { town }],
      ['get_weather', { town }],
    ];
    return callsRun(`run-${i}`, weave(random, [looks, twice]), { task: `task-${i % 20}` });
  });
  assert.deepEqual(
    mineWorkflows(readRuns(runs)).map(({ pattern }) => pattern),
    [],
  );
});

test('commands of one line are acts of their own; what a version control needs, and what mends a failure, is no workflow', () => {
  const random = seededRandom(9);
  const bash = (command: string, answer?: string): MadeCall => [
    'Bash',
    { command },
    answer ?? `ok ${random.below(1e6)}`,
  ];
  const runs = Array.from({ length: 80 }, (_, i) => {
    const checks = [bash(random.pick(['gofmt -w . && go vet ./... | tail -3', 'cd api; gofmt -w .; go vet ./...']))];
    const commits = [bash('git add -A'), bash(`git commit -m "${random.below(1e6)}"`)];
    const mended = [bash('make all', 'Error: no such file: api.gen'), bash('tools/gen'), bash('make all')];
    const acts = i % 4 === 0 ? [commits, mended] : i % 4 === 1 ? [checks] : [commits];
    return callsRun(`run-${i}`, weave(random, [...acts, noise(random, 4)]), { task: `task-${i % 20}` });
  });
  assert.deepEqual(
    mineWorkflows(readRuns(runs)).map(({ instruction }) => instruction),
    ['Before running `go vet`, run `gofmt`.'],
  );
});

test('alternatives that take the same place are one place', () => {
  const random = seededRandom(3);
  const runs = Array.from({ length: 120 }, (_, i) => {
    const [a, b] = [`K-${random.below(1e6)}`, `M-${random.below(1e6)}`];
    const middle: MadeCall = random.chance(0.5) ? ['tolk', { x: a }, `see ${b}`] : ['brin', { y: a }, `there is ${b}`];
    const calls: MadeCall[] = [['start', {}, `it is ${a}`], middle, ['close', { z: b }]];
    return callsRun(`run-${i}`, weave(random, [calls]), { task: `task-${i % 40}` });
  });
  const [found, ...others] = mineWorkflows(readRuns(runs));
  assert.equal(found?.pattern, 'start → brin | tolk(x=⟨a⟩, y=⟨b⟩) → close(z=⟨c⟩)');
  assert.deepEqual(
    others.map(({ pattern }) => pattern),
    [],
  );
});

test('a question and its yes are part of the workflow they stand in, in whatever words they are asked', () => {
  const random = seededRandom(4);
  const asks = ['Shall I go ahead with it?', 'It would be gone for good, so I had better hear from you first.'];
  const runs = Array.from({ length: 80 }, (_, i) => {
    const id = `R-${random.below(1e6)}`;
    const run = callsRun(`run-${i}`, [...noise(random, 3), ['get_room', { day: i }, `room ${id}`]], {
      task: `task-${i % 30}`,
    });
    const rest = callsRun(`run-${i}`, [['cancel_room', { room: id }], ...noise(random, 3)], { task: '' });
    const said: Omit<Step, 'index'>[] = [
      { actor: 'agent', parts: [{ kind: 'text', text: random.pick(asks) }] },
      { actor: 'user', parts: [{ kind: 'text', text: 'Yes, please.' }] },
    ];
    return joined(run, said, rest);
  });
  const [found, ...others] = mineWorkflows(readRuns(runs));
  assert.equal(
    found?.instruction,
    'Before cancelling a room, look up the room with `get_room`, then list the details and get an explicit yes.',
  );
  assert.equal(found.pattern, 'get_room → agent ask-confirmation → user confirm → cancel_room(room=⟨a⟩)');
  assert.equal(found.occurrences.length, 80);
  assert.deepEqual(
    others.map(({ pattern }) => pattern),
    [],
  );
});

test('in runs without structure nothing is found, though calls are about the same things', () => {
  let withAny = 0;
  for (let seed = 1; seed <= 25; seed++) {
    const random = seededRandom(seed);
    const runs = Array.from({ length: 60 }, (_, i) => {
      const things = [`T-${random.below(1e6)}`, `T-${random.below(1e6)}`];
      const calls = Array.from({ length: 16 }, (): MadeCall => {
        const answer = `${random.below(1e6)} and ${random.pick(things)}`;
        return [`tool_${random.below(10)}`, { thing: random.pick(things), n: random.below(50) }, answer];
      });
      return callsRun(`run-${i}`, calls, { task: `task-${i % 20}`, success: random.chance(0.5) });
    });
    if (mineWorkflows(readRuns(runs)).length > 0) withAny++;
  }
  assert.ok(withAny <= 1, `${withAny} of 25 sets of runs without structure gave a workflow`);
});

test('the same calls in random order are no workflow, though values still lead from one to another', () => {
  const { runs } = plantedRuns(150, { names: ['vrell', 'zund', 'pim', 'okta'], shuffled: true });
  assert.deepEqual(
    mineWorkflows(readRuns(runs)).map(({ pattern }) => pattern),
    [],
  );
});

test('a pair that is frequent, even in the same order, is no workflow unless something speaks for it', () => {
  const random = seededRandom(5);
  const runs = (better: boolean): Trajectory[] =>
    Array.from({ length: 240 }, (_, i) => {
      const pair: MadeCall[] = [
        ['beat', { n: random.below(1e6) }],
        ['mark', { m: random.below(1e6) }],
      ];
      const inOrder = random.chance(0.5);
      const calls = [
        ...noise(random, 4),
        ...(inOrder ? pair : [...pair.slice(1), ...noise(random, 4), ...noise(random, 4), pair[0]!]),
        ...noise(random, 4),
      ];
      const success = random.chance(better && inOrder ? 0.9 : 0.5);
      return callsRun(`run-${i}`, calls, { task: `task-${i % 20}`, success });
    });
  assert.deepEqual(
    mineWorkflows(readRuns(runs(false))).map(({ pattern }) => pattern),
    [],
  );
  assert.deepEqual(
    mineWorkflows(readRuns(runs(true))).map(({ pattern }) => pattern),
    ['beat → mark'],
  );
});

test('the order of reading leaves no trace', () => {
  const { runs } = plantedRuns(80, { names: ['vrell', 'zund', 'pim', 'okta'] });
  const once = mineWorkflows(readRuns(runs));
  assert.deepEqual(mineWorkflows(readRuns(seededRandom(9).shuffle(runs))), once);
  assert.ok(once.length > 0);
});

test('what one kind of task shows alone is scoped to it, and its parts are told from common ones', () => {
  const random = seededRandom(6);
  const runs = Array.from({ length: 80 }, (_, i) => {
    const id = `B-${random.below(1e6)}`;
    const kind = i % 2 === 0 ? 'berths' : 'cargo';
    const calls: MadeCall[] = [['log_in', { n: random.below(1e6) }, `ticket ${id}`]];
    if (kind === 'berths') calls.push(['close_berth', { ticket: id }]);
    const run = callsRun(`run-${i}`, weave(random, [calls]), { task: `task-${i % 30}` });
    return { ...run, task: { ...run.task, tags: [kind] } };
  });
  const [found] = mineWorkflows(readRuns(runs));
  assert.deepEqual(found?.scope, { tools: ['close_berth', 'log_in'], tasks: ['berths'] });
  assert.deepEqual(found.parts, { common: ['tool:log_in'], own: { berths: ['tool:close_berth'] } });
});

/** Runs in which a workflow of four acts and one of three are woven into each other and into noise of the same calls. */
function plantedRuns(
  n: number,
  { names, shuffled = false }: { names: readonly string[]; shuffled?: boolean },
): { runs: Trajectory[]; planted: ReadonlySet<string> } {
  const planted = new Set<string>();
  const runs = Array.from({ length: n }, (_, i) => {
    const random = seededRandom(100 + i);
    const id = (): string => `${random.pick(['P', 'Q'])}-${random.below(1e6)}`;
    const [a, b, c, d, e] = [id(), id(), id(), id(), id()];
    const four: MadeCall[] = [
      [names[0]!, {}, `found ${a}`],
      [names[1]!, { of: a }, `leads to ${b}`],
      [names[2]!, { with: b }, `gives ${c}`],
      [names[3]!, { grul: c }],
    ];
    const three: MadeCall[] = [
      ['mor', {}, `mor ${d}`],
      ['ket', { mor_id: d }, `ket ${e}`],
      ['luv', { it: e }],
    ];
    const astray = names.map((name): MadeCall => [name, { of: id() }, `no ${id()}`]);
    const shown = [random.chance(0.6) ? four : [], random.chance(0.5) ? three : []];
    const woven = weave(random, shown, [...noise(random, 4), ...astray.filter(() => random.chance(0.15))]);
    const calls = shuffled ? random.shuffle(woven) : woven;
    for (const [k, call] of calls.entries())
      if (shown[0]!.includes(call)) planted.add(`run-${String(i).padStart(3, '0')} ${2 * k}`);
    return callsRun(`run-${String(i).padStart(3, '0')}`, calls, { task: `task-${i % 50}` });
  });
  return { runs, planted };
}

/** Threads of calls, each in its own order, with single calls thrown in between, at most three in a row. */
function weave(random: Random, threads: readonly (readonly MadeCall[])[], between = noise(random, 4)): MadeCall[] {
  const left = threads.map((thread) => [...thread]);
  const single = random.shuffle(between);
  const woven: MadeCall[] = [];
  while (left.some((thread) => thread.length > 0)) {
    if (single.length > 0 && random.chance(0.4)) woven.push(single.pop()!);
    woven.push(random.pick(left.filter((thread) => thread.length > 0)).shift()!);
  }
  return [...single.slice(0, 2), ...woven, ...single.slice(2)];
}

function noise(random: Random, n: number): MadeCall[] {
  return Array.from({ length: n }, () => [`look_${random.below(6)}`, { n: random.below(1e6) }, `${random.next()}`]);
}

function joined(first: Trajectory, said: readonly Omit<Step, 'index'>[], rest: Trajectory): Trajectory {
  const later = rest.steps.map((step) => ({
    ...step,
    parts: step.parts.map((part) => ('callId' in part ? { ...part, callId: `later-${part.callId}` } : part)),
  }));
  const steps = [...first.steps.slice(0, -1), ...said, ...later];
  return { ...first, steps: steps.map((step, index) => ({ ...step, index })) };
}

function stepsOf({ occurrences }: Candidate): Set<string> {
  return new Set(
    occurrences.flatMap(({ run, steps }) => steps.map((step) => `run-${String(run).padStart(3, '0')} ${step}`)),
  );
}
