import type { Random } from '../../src/core/random.ts';
import type { DomainPlan } from './choose-plan.ts';
import type { WordFiller } from './fill-words.ts';
import { GERMAN_STRATEGIES } from './german-words.ts';
import type { Mark, Move, OpenOccurrence, Thought, TruthBook } from './plan-moves.ts';
import type {
  Act,
  FactScript,
  PreferenceScript,
  RepairScript,
  StrategyScript,
  WarningScript,
  WorkflowScript,
} from './planted-domain.ts';
import type { PlantedSetting } from './planted-setting.ts';
import { ODD_ERRORS } from './planted-words.ts';

/** How often things happen in a run of a domain where they are planted, and what they do to the log-odds of success. */
export const RATES = {
  workflow: { tried: 0.6, triedOfTwo: 0.42, finished: 0.8, effect: 1.6 },
  repair: { needed: 0.4, knownBefore: 0.15, sameAgain: 0.2, givenUp: 0.15, works: 0.8 },
  fact: 0.5,
  secret: 0.4,
  strategy: { said: 0.4, twice: 0.25, effect: 2.2, followed: 0.85, nextAnyway: 0.12 },
  omission: { act: 0.75, omitted: 0.4, effect: -5 },
  harmful: { done: 0.3, effect: -5 },
  order: { wrong: 0.35, right: 0.35, one: 0.15, effect: -5 },
  repeat: { again: 0.4, once: 0.3 },
  preference: { corrected: 0.45, followed: 0.85, knownBefore: 0.15 },
} as const;

/** What the planted scripts of a domain come to in one run: threads of moves, thoughts without a place, and the log-odds they add. */
export interface RunScript {
  readonly threads: Move[][];
  readonly thoughts: Thought[];
  readonly effect: number;
}

/** What scripting needs of a run. */
interface ScriptContext {
  readonly run: number;
  /** Position of the run in time, 0–1. */
  readonly time: number;
  readonly words: WordFiller;
  readonly random: Random;
  readonly truth: TruthBook;
  readonly setting: PlantedSetting;
}

/** The share of time after which facts that change have changed. */
const CHANGE_TIME = 0.35;
const NO_MARKS: readonly Mark[] = [];

/** Scripts what is planted in a domain, for one run. */
export function scriptRun(plan: DomainPlan, context: ScriptContext): RunScript {
  const threads: Move[][] = [];
  const thoughts: Thought[] = [];
  let effect = 0;
  const add = (thread: Move[], logOdds = 0): void => {
    if (thread.length > 0) threads.push(thread);
    effect += logOdds;
  };
  for (const script of triedWorkflows(plan.workflows, context.random)) add(...workflowThread(script, context));
  for (const script of plan.repairs) add(repairThread(script, context));
  for (const script of plan.facts) add(factThread(script, context));
  for (const script of plan.strategies) {
    if (script.next !== undefined) add(strategyThread(script, context, thoughts));
    else if (context.random.chance(RATES.strategy.said)) {
      effect += RATES.strategy.effect;
      const times = context.random.chance(RATES.strategy.twice) ? 2 : 1;
      for (let i = 0; i < times; i++) thoughts.push(thoughtOf(script, context));
    }
  }
  for (const script of plan.warnings) add(...warningThread(script, context));
  for (const script of plan.preferences) add(preferenceThread(script, context));
  const { secret } = plan.domain;
  if (secret !== undefined && context.setting.planted && context.random.chance(RATES.secret))
    add([moveOf({ ...secret }, context, NO_MARKS)]);
  return { threads, thoughts, effect };
}

/** Of workflows that begin alike a run needs one at most. */
function triedWorkflows(workflows: readonly WorkflowScript[], random: Random): WorkflowScript[] {
  const rivals = (a: WorkflowScript): WorkflowScript[] => workflows.filter(({ acts }) => acts[0] === a.acts[0]);
  const { tried, triedOfTwo } = RATES.workflow;
  const draws = new Map(workflows.map(({ acts }) => [acts[0], random.next()]));
  return workflows.filter((script) => {
    const alike = rivals(script);
    const rate = alike.length > 1 ? triedOfTwo : tried;
    const place = draws.get(script.acts[0])! / rate;
    return Math.floor(place) === alike.indexOf(script);
  });
}

