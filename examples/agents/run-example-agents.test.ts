import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { runSymbols } from '../../src/behavior/call/run-symbols.ts';
import { truthAlong } from '../../src/guard/evaluate-formula.ts';
import { parseFormula } from '../../src/guard/parse-formula.ts';
import { planImport } from '../../src/trajectory/plan-import.ts';
import { runImportJob } from '../../src/trajectory/run-import-job.ts';
import { outcomeOf, partText, type ImportItem, type Step, type Trajectory } from '../../src/trajectory/trajectory.ts';
import { CODING_RATES, codingAgent } from './coding/coding-agent.ts';
import { COUNTDOWN_RATES, countdownAgent } from './countdown/countdown-agent.ts';
import { TRIALS, type ExampleAgent, type ExampleRun } from './example-agent.ts';
import { PLANTED } from './planted.ts';
import { runExampleAgents, type ExampleRuns, type WrittenRun } from './run-example-agents.ts';
import { SHOP_SLIP_RATES, shopAgent } from './shop/shop-agent.ts';
import { shopTask } from './shop/shop-task.ts';
import { shopWorld } from './shop/shop-world.ts';

const AGENTS: readonly ExampleAgent[] = [countdownAgent, shopAgent, codingAgent];
const START_MS = Date.UTC(2026, 0, 5, 9);
const REAL_LOG = path.resolve('../shared/data/claude-code-spotter/test/fixtures/transcripts/tool_heavy.jsonl');

let directory = '';
let written: ExampleRuns;
const trajectories = new Map<string, Trajectory>();
const items: ImportItem[] = [];

before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'example-agents-'));
  written = await runExampleAgents({ directory });
  const plan = await planImport([directory]);
  for (const issue of plan.issues) items.push({ issue });
  for (const job of plan.jobs) {
    for await (const batch of runImportJob(job)) items.push(...batch.items);
  }
  for (const item of items) if ('trajectory' in item) trajectories.set(item.trajectory.id, item.trajectory);
});

after(() => rm(directory, { recursive: true, force: true }));

function runsOf(agent: ExampleAgent, count: number, seed = 11): ExampleRun[] {
  return Array.from({ length: count }, (_, index) => agent.run({ seed, index, startMs: START_MS }));
}

function successRate(runs: readonly { readonly success: boolean }[]): number {
  return runs.filter(({ success }) => success).length / runs.length;
}

function holds({ parts }: Step, quote: string): boolean {
  return parts.some((part) => partText(part).includes(quote));
}

function places(run: WrittenRun): string[] {
  const { steps } = trajectories.get(run.trajectoryId)!;
  return [...run.truth.events, ...run.truth.nearMisses].flatMap(({ code, step, quote }) => {
    const place = steps[step];
    const fits = place !== undefined && (quote === undefined || holds(place, quote));
    return fits ? [] : [`${run.trajectoryId} step ${step} ${code}: ${quote}`];
  });
}

test('every run and sub-agent is imported under the id that is known beforehand, without an issue', () => {
  const expected = written.runs.flatMap(({ trajectoryId, subAgentIds }) => [trajectoryId, ...subAgentIds]);
  assert.equal(written.runs.length, 360);
  assert.deepEqual([...trajectories.keys()].sort(), expected.sort());
  assert.deepEqual(
    items.filter((item) => 'issue' in item),
    [],
  );
});

test('what was planted stands where the truth says, word for word, after redaction too', () => {
  assert.deepEqual(written.runs.flatMap(places), []);
});

test('codes without a quote name a step of the actor who shows them', () => {
  const wrong = written.runs.flatMap(({ trajectoryId, truth }) =>
    truth.events
      .filter(({ code, quote }) => quote === undefined && !code.startsWith('moves/'))
      .filter(({ step }) => trajectories.get(trajectoryId)!.steps[step]!.actor !== 'agent')
      .map(({ code, step }) => `${trajectoryId} ${step} ${code}`),
  );
  assert.deepEqual(wrong, []);
});

test('the outcome that the Countdown log states is the verdict of the checker', () => {
  const runs = written.runs.filter(({ agent }) => agent === 'countdown');
  const read = runs.map(({ trajectoryId }) => outcomeOf(trajectories.get(trajectoryId)!.outcomes).success);
  assert.deepEqual(
    read,
    runs.map(({ success }) => success),
  );
});

test('sub-agents know their session, and the session the call that started them', () => {
  const withHelp = written.runs.filter(({ subAgentIds }) => subAgentIds.length > 0);
  assert.ok(withHelp.length >= 5);
  const links = items.flatMap((item) => ('link' in item ? [item.link] : []));
  for (const { trajectoryId, subAgentIds } of withHelp) {
    for (const childId of subAgentIds) {
      assert.equal(trajectories.get(childId)!.parentId, trajectoryId);
      const link = links.find((other) => other.childId === childId);
      const calls = trajectories
        .get(trajectoryId)!
        .steps.flatMap(({ parts }) => parts.filter(({ kind }) => kind === 'tool-call'));
      assert.ok(
        calls.some((call) => call.kind === 'tool-call' && call.callId === link?.callId && call.name === 'Task'),
      );
    }
  }
});

