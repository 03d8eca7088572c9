import { seededRandom, type Random } from '../../src/core/random.ts';
import { choosePlan, type DomainPlan } from './choose-plan.ts';
import { taskValues, wordFiller, type TaskValues } from './fill-words.ts';
import { addFillers, distractorThreads, idleCalls, userThreads } from './idle-moves.ts';
import { truthBook, type Move, type TruthBook } from './plan-moves.ts';
import type { PlantedCorpus, PlantedRun } from './planted-corpus.ts';
import { plantedNames, type PlantedNames } from './planted-names.ts';
import { DEFAULT_SETTING, type PlantedSetting } from './planted-setting.ts';
import { CLOSINGS, REPORTS } from './planted-words.ts';
import { scriptRun } from './script-run.ts';
import { weaveThreads } from './weave-threads.ts';
import { writeRun } from './write-run.ts';

const TRIALS = 5;
const FIRST_DAY = Date.UTC(2026, 0, 5);
const DAYS = 180;
const DAY_MS = 86_400_000;
/** How much harder than the middle tasks are, in log-odds. */
const DIFFICULTIES = [-0.9, 0, 0.9] as const;
/** Runs do something of their own even where nothing is planted. */
const FEWEST_CALLS = 4;

interface Task {
  readonly id: string;
  readonly request: string;
  readonly values: TaskValues;
  readonly difficulty: number;
}

interface OpenRun {
  readonly record: PlantedRun;
  readonly logOdds: number;
}

/**
 * Logs of agents in several invented worlds, with behaviors planted in them, and where each was shown. The same setting
 * gives the same corpus on every machine. Within a task, success depends on what was planted and on nothing else.
 */
export function generatePlanted(given: Partial<PlantedSetting> = {}): PlantedCorpus {
  const setting = { ...DEFAULT_SETTING, ...given };
  const random = seededRandom(setting.seed * 7919);
  const plans = choosePlan(random, setting);
  const names = plantedNames(setting.vocabulary, setting.seed);
  const truth = truthBook();
  const perDomain = Math.ceil(setting.runs / plans.length);
  const tasks = plans.map((plan) => tasksOf(plan, Math.max(3, Math.ceil(perDomain / TRIALS)), random));
  const order = random.shuffle(Array.from({ length: setting.runs }, (_, i) => i));
  const runs = order.map((place, run) => {
    const d = place % plans.length;
    const own = tasks[d]!;
    const count = Math.floor(place / plans.length);
    return openRun(plans[d]!, own[count % own.length]!, {
      run,
      trial: Math.floor(count / own.length),
      setting,
      names,
      truth,
      random: seededRandom(setting.seed * 1_000_003 + run),
    });
  });
  // Every world has the wanted share of successes, so that what is planted can be seen in each.
  const shifts = plans.map((_, d) =>
    shiftFor(
      runs.filter((_run, i) => order[i]! % plans.length === d).map(({ logOdds }) => logOdds),
      setting.successRate,
    ),
  );
  return {
    setting,
    runs: runs.map(({ record, logOdds }, i) => {
      const success = random.chance(sigmoid(logOdds + shifts[order[i]! % plans.length]!));
      return random.chance(setting.judged) ? { ...record, success } : record;
    }),
    behaviors: truth.behaviors(),
    secrets: plans.flatMap(({ domain }) => domain.secret?.secret ?? []),
  };
}

function tasksOf({ domain }: DomainPlan, count: number, random: Random): Task[] {
  return Array.from({ length: count }, (_, i) => {
    const values = taskValues(domain, random);
    const group = i % domain.requests.length;
    const words = wordFiller(domain, values, plantedNames('plain', 0), {
      random,
      renaming: 0,
      answers: 'json',
      language: 'en',
    });
    return {
      id: `${domain.name}-${'abcd'[group]}-${i}`,
      request: words.text(domain.requests[group]!),
      values,
      difficulty: random.pick(DIFFICULTIES),
    };
  });
}

function openRun(
  plan: DomainPlan,
  task: Task,
  {
    run,
    trial,
    setting,
    names,
    truth,
    random,
  }: { run: number; trial: number; setting: PlantedSetting; names: PlantedNames; truth: TruthBook; random: Random },
): OpenRun {
  const { domain } = plan;
  const time = random.next();
  const words = wordFiller(domain, task.values, names, {
    random,
    renaming: setting.renamedVariables,
    answers: setting.answers,
    language: setting.language,
  });
  const script = scriptRun(plan, { run, time, words, random, truth, setting });
  const planted = script.threads.flat().filter((move) => move.do === 'call').length;
  const noise = setting.noise / (1 - setting.noise);
  const idle = Math.max(Math.round(planted * noise * (0.5 + random.next())), FEWEST_CALLS - planted);
  const hard = task.difficulty < 0;
  const threads = [
    ...script.threads,
    ...distractorThreads(domain, { words, random, strength: setting.distractors, hard }),
    ...userThreads(domain, { words, random }),
  ];
  const moves: Move[] = weaveThreads(threads, idleCalls(plan, idle, { words, random }), { ...setting, random });
  const calls = moves.filter((move) => move.do === 'call');
  for (const thought of script.thoughts) random.pick(calls).thoughts.push(thought);
  addFillers(moves, domain, { words, random, setting });
  return {
    record: {
      run_id: `${setting.seed}-${run}`,
      ...(setting.tasks === 'named' && { task_id: task.id, trial: String(trial) }),
      metadata: {
        project: domain.project,
        agent: domain.agent,
        started_at: new Date(FIRST_DAY + Math.floor(time * DAYS * DAY_MS)).toISOString(),
      },
      messages: writeRun(moves, {
        system: domain.system,
        request: task.request,
        report: () => words.text(random.pick(REPORTS)),
        closing: words.text(random.pick(CLOSINGS)),
        names,
        random,
      }),
    },
    logOdds: task.difficulty + script.effect,
  };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** What to add to all log-odds so that on average the wanted share succeeds. */
function shiftFor(logOdds: readonly number[], successRate: number): number {
  let low = -20;
  let high = 20;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    const mean = logOdds.reduce((sum, x) => sum + sigmoid(x + middle), 0) / logOdds.length;
    if (mean < successRate) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
