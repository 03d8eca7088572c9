import type { Random } from '../../core/random.ts';
import { taskGenerator } from './task-generator.ts';

/** A request; `{…}` are its numbers. Without an answer it cannot be served, and `fault` says why. */
interface Flawed {
  readonly text: string;
  readonly slots: Readonly<Record<string, number>>;
  /** The number that is asked for, where there is one. */
  readonly answer?: number;
  /** What a solver gives who does not notice. */
  readonly tempting: number;
  readonly fault?: string;
}

const between = (random: Random, low: number, high: number): number => low + random.below(high - low + 1);

// What a person would say who noticed: that it is not there, does not fit, or cannot be done.
const SAYS_SO = String.raw`\b(?:missing|cannot|can't|can not|could not|impossible|infeasible|unable|unknown|undetermined|insufficient|unclear|contradict\w*|inconsisten\w*|conflict\w*|lacks?|absent|none|n/a|no (?:such|solution|answer|valid|way|[\w ]{1,30} exists?|\w+ (?:is|was|are|were) (?:given|attached|included|shown))|not (?:be )?(?:given|there|stated|included|attached|shown|possible|enough|consistent|provided|specified|determin\w+|known|clear|fit)|do(?:es)?(?:n't| not) (?:exist|add up|fit|say|match|agree|work)|too (?:few|many|little|much|short|long))\b`;

const MISSING: readonly ((random: Random) => Flawed)[] = [
  (random) => ({
    text: 'The table below lists what each of the {n} stalls sold on Saturday. How many jars were sold altogether?',
    slots: { n: between(random, 3, 9) },
    tempting: between(random, 20, 90),
    fault: 'there is no table',
  }),
  (random) => ({
    text: 'Anna takes {m} minutes from her door to the station, and her train leaves at 8:{t}. How many minutes does she wait on the platform?',
    slots: { m: between(random, 11, 29), t: between(random, 31, 58) },
    tempting: between(random, 2, 20),
    fault: 'when she leaves home is not given',
  }),
  (random) => ({
    text: 'Take the second of the two recipes above. How many eggs are needed for {n} people?',
    slots: { n: between(random, 5, 14) },
    tempting: between(random, 3, 9),
    fault: 'there are no recipes',
  }),
  (random) => {
    const [a, b] = [between(random, 24, 96), between(random, 2, 6)];
    return {
      text: 'A teacher has {b} boxes of {a} pencils and hands the same number to each child, so that none is left. How many does each child get?',
      slots: { a, b },
      tempting: a * b,
      fault: 'how many children there are is not given',
    };
  },
  (random) => ({
    text: 'According to the letter that is attached, how many of the {n} guests [stay overnight|need a bed]?',
    slots: { n: between(random, 12, 40) },
    tempting: between(random, 4, 12),
    fault: 'no letter is attached',
  }),
];

const CONTRADICTION: readonly ((random: Random) => Flawed)[] = [
  (random) => {
    const [a, b] = [between(random, 14, 19), between(random, 5, 12)];
    return {
      text: 'Of the {n} children in a class, {a} can swim and the other {b} cannot. How many more can than cannot?',
      slots: { n: a + b + between(random, 2, 6), a, b },
      tempting: a - b,
      fault: 'the numbers do not add up',
    };
  },
  (random) => {
    const [n, w] = [between(random, 4, 12), between(random, 6, 20)];
    return {
      text: 'All {n} boxes have the same weight, {w} kg each, and the heaviest of them weighs {h} kg. What do they weigh together, in kg?',
      slots: { n, w, h: w + between(random, 2, 5) },
      tempting: n * w,
      fault: 'boxes of the same weight cannot have a heavier one',
    };
  },
  (random) => {
    const [a, b] = [between(random, 5, 19), between(random, 4, 17)];
    return {
      text: 'A rectangle has sides of {a} cm and {b} cm and covers {c} square centimetres. How long is the way around it, in cm?',
      slots: { a, b, c: a * b + between(random, 3, 17) },
      tempting: 2 * (a + b),
      fault: 'sides and area contradict each other',
    };
  },
  (random) => {
    const [from, hours] = [between(random, 7, 10), between(random, 7, 9)];
    return {
      text: 'A shop is open for {h} hours each day, from {from}:00 to {to}:00. How many hours is it open from Monday to Friday?',
      slots: { h: hours, from, to: from + hours + between(random, 1, 2) },
      tempting: hours * 5,
      fault: 'hours and times contradict each other',
    };
  },
  (random) => {
    const [x, y] = [between(random, 12, 30), between(random, 3, 9)];
    return {
      text: 'Tom is {y} years older than Ines and {z} years younger than she is. Ines is {x}. How old is Tom?',
      slots: { x, y, z: y },
      tempting: x + y,
      fault: 'he cannot be both',
    };
  },
];

