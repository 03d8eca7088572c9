import { answerIn } from '../answer/answer-in.ts';
import type { TaskWorld } from '../task/task-spec.ts';
import { taskGenerator, type TaskMaking } from './task-generator.ts';

const PEOPLE = [
  'Amara',
  'Boris',
  'Celine',
  'Diego',
  'Edda',
  'Farid',
  'Gina',
  'Henrik',
  'Ilse',
  'Jamal',
  'Kamala',
  'Luca',
];

interface Scene {
  /** What happens before `{who}` leaves. */
  readonly before: string;
  /** What `{other}` changes. */
  readonly change: string;
  readonly question: string;
  /** What holds before the change, and after it. */
  readonly states: readonly [string, string];
  readonly act: string;
  /** What one does who takes the first for true, and who takes the second. */
  readonly acts: readonly [string, string];
}

const THINGS = [
  'the spare key',
  'the silver ring',
  'the train tickets',
  'the blue notebook',
  'the chocolate',
  'the torch',
];
const PLACES = [
  'in the desk drawer',
  'in the biscuit tin',
  'behind the clock',
  'in the green bag',
  'on the top shelf',
  'under the bed',
  'in the coat pocket',
];

/** How `{who}` comes to know of the change, or does not. */
const KNOWLEDGE = {
  unseen: {
    words: [
      '{who} [is away all the while|hears nothing of it|comes back without having met anybody].',
      'Nobody tells {who}.',
    ],
    knows: false,
  },
  seen: {
    words: [
      '{who} [has come back early, stands in the door unnoticed,|is on the stairs just then, unnoticed,] and sees and hears all of it.',
    ],
    knows: true,
  },
  told: {
    words: [
      'A little later {other} [sends {who} a message about it, which {who} reads at once|calls {who} and tells exactly what was done].',
    ],
    knows: true,
  },
  'message-unread': {
    words: [
      '{other} sends {who} a message about it, but {who} left the phone [with a friend|on the bus] and has not read it.',
    ],
    knows: false,
  },
} as const;

type Knowing = keyof typeof KNOWLEDGE;

/**
 * Stories in which somebody knows of a change or does not. First it is asked what they believe, then, in a second turn, what
 * they will do; right is both. Who answers the first right and the second by what is really so has the belief and does not
 * use it.
 */
export const BELIEFS = taskGenerator({
  name: 'beliefs',
  description: 'what somebody in a story believes, then, in a second turn, what they will do',
  make(making) {
    const { index, random, voice } = making;
    const knowing = (Object.keys(KNOWLEDGE) as Knowing[])[index % 4]!;
    const { knows, words } = KNOWLEDGE[knowing];
    const [who, other] = random.shuffle(PEOPLE) as [string, string];
    const { kind, scene } = sceneOf(making);
    const fill = (text: string): string => voice.say([text], { who, other });
    const believed = knows ? 1 : 0;
    const beliefOrder = random.shuffle([0, 1]);
    const actOrder = random.shuffle([0, 1]);
    const asks = (question: string, options: readonly [string, string], order: readonly number[]): string =>
      [fill(question), ...order.map((option, i) => `(${'ab'[i]!}) ${fill(options[option]!)}`), 'End with a line "ANSWER:" and the letter.'].join('\n'); // prettier-ignore
    const belief = 'ab'[beliefOrder.indexOf(believed)]!;
    const action = 'ab'[actOrder.indexOf(believed)]!;
    const story = [fill(scene.before), fill(scene.change), voice.say(words, { who, other }), fill('Now {who} is back.')].join(' '); // prettier-ignore
    return {
      text: `${story}\n\n${asks(scene.question, scene.states, beliefOrder)}`,
      tags: [kind, knowing, knows ? 'true-belief' : 'false-belief'],
      check: { kind: 'environment' },
      world: () => twoQuestions([belief, action], asks(scene.act, scene.acts, actOrder)),
      truth: {
        knows,
        belief,
        action,
        says: [`ANSWER: ${belief}`, `ANSWER: ${action}`],
        wrongSays: [`ANSWER: ${belief}`, `ANSWER: ${action === 'a' ? 'b' : 'a'}`],
      },
    };
  },
});

function sceneOf({ random }: TaskMaking): { readonly kind: string; readonly scene: Scene } {
  if (random.chance(0.5)) {
    const thing = random.pick(THINGS);
    const [from, to] = random.shuffle(PLACES) as [string, string];
    return {
      kind: 'place',
      scene: {
        before: `{who} puts ${thing} ${from} and [goes out|leaves the house|goes for a walk].`,
        change: `[Meanwhile|While {who} is gone,] {other} [finds it|comes across it, tidying up,] and puts it ${to}.`,
        question: `Where does {who} believe that ${thing} is?`,
        states: [from, to],
        act: `{who} now needs ${thing}. Where does {who} go and look first?`,
        acts: [from, to],
      },
    };
  }
  return { kind: 'state', scene: random.pick(STATES) };
}

const STATES: readonly Scene[] = [
  {
    before: '{who} fills the kettle with fresh water and [goes to fetch the post|steps out for a while].',
    change: '{other} uses up all of the water for the plants and puts the kettle back, empty.',
    question: 'Does {who} believe that there is water in the kettle?',
    states: ['yes', 'no'],
    act: '{who} wants tea. What does {who} do with the kettle first?',
    acts: ['switch it on as it is', 'take it to the tap'],
  },
  {
    before: '{who} charges the lamp until it is full and leaves it in the [tent|shed].',
    change: '{other} forgets it burning, so that it is flat, and switches it off again.',
    question: 'Does {who} believe that the lamp is charged?',
    states: ['yes', 'no'],
    act: '{who} sets out for a walk in the dark. What does {who} do about light?',
    acts: ['take the lamp and go', 'charge the lamp, or look for another light, before going'],
  },
  {
    before: '{who} hears that the meeting is at three and goes [to lunch|for a swim].',
    change: '{other} moves the meeting to two.',
    question: 'When does {who} believe that the meeting begins?',
    states: ['at three', 'at two'],
    act: 'It is a quarter to two. What does {who} do?',
    acts: ['take another hour for other things', 'go to the meeting at once'],
  },
  {
    before:
      '{who} locks the bicycle with a lock to which only {who} and {other} have keys, and goes [shopping|into the library].',
    change: '{other} opens the lock to ride the bicycle a little, brings it back and forgets to lock it.',
    question: 'Does {who} believe that the bicycle is locked?',
    states: ['yes', 'no'],
    act: '{who} stands beside the bicycle and decides to stay away for another hour. What does {who} do before leaving it?',
    acts: ['leave it as it stands', 'lock it'],
  },
  {
    before: '{who} buys six eggs for a cake and goes to [ring a friend|pick up the children].',
    change: '{other} fries all six for the neighbours and closes the box again.',
    question: 'How many eggs does {who} believe to have?',
    states: ['six', 'none'],
    act: '{who} is about to bake the cake. What does {who} do first?',
    acts: ['begin to mix the batter', 'go and buy eggs'],
  },
];

function twoQuestions(right: readonly [string, string], second: string): TaskWorld {
  const given: string[] = [];
  return {
    tools: [],
    call: () => ({ text: 'There are no tools.', isError: true }),
    reply(text) {
      given.push(
        answerIn(text)
          .replace(/^[([]?\s*([ab])\b.*$/is, '$1')
          .toLowerCase(),
      );
      return given.length === 1 ? second : undefined;
    },
    isRight: () => given.length === 2 && given.every((answer, i) => answer === right[i]),
  };
}
