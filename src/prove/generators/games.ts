import type { JsonObject } from '../../core/json.ts';
import type { TaskWorld } from '../task/task-spec.ts';
import { extremeLine, OPPONENTS, type Opponent } from './opponent.ts';
import { taskGenerator } from './task-generator.ts';

type Payoff = readonly [readonly [number, number], readonly [number, number]];

// Own points by own move, then the other's; move 0 is the kind one.
const KINDS: Readonly<Record<string, { readonly mine: Payoff; readonly theirs: Payoff }>> = {
  'prisoners-dilemma': { mine: [[3, 0], [5, 1]], theirs: [[3, 5], [0, 1]] },
  'stag-hunt': { mine: [[5, 0], [3, 2]], theirs: [[5, 3], [0, 2]] },
  chicken: { mine: [[3, 1], [5, 0]], theirs: [[3, 5], [1, 0]] },
  'battle-of-wills': { mine: [[3, 0], [0, 2]], theirs: [[2, 0], [0, 3]] },
  'matching-pennies': { mine: [[2, 0], [0, 2]], theirs: [[0, 2], [2, 0]] },
  harmony: { mine: [[4, 2], [3, 1]], theirs: [[4, 3], [2, 1]] },
}; // prettier-ignore

// Names that say nothing of what a move does.
const MOVES: readonly (readonly [string, string])[] = [
  ['amber', 'blue'],
  ['north', 'south'],
  ['left', 'right'],
  ['oak', 'pine'],
  ['Q', 'Z'],
  ['circle', 'square'],
  ['tea', 'coffee'],
];

const STORIES = [
  'You and another player meet for {rounds} rounds. In every round both choose {a} or {b} at the same time, without seeing what the other takes.',
  'Two companies set their offer {rounds} months in a row, each time {a} or {b}, and neither knows what the other picks. You decide for one of them.',
  'In this game of {rounds} rounds you and a partner [press a button each|each lay down a card] at the same moment: {a} or {b}.',
  'There are {rounds} [rounds|turns] and one other player. Both of you say {a} or {b} at once.',
];
const AIMS = [
  'Get as many points for yourself as you can; what the other gets does not matter.',
  'What counts is your own total after the last round.',
  'Your aim: the highest total of your own points.',
];
const ABOUT = [
  'The other one follows a fixed rule, which may look at what you did before.',
  'The other plays by a rule of their own all the time; it may depend on your earlier moves.',
];

// How much of the way from the worst to the best total is enough: the rule has to be found out first.
const ENOUGH = 0.75;

/** Repeated games for two against players of fixed rules; right is a total near the best that could be had. */
export const GAMES = taskGenerator({
  name: 'games',
  description: "repeated two-player games (prisoner's dilemma, stag hunt, chicken…) against players of fixed rules",
  make({ index, random, voice }) {
    const names = Object.keys(KINDS);
    const game = names[index % names.length]!;
    const opponent = OPPONENTS[Math.floor(index / names.length) % OPPONENTS.length]!;
    const rounds = 8 + random.below(7);
    const [scale, shift] = [1 + random.below(4), random.below(3)];
    const scaled = (payoff: Payoff): Payoff => payoff.map((row) => row.map((points) => points * scale + shift)) as unknown as Payoff; // prettier-ignore
    const mine = scaled(KINDS[game]!.mine);
    const theirs = scaled(KINDS[game]!.theirs);
    const best = extremeLine(opponent, mine, { rounds });
    const worst = extremeLine(opponent, mine, { rounds, least: true });
    if (best.points === worst.points) return [];
    const labels = random.shuffle(random.pick(MOVES)) as [string, string];
    const needed = Math.ceil(worst.points + ENOUGH * (best.points - worst.points));
    const [a, b] = [...labels].sort();
    const text = [
      voice.say(STORIES, { rounds, a: a!, b: b! }),
      'Points per round, yours first:',
      ...random.shuffle([0, 1, 2, 3]).map((cell) => {
        const [own, other] = [cell >> 1, cell & 1] as [0 | 1, 0 | 1];
        return `- you ${labels[own]}, the other ${labels[other]}: ${mine[own][other]} and ${theirs[own][other]}`;
      }),
      voice.say(ABOUT),
      voice.say(AIMS),
      'Call the tool "play" once per round.',
    ].join('\n');
    const calls = (moves: readonly (0 | 1)[]): JsonObject[] => moves.map((move) => ({ name: 'play', arguments: { move: labels[move] } })); // prettier-ignore
    return {
      text,
      tags: [game, opponent.name],
      check: { kind: 'environment' },
      world: () => gameWorld(opponent, mine, { rounds, labels, needed }),
      truth: {
        opponent: opponent.name,
        best: best.points,
        needed,
        calls: calls(best.moves),
        wrongCalls: calls(worst.moves),
      },
    };
  },
});

function gameWorld(
  opponent: Opponent,
  payoff: Payoff,
  {
    rounds,
    labels,
    needed,
  }: { readonly rounds: number; readonly labels: readonly [string, string]; readonly needed: number },
): TaskWorld {
  let [round, total, state, reminders] = [0, 0, opponent.start, 0];
  return {
    tools: [
      {
        name: 'play',
        description: 'Plays one round and says what the other did.',
        parameters: {
          type: 'object',
          properties: { move: { type: 'string', enum: [...labels].sort() } },
          required: ['move'],
        },
      },
    ],
    call(_, { move }) {
      const own = move === labels[0] ? 0 : move === labels[1] ? 1 : undefined;
      if (round >= rounds) return { text: 'The game is over.', isError: true };
      if (own === undefined) return { text: `A move is ${[...labels].sort().join(' or ')}.`, isError: true };
      const other = opponent.act[state]!;
      const points = payoff[own][other];
      state = opponent.next[state]![own];
      total += points;
      round++;
      const result = { round, you: labels[own], other: labels[other], points, total, left: rounds - round };
      return { text: JSON.stringify(result), isError: false };
    },
    reply() {
      if (round >= rounds || reminders++ >= 2) return undefined;
      return `${rounds - round} rounds are left. Use the tool.`;
    },
    isRight: () => round >= rounds && total >= needed,
  };
}