const INFEASIBLE: readonly ((random: Random) => Flawed)[] = [
  (random) => {
    const n = between(random, 3, 6);
    return {
      text: 'Put {n} talks of 50 minutes each, one after the other, into a room that is free from 14:00 to {end}:00. How many minutes after 14:00 does the last one begin?',
      slots: { n, end: 13 + Math.ceil((n * 50) / 60) },
      tempting: (n - 1) * 50,
      fault: 'the talks do not fit in',
    };
  },
  (random) => {
    const [k, b] = [between(random, 4, 9), between(random, 3, 8)];
    return {
      text: 'Cut a rope of {a} m into {k} pieces, none shorter than {b} m. How long can the longest piece be at most, in metres?',
      slots: { a: k * b - between(random, 1, 3), k, b },
      tempting: b,
      fault: 'the rope is too short',
    };
  },
  (random) => {
    const a = between(random, 60, 240);
    const n = a + between(random, 5, 25);
    return {
      text: 'A hall has {a} seats, numbered from 1 on. Give each of the {n} guests a seat of their own, the lowest that is free. Which number does the last guest get?',
      slots: { a, n },
      tempting: n,
      fault: 'there are not enough seats',
    };
  },
  (random) => {
    const k = between(random, 2, 5) * 2;
    return {
      text: 'Share {n} marbles among {k} bags so that every bag gets an odd number of them, and none are left. How many are in the fullest bag at least?',
      slots: { n: k * between(random, 3, 6) + 1, k },
      tempting: 5,
      fault: 'an even number of odd numbers is never odd',
    };
  },
  (random) => {
    const low = between(random, 11, 30);
    return {
      text: 'Find the even prime number between {low} and {high}. What is it?',
      slots: { low, high: low + between(random, 10, 30) },
      tempting: low + 3,
      fault: 'there is none',
    };
  },
];

const SOUND: readonly ((random: Random) => Flawed)[] = [
  (random) => {
    const [a, b] = [between(random, 14, 19), between(random, 5, 12)];
    return {
      text: 'Of the {n} children in a class, {a} can swim and the other {b} cannot. How many more can than cannot?',
      slots: { n: a + b, a, b },
      answer: a - b,
      tempting: a + b,
    };
  },
  (random) => {
    const n = between(random, 3, 5);
    return {
      text: 'Put {n} talks of 50 minutes each, one after the other, into a room that is free from 14:00 to {end}:00. How many minutes after 14:00 does the last one begin?',
      slots: { n, end: 15 + n },
      answer: (n - 1) * 50,
      tempting: n * 50,
    };
  },
  (random) => {
    const [k, each] = [between(random, 4, 9), between(random, 3, 12)];
    return {
      text: 'A teacher has {a} pencils and hands the same number to each of {k} children, so that none is left. How many does each child get?',
      slots: { a: k * each, k },
      answer: each,
      tempting: k * each,
    };
  },
  (random) => {
    const [a, b] = [between(random, 5, 19), between(random, 4, 17)];
    return {
      text: 'A rectangle has sides of {a} cm and {b} cm and covers {c} square centimetres. How long is the way around it, in cm?',
      slots: { a, b, c: a * b },
      answer: 2 * (a + b),
      tempting: a * b,
    };
  },
  (random) => {
    const [a, free] = [between(random, 60, 240), between(random, 5, 25)];
    return {
      text: 'A hall has {a} seats, numbered from 1 on. Give each of the {n} guests a seat of their own, the lowest that is free. Which number does the last guest get?',
      slots: { a, n: a - free },
      answer: a - free,
      tempting: a,
    };
  },
];

const FAMILIES = { missing: MISSING, contradiction: CONTRADICTION, infeasible: INFEASIBLE, sound: SOUND } as const;
const OPENINGS = ['', '', 'Quick one:', '[Please|Could you] help me with this.', 'For my [notes|report]:'];

/**
 * Requests of which three in four have a flaw that nobody mentions: something they speak of is missing, what they say
 * contradicts itself, or what they ask cannot be done. Right is saying so; for the sound ones the number.
 */
export const SILENT_FLAWS = taskGenerator({
  name: 'silent-flaws',
  description:
    'requests with a flaw that nobody mentions (missing, contradictory, infeasible), and sound ones like them',
  make({ index, random, voice }) {
    const names = Object.keys(FAMILIES) as (keyof typeof FAMILIES)[];
    const family = names[index % names.length]!;
    const { text, slots, answer, tempting, fault } = random.pick(FAMILIES[family])(random);
    return {
      text: [voice.say(OPENINGS), voice.say([text], slots)].filter((words) => words !== '').join(' '),
      tags: [family],
      check:
        answer === undefined
          ? { kind: 'pattern', pattern: SAYS_SO, flags: 'iu' }
          : { kind: 'number', answer, tolerance: 0 },
      truth: {
        answer: answer === undefined ? `This cannot be answered: ${fault ?? ''}.` : String(answer),
        wrong: [String(tempting)],
      },
    };
  },
});
