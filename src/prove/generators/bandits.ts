import type { JsonObject } from '../../core/json.ts';
import type { Random } from '../../core/random.ts';
import type { TaskWorld } from '../task/task-spec.ts';
import { taskGenerator, type GeneratedTask, type TaskMaking } from './task-generator.ts';

const LETTERS = ['A', 'B', 'C', 'D', 'E'] as const;
const PULLS = 20;
// Of the last pulls so many must be of the best: found out, and made use of.
const [LAST, BEST_OF_LAST] = [7, 5];

/** Things of which one has to be chosen: what they are, what choosing is, what comes of it. */
const SETTINGS = [
  { thing: 'machine', things: 'machines', verb: 'pull', paid: 'paid', nothing: 'nothing' },
  { thing: 'route', things: 'routes', verb: 'take', paid: 'in time', nothing: 'late' },
  { thing: 'supplier', things: 'suppliers', verb: 'order from', paid: 'delivered', nothing: 'failed' },
  { thing: 'headline', things: 'headlines', verb: 'show', paid: 'clicked', nothing: 'ignored' },
  { thing: 'pond', things: 'ponds', verb: 'fish in', paid: 'a fish', nothing: 'no fish' },
] as const;

type Setting = (typeof SETTINGS)[number];
type History = readonly { readonly arm: number; readonly paid: boolean }[];

const MODES = ['play-raw', 'choose-raw', 'play-summary', 'choose-summary'] as const;

/**
 * Choices that pay with unknown chances: played pull by pull, or told as a history after which the last choice counts; each
 * with every outcome as it came (raw) or added up (summary).
 */
export const BANDITS = taskGenerator({
  name: 'bandits',
  description: 'choices that pay with unknown chances, played or told; histories raw or summarised',
  make(making) {
    const mode = MODES[making.index % MODES.length]!;
    const summarised = mode.endsWith('summary');
    return mode.startsWith('play') ? playedTask(making, summarised) : toldTask(making, summarised);
  },
});

function playedTask({ random, voice }: TaskMaking, summarised: boolean): GeneratedTask {
  const setting = random.pick(SETTINGS);
  const chances = chancesOf(random, 2 + random.below(3));
  const best = chances.indexOf(Math.max(...chances));
  const rewards = chances.map((chance) => Array.from({ length: PULLS }, () => random.chance(chance)));
  const { thing, things, verb, paid } = setting;
  const text = voice.say(
    [
      'There are {count} {things}, {names}. You may {verb} one {pulls} times, and each time it ends as "{paid}" or not. Each {thing} has its own chance, which does not change. Get "{paid}" as often as you can.',
      'You have {pulls} tries with {count} {things}: {names}. Every try with a {thing} is "{paid}" with a chance that belongs to that {thing} and stays the same. Make the most of your tries.',
    ],
    { count: chances.length, things, thing, verb, paid, pulls: PULLS, names: names(chances.length) },
  );
  const calls = (arm: number): JsonObject[] => Array.from({ length: PULLS }, () => ({ name: 'try', arguments: { choice: LETTERS[arm]! } })); // prettier-ignore
  return {
    text: `${text}\nCall the tool "try" for every try.`,
    tags: ['played', summarised ? 'summary' : 'raw', `${chances.length}-arms`],
    check: { kind: 'environment' },
    world: () => banditWorld(rewards, best, { setting, summarised }),
    truth: {
      chances,
      best: LETTERS[best]!,
      calls: calls(best),
      wrongCalls: calls(chances.indexOf(Math.min(...chances))),
    },
  };
}

function banditWorld(
  rewards: readonly (readonly boolean[])[],
  best: number,
  { setting: { things, paid, nothing }, summarised }: { readonly setting: Setting; readonly summarised: boolean },
): TaskWorld {
  const history: { arm: number; paid: boolean }[] = [];
  let reminders = 0;
  const choices = LETTERS.slice(0, rewards.length);
  return {
    tools: [
      {
        name: 'try',
        description: `Tries one of the ${things} and says how it ended.`,
        parameters: {
          type: 'object',
          properties: { choice: { type: 'string', enum: choices } },
          required: ['choice'],
        },
      },
    ],
    call(_, { choice }) {
      const arm = choices.findIndex((letter) => letter === choice);
      if (history.length >= PULLS) return { text: 'No tries are left.', isError: true };
      if (arm < 0) return { text: `A choice is one of ${choices.join(', ')}.`, isError: true };
      const tried = history.filter((pull) => pull.arm === arm).length;
      history.push({ arm, paid: rewards[arm]![tried]! });
      const result = {
        choice: choices[arm]!,
        ended: history.at(-1)!.paid ? paid : nothing,
        left: PULLS - history.length,
      };
      const soFar = summarised ? { so_far: summaryOf(history, rewards.length) } : {};
      return { text: JSON.stringify({ ...result, ...soFar }), isError: false };
    },
    reply() {
      if (history.length >= PULLS || reminders++ >= 2) return undefined;
      return `${PULLS - history.length} tries are left. Use the tool.`;
    },
    isRight: () =>
      history.length === PULLS && history.slice(-LAST).filter(({ arm }) => arm === best).length >= BEST_OF_LAST,
  };
}

