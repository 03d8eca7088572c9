import type { Random } from '../../src/core/random.ts';
import type { DomainPlan } from './choose-plan.ts';
import type { WordFiller } from './fill-words.ts';
import { GERMAN_FILLERS } from './german-words.ts';
import type { Move } from './plan-moves.ts';
import type { Act, Domain, IdleTool } from './planted-domain.ts';
import { ASIDES, FILLERS, ODD_ERRORS, ODD_WORDS, SINGLE_CORRECTIONS } from './planted-words.ts';
import type { PlantedSetting } from './planted-setting.ts';
import { SECOND_FILLERS } from './second-words.ts';
import { failure } from './script-run.ts';

const ODD_ERROR_RATE = 0.06;
/** Share of idle calls that use a tool of something planted, with arguments that come from nowhere. */
const OUT_OF_PLACE = { planted: 0.12, nothing: 0.5 };
/** Per run, at `distractors` 1. */
const DISTRACTOR_RATES = [0.8, 0.7, 0.6] as const;
const CONFOUNDED = { hard: 0.8, easy: 0.1 };
const FILLER_RATES = { text: 0.5, reasoning: 0.6, odd: 0.3 };

interface IdleContext {
  readonly words: WordFiller;
  readonly random: Random;
}

/** Calls that could be made any time, the first tools of a domain more often than the last. */
export function idleCalls(plan: DomainPlan, count: number, { words, random }: IdleContext): Move[] {
  const { idle } = plan.domain;
  const strange = strangeActs(plan);
  const isNull = !hasPlanted(plan);
  const weights = idle.map((_, i) => 1 / (i + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: count }, () => {
    if (strange.length > 0 && random.chance(isNull ? OUT_OF_PLACE.nothing : OUT_OF_PLACE.planted))
      return idleMove(random.pick(strange), { words, random });
    let draw = random.next() * total;
    const chosen = idle.findIndex((_, i) => (draw -= weights[i]!) < 0);
    return idleMove(idle[Math.max(0, chosen)]!, { words, random });
  });
}

function hasPlanted({ workflows, repairs, facts, strategies, warnings, preferences }: DomainPlan): boolean {
  return [workflows, repairs, facts, strategies, warnings, preferences].some(({ length }) => length > 0);
}

/** Tools of scripts that may turn up anywhere: where something is planted, not those whose mere use means something. */
function strangeActs(plan: DomainPlan): IdleTool[] {
  const { domain } = plan;
  const harmless: Act[] = [
    ...domain.workflows.flatMap(({ acts }) => acts),
    ...domain.repairs.flatMap(({ fixing }) => fixing),
    ...domain.strategies.flatMap(({ next }) => next ?? []),
  ];
  const meaningful: Act[] = [
    ...domain.warnings.flatMap(({ act, first }) => [act, ...(first === undefined ? [] : [first])]),
    ...domain.preferences.flatMap(({ wrong, right }) => [wrong, right]),
  ];
  return [...harmless, ...(hasPlanted(plan) ? [] : meaningful)].flatMap((act) =>
    'tool' in act ? [[act.tool, act.args, act.answer] as const] : [],
  );
}

function idleMove([tool, args, answer]: IdleTool, { words, random }: IdleContext): Move {
  const told = random.chance(ODD_ERROR_RATE)
    ? failure(words.text(random.pick(ODD_ERRORS)), random.pick(['flag', 'json', 'text']))
    : { answer: words.answer(answer, { random: true }) };
  return { do: 'call', tool, args: words.args(args, { random: true }), ...told, thoughts: [], marks: [] };
}

/** Frequent and pointless calls, each a thread of its own; the last is more frequent where the task is hard. */
export function distractorThreads(
  { distractors }: Domain,
  { words, random, strength, hard }: IdleContext & { strength: number; hard: boolean },
): Move[][] {
  const threads: Move[][] = [];
  const add = (tool: IdleTool): void => {
    threads.push([idleMove(tool, { words, random })]);
  };
  for (const [i, rate] of DISTRACTOR_RATES.entries()) {
    if (!random.chance(Math.min(0.95, rate * strength))) continue;
    add(distractors[i]!);
    // An acknowledgement twice would be a repeat.
    if (i === 0) for (let more = random.below(1 + Math.round(2 * strength)); more > 0; more--) add(distractors[0]!);
  }
  if (strength > 0 && random.chance(hard ? CONFOUNDED.hard : CONFOUNDED.easy)) add(distractors[3]!);
  return threads;
}

/** Adds sentences that mean nothing to the calls of a run. */
export function addFillers(
  moves: readonly Move[],
  { reasons }: Domain,
  { words, random, setting }: IdleContext & { setting: PlantedSetting },
): void {
  const fillers = setting.language === 'de' ? GERMAN_FILLERS : setting.world === 'first' ? FILLERS : SECOND_FILLERS;
  const odd = (): string => {
    const { who, does, what, how } = ODD_WORDS;
    const text = `${random.pick(who)} ${random.pick(does)} ${random.pick(what)}, ${random.pick(how)}.`;
    return text[0]!.toUpperCase() + text.slice(1);
  };
  for (const move of moves) {
    if (move.do !== 'call') continue;
    for (const where of reasons ? (['text', 'reasoning'] as const) : (['text'] as const)) {
      if (random.chance(FILLER_RATES[where]))
        move.thoughts.push({ where, text: words.text(random.pick(random.pick(fillers))), marks: [] });
      if (setting.language === 'en' && random.chance(FILLER_RATES.odd))
        move.thoughts.push({ where, text: odd(), marks: [] });
    }
    move.thoughts.splice(0, move.thoughts.length, ...random.shuffle(move.thoughts));
  }
}

/** What users say between, each a thread of its own. */
export function userThreads({ reasons }: Domain, { words, random }: IdleContext): Move[][] {
  const threads: Move[][] = [];
  const add = (said: readonly string[], rate: number): void => {
    if (random.chance(rate)) threads.push([{ do: 'hear', text: words.text(random.pick(said)), marks: [] }]);
  };
  add(ASIDES, reasons ? 0.1 : 0.4);
  add(SINGLE_CORRECTIONS, reasons ? 0.08 : 0.2);
  return threads;
}
