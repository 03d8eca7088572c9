import { contentKey } from '../../core/content-key.ts';
import type { Random } from '../../core/random.ts';
import type { Speaker } from '../../../examples/agents/speaker.ts';
import { taskGenerator } from './task-generator.ts';

const NAMES = ['Asta', 'Benno', 'Carla', 'Dalia', 'Emil', 'Fiona', 'Georg', 'Hana', 'Ivo', 'Jutta', 'Kemal', 'Lotte'];
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const PLACES = ['museum', 'swimming pool', 'botanical garden', 'castle', 'ice rink', 'zoo'];
const SHOPS = ['baker', 'bookshop', 'hairdresser', 'bicycle workshop', 'florist'];

/** A story with one fact in two versions, which have different answers. */
interface Pair {
  /** Everything that stays the same. */
  readonly facts: readonly string[];
  readonly versions: readonly [string, string];
  readonly question: string;
  readonly answers: readonly [string, string];
  /** Whether the order of the facts says nothing. */
  readonly shuffled: boolean;
}

const TEMPLATES: Readonly<Record<string, (random: Random, voice: Speaker) => Pair>> = {
  order(random, voice) {
    const [a, b, c, d] = random.shuffle(NAMES) as [string, string, string, string];
    const [more, most] = random.pick([['taller', 'the tallest'], ['older', 'the oldest'], ['faster', 'the fastest'], ['heavier', 'the heaviest']] as const); // prettier-ignore
    return {
      facts: [`${a} is ${more} than ${b}.`, `${b} is ${more} than ${c}.`],
      versions: [`${c} is ${more} than ${d}.`, `${d} is ${more} than ${a}.`],
      question: voice.say([`Who is ${most} of the four?`, `Which of them is ${most}?`]),
      answers: [a, d],
      shuffled: true,
    };
  },
  threshold(random, voice) {
    const [name] = random.shuffle(NAMES) as [string];
    const [age, place] = [6 + random.below(13), random.pick(PLACES)];
    return {
      facts: [
        voice.say([
          `The ${place} is free for everyone under ${age}.`,
          `Whoever is younger than ${age} gets into the ${place} for nothing, all others pay.`,
        ]),
        `It costs ${4 + random.below(12)} euros otherwise.`,
      ],
      versions: [`${name} turned ${age - 1} last month.`, `${name} turned ${age} last month.`],
      question: voice.say([
        `Does ${name} have to pay for the ${place}?`,
        `${name} goes to the ${place}. Is there anything to pay?`,
      ]),
      answers: ['no', 'yes'],
      shuffled: true,
    };
  },
  calendar(random, voice) {
    const [name] = random.shuffle(NAMES) as [string];
    const closed = random.below(7);
    const shop = random.pick(SHOPS);
    const before = DAYS[(closed + 6) % 7]!;
    const other = DAYS[(closed + 1 + random.below(4)) % 7]!;
    return {
      facts: [
        voice.say([
          `The ${shop} is closed on ${DAYS[closed]!}s and open on all other days.`,
          `On ${DAYS[closed]!}s, and only then, the ${shop} stays shut.`,
        ]),
      ],
      versions: [`Today is ${before}.`, `Today is ${other}.`],
      question: voice.say([`Can ${name} go to the ${shop} tomorrow?`, `Will ${name} find the ${shop} open tomorrow?`]),
      answers: ['no', 'yes'],
      shuffled: true,
    };
  },
  machine(random, voice) {
    const device = random.pick(['pump', 'mixer', 'saw', 'fan', 'heater']);
    const [first, second, third] = random.shuffle(['the switch is on', 'the fuse is whole', 'the lid is shut', 'the cable is plugged in', 'the filter is in place']) as [string, string, string]; // prettier-ignore
    const off: Readonly<Record<string, string>> = { 'the switch is on': 'the switch is off', 'the fuse is whole': 'the fuse is blown', 'the lid is shut': 'the lid is open', 'the cable is plugged in': 'the cable is not plugged in', 'the filter is in place': 'the filter is missing' }; // prettier-ignore
    return {
      facts: [
        voice.say([
          `The ${device} runs exactly when ${first}, ${second} and ${third}.`,
          `For the ${device} to run, three things are needed and enough: ${first}, ${second}, ${third}.`,
        ]),
        voice.say([`${first}, and ${second}.`, `${second} and ${first}.`]),
      ],
      versions: [voice.say([`${third}.`]), voice.say([`${off[third]!}.`])],
      question: `Does the ${device} run?`,
      answers: ['yes', 'no'],
      shuffled: false,
    };
  },
  alibi(random, voice) {
    const [one, two] = random.shuffle(NAMES) as [string, string];
    const from = 1 + random.below(8);
    const where = random.pick(['at the dentist', 'on a train', 'in a lesson', 'at a concert']);
    return {
      facts: [
        voice.say([
          `The [cake|window|vase] was [still whole|as it should be] at ${from}:00, and by ${from + 1}:00 it was not.`,
        ]),
        `Only ${one} and ${two} have keys to the house.`,
      ],
      versions: [
        `${one} was ${where} without a break from ${from - 1 || 12}:30 to ${from + 1}:30.`,
        `${one} was ${where} without a break from ${from - 1 || 12}:30 to ${from}:15 and came home at ${from}:30.`,
      ],
      question: voice.say([`Can it have been ${one}?`, `Is it possible that it was ${one}?`]),
      answers: ['no', 'yes'],
      shuffled: false,
    };
  },
  cost(random, voice) {
    const [each, people] = [7 + random.below(14), 3 + random.below(4)];
    const car = each * people - 1 - random.below(each - 2);
    return {
      facts: [`The train costs ${each} euros for each person.`, `The car costs ${car} euros in all, however many go.`],
      versions: [`${people} people go.`, `${people - 1} people go.`],
      question: voice.say([
        'What is cheaper, the train or the car?',
        'Should they take the train or the car, if only the price counts?',
      ]),
      answers: ['the car', 'the train'],
      shuffled: true,
    };
  },
  permission(random, voice) {
    const [name, other] = random.shuffle(NAMES) as [string, string];
    const year = 2019 + random.below(12);
    const thing = random.pick(['boat', 'big telescope', 'workshop', 'rehearsal room', 'trailer']);
    return {
      facts: [
        voice.say([
          `Only those who have paid their fee for the present year may use the ${thing}.`,
          `The ${thing} is for members who have paid this year's fee, and for nobody else.`,
        ]),
        `It is ${year}.`,
        `${other} has not paid since ${year - 2}.`,
      ],
      versions: [`${name} paid last for ${year}.`, `${name} paid last for ${year - 1}.`],
      question: voice.say([`May ${name} use the ${thing}?`, `Is ${name} allowed to use the ${thing}?`]),
      answers: ['yes', 'no'],
      shuffled: true,
    };
  },
};