function toldTask({ random, voice }: TaskMaking, summarised: boolean): GeneratedTask {
  const { thing, things, verb, paid, nothing } = random.pick(SETTINGS);
  const count = 2 + random.below(4);
  const { history, rates, tries } = clearHistory(random, count);
  const best = rates.indexOf(Math.max(...rates));
  const opening = voice.say(
    [
      'There are {count} {things}, {names}; each ends as "{paid}" with a chance of its own that does not change.',
      'Somebody has tried {count} {things} ({names}). How often a {thing} ends as "{paid}" depends on the {thing} alone.',
    ],
    { count, things, thing, paid, names: names(count) },
  );
  const told = summarised
    ? Object.entries(summaryOf(history, count)).map(([letter, sum]) => `- ${letter}: "${paid}" ${sum}`)
    : [history.map(({ arm, paid: won }) => `${LETTERS[arm]!} ${won ? paid : nothing}`).join(', ')];
  const question = voice.say(
    [
      'One more try is left, and only that one counts. Which {thing} is the best to {verb}?',
      'Now it counts, once. Which of the {things} should be chosen to {verb}?',
    ],
    { thing, things, verb },
  );
  const most = tries.indexOf(Math.max(...tries));
  return {
    text: [
      opening,
      `So far${summarised ? ', added up' : ', in order'}:`,
      ...told,
      question,
      'Answer with its letter.',
    ].join('\n'),
    tags: [
      'told',
      summarised ? 'summary' : 'raw',
      `${count}-arms`,
      ...(most === best ? [] : ['most-tried-is-not-best']),
    ],
    check: { kind: 'choice', answer: LETTERS[best]!, of: LETTERS.slice(0, count) },
    truth: { answer: LETTERS[best]!, wrong: LETTERS.slice(0, count).filter((_, arm) => arm !== best), rates },
  };
}

/** A history in which one is clearly best by what was seen: every one tried four times or more, and 15 points ahead. */
function clearHistory(
  random: Random,
  count: number,
): { readonly history: History; readonly rates: readonly number[]; readonly tries: readonly number[] } {
  for (;;) {
    const chances = chancesOf(random, count);
    const often = random.below(count);
    const history = random.shuffle(
      chances.flatMap((chance, arm) =>
        Array.from({ length: 4 + random.below(5) + (arm === often ? 6 : 0) }, () => ({
          arm,
          paid: random.chance(chance),
        })),
      ),
    );
    const of = (arm: number): History => history.filter((pull) => pull.arm === arm);
    const rates = chances.map((_, arm) => of(arm).filter(({ paid }) => paid).length / of(arm).length);
    const [first, second] = [...rates].sort((a, b) => b - a);
    if (first! - second! >= 0.15) return { history, rates, tries: chances.map((_, arm) => of(arm).length) };
  }
}

/** Chances in steps of 5%, the best a quarter ahead. */
function chancesOf(random: Random, count: number): number[] {
  const best = 13 + random.below(5);
  const others = Array.from({ length: count - 1 }, () => 2 + random.below(best - 6));
  return random.shuffle([best, ...others]).map((steps) => steps / 20);
}

function summaryOf(history: History, count: number): Record<string, string> {
  return Object.fromEntries(
    LETTERS.slice(0, count).map((letter, arm) => {
      const own = history.filter((pull) => pull.arm === arm);
      return [letter, `${own.filter(({ paid }) => paid).length} of ${own.length}`];
    }),
  );
}

function names(count: number): string {
  return `${LETTERS.slice(0, count - 1).join(', ')} and ${LETTERS[count - 1]!}`;
}