function workflowThread({ name, acts }: WorkflowScript, context: ScriptContext): [Move[], number] {
  const { random, truth, run } = context;
  const { finished, effect } = RATES.workflow;
  if (random.chance(finished)) return [movesOf(acts, context, asSteps(truth.open('workflow', name, run))), effect];
  const begun = acts.slice(0, 1 + random.below(acts.length - 1));
  const unfinished = asSteps(truth.open('warning', `unfinished ${name}`, run, { entailed: true }));
  const moves = movesOf(begun, context, unfinished);
  const last = moves.at(-1)!;
  if (last.do === 'say')
    moves.push({
      do: 'hear',
      text: random.pick(['No, leave it.', 'Not now, thanks.', 'No.']),
      marks: NO_MARKS,
      tight: true,
    });
  if (last.do === 'hear') moves.pop();
  return [moves, 0];
}

function repairThread({ name, failing, told, errors, fixing }: RepairScript, context: ScriptContext): Move[] {
  const { random, truth, run, words } = context;
  const { needed, knownBefore, sameAgain, givenUp, works } = RATES.repair;
  const prepares = (): Mark[] =>
    fixing.length > 1 ? asSteps(truth.open('workflow', `prepared ${name}`, run, { entailed: true })) : [];
  if (!random.chance(needed)) return random.chance(knownBefore) ? movesOf(fixing, context, prepares()) : [];
  const occurrence = truth.open('repair', name, run);
  const fails = (act: Act, marks: readonly Mark[], error: string): Move => {
    const move = moveOf(act, context, marks);
    return move.do === 'call' ? { ...move, ...failure(words.text(error), told) } : move;
  };
  const worked = !random.chance(givenUp) && random.chance(works);
  const marks = worked ? asSteps(occurrence) : asAlso(occurrence);
  const thread = [fails(failing, marks, random.pick(errors))];
  if (random.chance(sameAgain)) {
    const again = asSteps(truth.open('warning', 'retry as it was', run, { entailed: true }));
    thread.push(fails(failing, [...asAlso(occurrence), ...again], random.pick(errors)));
  }
  if (!worked && random.chance(givenUp)) return thread;
  const mending = movesOf(fixing, context, worked ? [...marks, ...prepares()] : marks);
  if (!worked) mending[mending.length - 1] = fails(fixing.at(-1)!, marks, random.pick(ODD_ERRORS));
  return [...thread, ...mending];
}

/** How a failure is told. */
export function failure(error: string, told: RepairScript['told']): { answer: string; flagged?: boolean } {
  if (told === 'flag') return { answer: error, flagged: true };
  if (told === 'exit') return { answer: `${error}\nExit code: 1` };
  return { answer: told === 'json' ? JSON.stringify({ error }) : `Error: ${error}` };
}

function factThread({ name, tool, args, answers }: FactScript, context: ScriptContext): Move[] {
  const { random, truth, run, time, words } = context;
  if (!random.chance(RATES.fact)) return [];
  const answer = answers[time < CHANGE_TIME ? 0 : answers.length - 1]!;
  const move = moveOf({ tool, args, answer: {} }, context, asSteps(truth.open('fact', name, run)));
  return [move.do === 'call' ? { ...move, answer: words.answer(answer) } : move];
}

function thoughtOf(
  { name, where, says }: StrategyScript,
  { random, truth, run, words, setting }: ScriptContext,
): Thought {
  const said = (setting.language === 'de' && GERMAN_STRATEGIES[name]) || says;
  const text = words.text(random.pick(said.slice(0, setting.paraphrase)));
  return { where, text, marks: asSteps(truth.open('strategy', name, run)) };
}