/**
 * Stories in pairs: one fact is changed, and with it the answer. Who goes by the shape of the story, and not by its facts,
 * gets one of a pair wrong.
 */
export const COUNTERFACTUALS = taskGenerator({
  name: 'counterfactuals',
  description: 'stories in pairs: one fact is changed, and the answer with it',
  make({ index, random, voice }) {
    const names = Object.keys(TEMPLATES);
    const template = names[index % names.length]!;
    const { facts, versions, question, answers, shuffled } = TEMPLATES[template]!(random, voice);
    const places = Array.from({ length: facts.length + 1 }, (_, i) => i);
    const order = shuffled ? random.shuffle(places) : places;
    const pair = contentKey([...facts, ...versions], 8);
    const words = answers.every((answer) => answer === 'yes' || answer === 'no')
      ? ' Answer with yes or no.'
      : ' Answer with the name only.';
    return versions.map((version, i) => {
      const sentences = [...facts, version];
      return {
        text: `${order.map((place) => sentences[place]!).join(' ')} ${question}${template === 'cost' ? ' Answer "the train" or "the car".' : words}`,
        tags: [template, i === 0 ? 'original' : 'changed'],
        check: { kind: 'exact' as const, answer: answers[i]!, ignoreCase: true },
        truth: { pair, answer: answers[i]!, wrong: [answers[1 - i]!] },
      };
    });
  },
});