test('the same options give the same bytes, another seed gives others', async () => {
  const again = path.join(directory, '..', `${path.basename(directory)}-again`);
  const runs = { countdown: 12, shop: 12, coding: 8 };
  try {
    const texts = async (seed: number): Promise<string[]> => {
      await rm(again, { recursive: true, force: true });
      const { files } = await runExampleAgents({ directory: again, seed, runs });
      return Promise.all(files.map(async (file) => `${path.relative(again, file)}\n${await readFile(file, 'utf8')}`));
    };
    const first = await texts(4);
    assert.deepEqual(await texts(4), first);
    const other = await texts(5);
    assert.ok(first.every((text) => !other.includes(text)));
  } finally {
    await rm(again, { recursive: true, force: true });
  }
});

test('no two runs say the same, and habits are said in varied words', () => {
  const words = [...trajectories.values()].map(({ steps }) =>
    steps.flatMap(({ parts }) => parts.map(partText)).join('\n'),
  );
  assert.equal(new Set(words).size, words.length);
  const quotes = written.runs.flatMap(({ truth }) =>
    truth.events.filter(({ code }) => code.startsWith('four-habits/')).map(({ quote }) => quote),
  );
  assert.ok(quotes.length > 300);
  assert.ok(new Set(quotes).size / quotes.length >= 0.6);
  // Numbers are not words: without them, too, sentences differ.
  const patterns = new Set(quotes.map((quote) => quote!.replace(/\d+/gu, '#').replace(/[×*+/-]/gu, 'o')));
  assert.ok(patterns.size > 150, `${patterns.size} patterns`);
});

test('everything in the catalogue is shown by several runs, and nothing else is', () => {
  for (const [kind, planted] of [
    ['workflows', PLANTED.workflows],
    ['repairs', PLANTED.repairs],
    ['facts', PLANTED.facts],
    ['preferences', PLANTED.preferences],
  ] as const) {
    const shown = written.runs.flatMap(({ truth }) => truth[kind]);
    const names: readonly string[] = planted.map(({ name }) => name);
    assert.deepEqual(
      [...new Set(shown)].filter((name) => !names.includes(name)),
      [],
    );
    const rare = names.filter((name) => shown.filter((other) => other === name).length < 3);
    assert.deepEqual(rare, [], kind);
  }
});

test('a run that is said to show a workflow makes its calls in that order', () => {
  const wrong = written.runs.flatMap(({ trajectoryId, truth }) => {
    const { steps } = trajectories.get(trajectoryId)!;
    const made = runSymbols(steps).map(({ symbol }) => symbol);
    return truth.workflows.filter((name) => {
      const { symbols } = PLANTED.workflows.find((workflow) => workflow.name === name)!;
      const calls = symbols.filter((symbol) => symbol.startsWith('tool:'));
      let found = 0;
      for (const symbol of made) if (found < calls.length && calls[found]!.split(' | ').includes(symbol)) found++;
      return found < calls.length;
    });
  });
  assert.deepEqual(wrong, []);
});

test('the rules are broken exactly where the truth says, and nowhere else', () => {
  const shop = written.runs.filter(({ agent }) => agent === 'shop');
  for (const { name, formula } of PLANTED.rules) {
    const parsed = parseFormula(formula);
    const body = parsed.kind === 'always' ? parsed.of : parsed;
    for (const { trajectoryId, truth } of shop) {
      const trace = trajectories.get(trajectoryId)!.steps.map(({ index, parts }) => {
        const tools = parts.flatMap((part) => (part.kind === 'tool-call' ? [`tool:${part.name}`] : []));
        const confirms = truth.events.some(({ code, step }) => code === 'moves/confirm' && step === index);
        return new Set([...tools, ...(confirms ? ['user:confirm'] : [])]);
      });
      const broken = truth.events.filter(({ code }) => code === `rules/${name}`).map(({ step }) => step);
      const holdsAt = truthAlong(body, trace);
      if (parsed.kind === 'always') {
        // A call that timed out is made, and counted, once more; the truth names the first try.
        const first = holdsAt.indexOf(false);
        assert.deepEqual(first < 0 ? [] : [first], broken, `${trajectoryId}: ${name}`);
      } else assert.equal(holdsAt[0], broken.length === 0, `${trajectoryId}: ${name}`);
    }
  }
});

test('facts are answered in the runs as the catalogue says', () => {
  for (const { trajectoryId, truth } of written.runs) {
    for (const name of truth.facts) {
      const { shownBy } = PLANTED.facts.find((fact) => fact.name === name)!;
      const { steps } = trajectories.get(trajectoryId)!;
      const text = steps.flatMap(({ parts }) => parts.map(partText)).join('\n');
      // A time-out may have kept the answer from coming.
      assert.ok(text.includes(shownBy) || text.includes('timed out'), `${trajectoryId}: ${name}`);
    }
  }
});