function strategyThread(script: StrategyScript, context: ScriptContext, thoughts: Thought[]): Move[] {
  const { random } = context;
  const { said, followed, nextAnyway } = RATES.strategy;
  if (!random.chance(said)) return random.chance(nextAnyway) ? [moveOf(script.next!, context, NO_MARKS)] : [];
  const thought = thoughtOf(script, context);
  if (!random.chance(followed)) {
    // Said, and something else done.
    thoughts.push(thought);
    return [];
  }
  const move = moveOf(script.next!, context, NO_MARKS);
  if (move.do === 'call') move.thoughts.push(thought);
  return [move];
}

function warningThread({ name, how, act, first }: WarningScript, context: ScriptContext): [Move[], number] {
  const { random, truth, run } = context;
  const warned = (): OpenOccurrence => truth.open('warning', name, run);
  const rightly = (): Mark[] => asSteps(truth.open('workflow', `rightly ${name}`, run, { entailed: true }));
  if (how === 'harmful') {
    if (!random.chance(RATES.harmful.done)) return [[], 0];
    return [[moveOf(act, context, asSteps(warned()))], RATES.harmful.effect];
  }
  if (how === 'omission') {
    if (!random.chance(RATES.omission.act)) return [[], 0];
    if (random.chance(RATES.omission.omitted))
      return [[moveOf(act, context, asSteps(warned()))], RATES.omission.effect];
    return [movesOf([first!, act], context, rightly()), 0];
  }
  if (how === 'order') {
    const { wrong, right, one, effect } = RATES.order;
    const draw = random.next();
    if (draw < wrong) {
      const occurrence = warned();
      return [[moveOf(first!, context, asSteps(occurrence)), moveOf(act, context, asAlso(occurrence))], effect];
    }
    if (draw < wrong + right) return [movesOf([act, first!], context, rightly()), 0];
    return draw < wrong + right + one ? [[moveOf(random.pick([act, first!]), context, NO_MARKS)], 0] : [[], 0];
  }
  const { again, once } = RATES.repeat;
  if (!random.chance(again)) return [random.chance(once) ? [moveOf(act, context, NO_MARKS)] : [], 0];
  const occurrence = warned();
  const repeats = Array.from({ length: 1 + random.below(3) }, () => moveOf(act, context, asSteps(occurrence)));
  return [[moveOf(act, context, asAlso(occurrence)), ...repeats], 0];
}

function preferenceThread({ name, wrong, corrections, right }: PreferenceScript, context: ScriptContext): Move[] {
  const { random, truth, run, words, setting } = context;
  const { corrected, followed, knownBefore } = RATES.preference;
  if (!random.chance(corrected))
    return 'tool' in right && random.chance(knownBefore) ? [moveOf(right, context, NO_MARKS)] : [];
  const occurrence = truth.open('preference', name, run);
  const text = words.text(random.pick(corrections.slice(0, setting.paraphrase)));
  return [
    moveOf(wrong, context, asAlso(occurrence)),
    { do: 'hear', text, marks: asSteps(occurrence), tight: true },
    ...(random.chance(followed) ? movesOf([right], context, asAlso(occurrence)) : []),
  ];
}

function movesOf(acts: readonly Act[], context: ScriptContext, marks: readonly Mark[]): Move[] {
  return acts.map((act) => moveOf(act, context, marks));
}

/** A call or words of a script as a move; of alternatives one. */
function moveOf(act: Act, context: ScriptContext, marks: readonly Mark[]): Move {
  const { words, random } = context;
  if ('say' in act) return { do: 'say', text: words.text(random.pick(act.say)), marks };
  if ('hear' in act) return { do: 'hear', text: random.pick(act.hear), marks, tight: true };
  if (act.or !== undefined && random.chance(0.5)) return moveOf(act.or, context, marks);
  return {
    do: 'call',
    tool: act.tool,
    args: words.args(act.args),
    answer: words.answer(act.answer),
    thoughts: [],
    marks,
  };
}

function asSteps(occurrence: OpenOccurrence): Mark[] {
  return [{ occurrence, as: 'steps' }];
}

function asAlso(occurrence: OpenOccurrence): Mark[] {
  return [{ occurrence, as: 'also' }];
}
