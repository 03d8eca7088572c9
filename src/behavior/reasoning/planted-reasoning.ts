import { seededRandom, type Random } from '../../core/random.ts';

/** A reasoning made up for tests, with the place of its first planted error. */
export interface PlantedReasoning {
  /** Its parts, in order. */
  readonly parts: readonly string[];
  /** Index of the part with the error; undefined where there is none. */
  readonly error: number | undefined;
}

const THINGS = ['crates', 'tickets', 'seeds', 'lamps', 'pages', 'tiles'];
const LEADS = ['So', 'That makes', 'Next:', 'We now have', 'This gives', 'Then'];

/**
 * Reasonings of sums, products, shares, chains and named sub-results in many wordings, half of them with one wrong value
 * (and everything after it worked out rightly from that), all with trials, suppositions and roundings that are no errors.
 *
 * @param count - how many
 */
export function plantedReasonings(count: number, seed: number): PlantedReasoning[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const length = 3 + random.below(5);
    const error = random.chance(0.5) ? random.below(length) : undefined;
    const parts: string[] = [];
    let value = 2 + random.below(40);
    const lines: { readonly text: string; readonly value: number }[] = [];
    for (let i = 0; i < length; i++) {
      const line = calculation(random, value, i === error);
      lines.push(line);
      value = line.value;
      parts.push(random.chance(0.3) ? `${line.text} ${harmless(random)}` : line.text);
    }
    return { parts, error };
  });
}

function calculation(random: Random, value: number, wrong: boolean): { text: string; value: number } {
  const other = 2 + random.below(30);
  const slip = wrong ? (random.chance(0.5) ? 1 : -1) * (1 + random.below(9)) : 0;
  const lead = random.pick(LEADS);
  const thing = random.pick(THINGS);
  const sum = value + other + slip;
  const product = value * other + slip;
  const forms: readonly (() => { text: string; value: number })[] = [
    () => ({ text: `${lead} ${value} + ${other} = ${sum} ${thing}.`, value: sum }),
    () => ({ text: `${lead} ${value} ${thing} plus ${other} ${thing} is ${sum} ${thing}.`, value: sum }),
    () => ({ text: `${lead} $${value} \\times ${other} = ${product}$.`, value: product % 90 || 7 }),
    () => ({ text: `${lead} ${value} x ${other} = ${product}, as needed.`, value: product % 90 || 7 }),
    () => ({ text: `${lead} ${value * other} / ${other} = ${value + slip}.`, value: Math.abs(value + slip) || 5 }),
    () => ({
      text: `${lead} \\frac{${value * other}}{${other}} = ${value + slip}.`,
      value: Math.abs(value + slip) || 5,
    }),
    () => ({ text: `${lead} $${value}.50 * 2 = $${value * 2 + 1 + slip}.00.`, value: Math.abs(value * 2 + slip) || 5 }),
    () => ({
      text: `${lead} ${value} + ${other} * 3 = ${value} + ${other * 3} = ${value + other * 3 + slip}.`,
      value: Math.abs(value + other * 3 + slip) || 5,
    }),
    () => ({
      text: `${lead} ((${value} - -${other}) * 2) = ((${value} + ${other + slip}) * 2) = ${(value + other + slip) * 2}.`,
      value: Math.abs((value + other + slip) * 2) % 90 || 5,
    }),
    () => ({
      text: `With A = ${value} and B = ${other}, A + B = ${value} + ${other + slip} = ${sum}.`,
      value: sum,
    }),
  ];
  const made = random.pick(forms)();
  return { ...made, value: Math.max(2, Math.min(95, made.value)) };
}

/** Something that looks like an error and is none. */
function harmless(random: Random): string {
  const [a, b] = [2 + random.below(30), 2 + random.below(30)];
  return random.pick([
    `If ${a} + ${b} = ${a + b + 1}, this would be easier.`,
    `Is ${a} * ${b} = ${a * b - 2}?`,
    `Let x + ${a} = ${b}.`,
    `Trying ${a} + ${b} = ${a + b}, too low.`,
    `As ${a}/7 ≈ ${(a / 7).toFixed(2)}, that is plausible.`,
    `The claim that ${a} + ${b} = ${a + b + 3} is false.`,
    `See pages ${a}-${a + b} of version 1.${a}.${b}.`,
    `It is due on 2024-0${1 + random.below(9)}-1${random.below(9)} at 1${random.below(9)}:30.`,
    `That is ${a} : ${b}.`,
  ]);
}