test('slips happen about as often as they are set', () => {
  const seed = 11;
  const world = shopWorld(seed);
  const share = (runs: readonly ExampleRun[], slip: string): number =>
    runs.filter(({ truth }) => truth.slips.includes(slip)).length / runs.length;
  const near = (measured: number, set: number, n: number): void =>
    assert.ok(Math.abs(measured - set) < 3 * Math.sqrt((set * (1 - set)) / n), `${measured} against ${set}`);
  const coding = runsOf(codingAgent, 240, seed);
  near(share(coding, 'skips-tests'), CODING_RATES.skipsTests, coding.length);
  const asked = runsOf(shopAgent, 600, seed).filter((_, index) => {
    const { kind, namedOrder } = shopTask(seed, Math.floor(index / TRIALS), world);
    return kind !== 'policy' && namedOrder !== undefined;
  });
  near(share(asked, 'acts-before-authenticating'), SHOP_SLIP_RATES.actsBeforeAuthenticating, asked.length);
  const open = runsOf(countdownAgent, 600, seed);
  // Who checks answers less often, because checks find mistakes: a little more than the rate is left.
  const unchecked = share(open, 'answers-unchecked');
  assert.ok(Math.abs(unchecked - (1 - COUNTDOWN_RATES.verifies)) < 0.08, `${unchecked} unchecked`);
});

test('slips cost what the catalogue says', () => {
  for (const agent of AGENTS) {
    const runs = runsOf(agent, agent.name === 'coding' ? 240 : 1200);
    const harmless = new Set(['reads-again', 'tries-a-forbidden-change']);
    const clean = runs.filter(({ truth }) => truth.slips.every((slip) => harmless.has(slip)));
    for (const { slip, successWith, successWithout } of PLANTED.warnings.filter(
      (warning) => warning.agent === agent.name,
    )) {
      const only = runs.filter(({ truth: { slips, events } }) => {
        if (slips.filter((other) => !harmless.has(other)).join() !== slip) return false;
        // What only looks is not harmed by not knowing who asks.
        return slip !== 'acts-before-authenticating' || events.some(({ code }) => code === 'rules/authenticate-first');
      });
      assert.ok(only.length >= 8, `${slip}: ${only.length} runs`);
      // Three standard errors of a proportion.
      const tolerance = 3 * Math.sqrt(Math.max(successWith * (1 - successWith), 0.02) / only.length);
      assert.ok(
        Math.abs(successRate(only) - successWith) < tolerance,
        `${slip}: ${successRate(only)} of ${only.length}`,
      );
      assert.ok(
        Math.abs(successRate(clean) - successWithout) < 0.06,
        `without ${slip}: ${successRate(clean)} of ${clean.length}`,
      );
    }
  }
});

test('runs are spread over four weeks of working hours', () => {
  const times = [...trajectories.values()]
    .flatMap(({ startedAt, parentId }) => (startedAt === undefined || parentId !== undefined ? [] : [startedAt]))
    .sort();
  assert.ok(times[0]!.startsWith('2026-01-05') && times.at(-1)! > '2026-01-29');
  assert.ok(times.every((time) => Number(time.slice(11, 13)) >= 8 && Number(time.slice(11, 13)) < 19));
});

test(
  'the session logs have the fields that real ones have',
  { skip: !existsSync(REAL_LOG) && process.env['CI'] === undefined && 'the real log is not here' },
  async () => {
    const kinds = (text: string): Map<string, Set<string>> => {
      const found = new Map<string, Set<string>>();
      for (const line of text.trimEnd().split('\n')) {
        const record = JSON.parse(line) as Record<string, unknown> & { type: string; message?: { content: unknown } };
        const content = record.message?.content;
        const [block] = Array.isArray(content) ? (content as { type: string }[]) : [];
        const kind = [record.type, block?.type].filter((name) => name !== undefined).join(':');
        found.set(kind, (found.get(kind) ?? new Set()).union(new Set(Object.keys(record))));
        if (block !== undefined)
          found.set(`${kind} block`, (found.get(`${kind} block`) ?? new Set()).union(new Set(Object.keys(block))));
      }
      return found;
    };
    const real = kinds(await readFile(REAL_LOG, 'utf8'));
    const ours = kinds(await readFile(written.runs.find(({ agent }) => agent === 'coding')!.file, 'utf8'));
    for (const kind of [
      'user',
      'assistant:text',
      'assistant:tool_use',
      'user:tool_result',
      'user:tool_result block',
      'assistant:tool_use block',
    ]) {
      const unknown = ours.get(kind)?.difference(real.get(kind) ?? new Set());
      assert.deepEqual([...(unknown ?? ['nothing written'])], [], kind);
    }
  },
);
