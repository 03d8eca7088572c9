import { EDGE } from './phrase-feature.ts';

// Ways in which one pattern may match from one place; a first, rough bound that keeps the numbers small.
const MAX_WAYS = 1e5;
// Characters that a pattern may look at in the worst sentence of 1,000: some 50 ms.
const MAX_STEPS = 2.5e7;
// A run of characters without an end is as long as a word or two, where it ends by itself.
const RUN = 50;
// What is kept to go back into a repeated group makes its steps dearer than those of a repeated character.
const GROUP = 4;
const UNBOUNDED = 1000;
// Texts that are put together.
const MAX_SPELLINGS = 64;
const MAX_CROSSED = 96;

/** Bit i: the ASCII character i; bit 128: anything else. */
export type CharacterSet = bigint;

/** What is known of a part of a pattern: the texts it needs, and how long it may take. */
export interface PatternPart {
  /** All texts the node can match, when they are few; undefined when not. */
  readonly exact: readonly string[] | undefined;
  /** Sets of texts of which one must be contained, in order; of what has no `exact`. */
  readonly needs: readonly (readonly string[])[];
  /** Characters that it matches at most. */
  readonly longest: number;
  /** In how many ways it may match from one place, at most. */
  readonly ways: number;
  /** Characters looked at, about, when all ways are tried from one place. */
  readonly steps: number;
  /** The same from all places of a sentence; asked of whole patterns only. */
  readonly cost?: () => number;
  /** Texts one of which any match begins with; undefined when not known. */
  readonly lead?: readonly string[] | undefined;
  /** It matches one character, or a repeat of one: it ends at each place once. */
  readonly single?: boolean;
  /** It looks around. */
  readonly looks?: boolean;
  /** It matches nowhere but at the beginning. */
  readonly anchored?: boolean;
  /** It matches nowhere but at the end. */
  readonly ends?: boolean;
  /** No word of before goes on after it; or after it when none does before it, as for an optional space. */
  readonly closes: boolean;
  readonly keepsClosed: boolean;
  /** What the first character is one of, unless the node matches nothing; undefined when not known. */
  readonly first?: CharacterSet | undefined;
  readonly nullable?: boolean;
  /** With a repeat at its end: the ways left when what follows cannot begin like what is repeated: then that ends once. */
  readonly waysWhenClear?: number | undefined;
  /** What that repeat can go on with; undefined when not known. */
  readonly tail?: CharacterSet | undefined;
}

/** What of a part says how long it may take. */
type PartWays = Omit<PatternPart, 'exact' | 'needs' | 'closes' | 'keepsClosed'>;

/** Why a pattern is refused. */
export class SlowPattern extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** Letters, digits and `_` of ASCII. */
export const WORD_CHARACTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_'].reduce(
  (all, character) => all | (1n << BigInt(character.charCodeAt(0))),
  0n,
);

/**
 * Ways multiply along a sequence, except that a repeat counts once when what follows cannot begin like it: in `\d+ =`
 * giving a digit back never helps to find the space. And of a repeat's ends only those count where the words that follow
 * can stand: in `.{0,40}\bthen\b` every fifth.
 */
export function sequenceWays(items: readonly PatternPart[]): PartWays {
  let ways = 1;
  let steps = 0;
  let lead: readonly string[] = [''];
  // What may come next, seen from the right; undefined: anything, since the pattern goes on after this sequence.
  let next: CharacterSet | undefined;
  let first: CharacterSet | undefined = 0n;
  let nullable = true;
  let whenClear = 1;
  let tail: CharacterSet | undefined = 0n;
  let atEnd = true;
  // Whether a word must have ended.
  let edge = false;
  for (const [index, item] of [...items.entries()].toReversed()) {
    const zeroWidth = item.exact?.length === 1 && (item.exact[0] === '' || item.exact[0] === EDGE);
    const clear = !meets(next, item.tail) || (edge && !meets(~WORD_CHARACTERS, item.tail));
    const ends = item.single === true && item.ways > 1 ? Math.ceil(item.ways / gapOf(lead)) : item.ways;
    const open = clear && item.waysWhenClear !== undefined ? item.waysWhenClear : ends;
    ways = checkWays(ways * open);
    whenClear *= atEnd ? (item.waysWhenClear ?? open) : open;
    if (atEnd && !zeroWidth) tail = item.waysWhenClear === undefined ? 0n : item.tail;
    atEnd &&= zeroWidth && item.exact[0] === '';
    edge = item.exact?.[0] === EDGE && zeroWidth;
    // Runs that begin where another word or mark has ended share out the sentence between them.
    const before = items[index - 1];
    const shared =
      open === 1 && item.looks !== true && !(before !== undefined && before.ways > 1 && meets(before.tail, item.first));
    steps = (shared ? Math.min(item.steps, RUN) : item.steps) + open * steps;
    lead = item.exact === undefined ? (item.lead ?? ['']) : (cross(item.exact, lead) ?? item.exact);
    if (zeroWidth) continue;
    const all: CharacterSet | undefined =
      next === undefined || item.first === undefined ? undefined : next | item.first;
    next = item.nullable ? all : item.first;
    first = item.nullable
      ? first === undefined || item.first === undefined
        ? undefined
        : first | item.first
      : item.first;
    nullable &&= item.nullable === true;
  }
  const anchored = items.find(({ exact }) => exact?.join() !== '')?.anchored === true;
  const [only] = items;
  const begins = lead;
  const fromAll = steps;
  const cost =
    (items.length === 1 ? only!.cost : undefined) ??
    (() => fromAll * (anchored ? 1 : Math.ceil(UNBOUNDED / gapOf(begins))));
  const looks = items.some((item) => item.looks);
  const longest = items.reduce((sum, item) => sum + item.longest, 0);
  const ends = items.at(-1)?.ends === true;
  return { longest, ways, waysWhenClear: whenClear, tail, steps, looks, cost, lead, anchored, ends, first, nullable };
}

/** Whether a character can be of both. */
function meets(a: CharacterSet | undefined, b: CharacterSet | undefined): boolean {
  return a === undefined || b === undefined || (a & b) !== 0n;
}

/** How far apart, at least, are two places at which one of the texts stands. */
function gapOf(texts: readonly string[]): number {
  const plain = texts.map((text) => text.replaceAll(EDGE, ''));
  const begins = new Set(plain.map((text) => text[0]));
  // Where words are to begin, none goes on.
  const areWords = texts.every((text) => text.startsWith(EDGE) && isWord(text[1]));
  let least = UNBOUNDED;
  for (const text of plain) {
    let gap = Math.max(1, text.length + (areWords && isWord(text.at(-1)) ? 1 : 0));
    for (let at = 1; at < text.length; at++) {
      if (!begins.has(text[at]) || (areWords && isWord(text[at - 1]) && isWord(text[at]))) continue;
      gap = at;
      break;
    }
    least = Math.min(least, gap);
  }
  return least;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /\w/.test(character);
}

/** The same of alternatives. */
export function alternativeWays(branches: readonly PatternPart[]): PartWays {
  return {
    longest: Math.max(...branches.map(({ longest }) => longest)),
    ways: checkWays(sumWays(branches, ({ ways }) => ways)),
    waysWhenClear: sumWays(branches, ({ ways, waysWhenClear }) => waysWhenClear ?? ways),
    tail: unionOf(branches.map(({ waysWhenClear, tail }) => (waysWhenClear === undefined ? 0n : tail))),
    steps: sumWays(branches, ({ steps }) => steps),
    cost: () => branches.reduce((sum, { cost }) => sum + (cost?.() ?? 0), 0),
    looks: branches.some(({ looks }) => looks),
    anchored: branches.every(({ anchored }) => anchored),
    ends: branches.every(({ ends }) => ends),
    first: unionOf(branches.map(({ first }) => first)),
    nullable: branches.some(({ nullable }) => nullable),
  };
}

/** The same of a repeat. */
export function repeatWays(item: PatternPart, min: number, max: number): PartWays {
  const most = Math.min(max, UNBOUNDED);
  let ways = 0;
  for (let n = min; n <= most; n++) ways = checkWays(ways + item.ways ** n);
  const cost = max > 1 && item.ways > 1 ? GROUP * item.steps : item.steps;
  let steps = 0;
  for (let n = 0; n < most && steps <= MAX_STEPS; n++) steps += cost * item.ways ** n;
  // What repeats without an end gets no further than the sentence does.
  if (item.ways === 1 && item.steps >= UNBOUNDED && item.looks !== true) steps = Math.min(steps, 2 * UNBOUNDED);
  return {
    longest: item.longest === 0 ? 0 : item.longest * max,
    ways,
    waysWhenClear: max === 1 ? (item.waysWhenClear ?? item.ways) + 1 - min : item.nullable ? ways : item.ways ** most,
    // Once at most, it goes on as it ends.
    tail: max === 1 ? (item.waysWhenClear === undefined ? 0n : item.tail) : unionOf([item.first, item.tail ?? 0n]),
    steps,
    looks: item.looks === true,
    lead: min > 0 ? item.lead : undefined,
    single: item.single === true,
    anchored: min > 0 && item.anchored === true,
    ends: min > 0 && item.ends === true,
    first: item.first,
    nullable: min === 0 || item.nullable === true,
  };
}

/**
 * Alternatives add up only where they can begin with the same character, and of fixed texts only those of which one
 * begins another.
 */
function sumWays(branches: readonly PatternPart[], waysOf: (branch: PatternPart) => number): number {
  const fixed = branches.filter(({ ways, exact }) => ways === 1 && exact !== undefined);
  const texts = fixed.flatMap(({ exact }) => exact!).sort();
  // The most of them that begin one another, or are the same: each text's are those before it in this order that are still open.
  let nested = 0;
  const open: string[] = [];
  for (const text of texts) {
    while (open.length > 0 && !text.startsWith(open.at(-1)!)) open.pop();
    nested = Math.max(nested, open.push(text) - 1);
  }
  const most = fixed.length === 0 ? 0 : 1 + nested;
  if (fixed.length === branches.length) return most;
  // By the character they begin with; those of which that is not known begin with any.
  const loose = new Float64Array(CHARACTERS);
  for (const branch of branches) {
    if (fixed.includes(branch)) continue;
    const ways = waysOf(branch);
    if (branch.first === undefined) for (let code = 0; code < CHARACTERS; code++) loose[code]! += ways;
    else for (const code of charactersOf(branch.first)) loose[code]! += ways;
  }
  const begun = unionOf(fixed.map(({ first }) => first));
  if (begun === undefined) return Math.max(1, most + Math.max(...loose));
  for (const code of charactersOf(begun)) loose[code]! += most;
  return Math.max(1, most, ...loose);
}

const MEMBERS = new Map<CharacterSet, readonly number[]>();
const CHARACTERS = 129;
/** The bits of a set. */
function charactersOf(set: CharacterSet): readonly number[] {
  let members = MEMBERS.get(set);
  if (members === undefined) {
    members = [...set.toString(2)].toReversed().flatMap((bit, code) => (bit === '1' ? [code] : []));
    MEMBERS.set(set, members);
  }
  return members;
}

/** Every character of one of the sets; undefined when one is not known. */
function unionOf(sets: readonly (CharacterSet | undefined)[]): CharacterSet | undefined {
  let all = 0n;
  for (const set of sets) {
    if (set === undefined) return undefined;
    all |= set;
  }
  return all;
}

/** @throws SlowPattern when there are too many */
function checkWays(ways: number): number {
  if (ways > MAX_WAYS) {
    throw new SlowPattern(
      `too many ways to match (more than ${MAX_WAYS.toLocaleString('en')})`,
      'use counted repeats such as .{0,40}, and fewer of them',
    );
  }
  return ways;
}

/** @throws SlowPattern when a whole pattern takes too many steps from all places of a sentence */
export function checkCost({ cost }: Pick<PatternPart, 'cost'>): void {
  if ((cost?.() ?? 0) <= MAX_STEPS) return;
  throw new SlowPattern(
    'too slow on some sentences: too many places to try it from, and ways to match from each',
    'use fewer and shorter counted repeats, and words between them: \\bfirst\\b.{0,40}\\bthen\\b',
  );
}

/** Every text of one followed by every text of the other; undefined when these are many. */
export function cross(left: readonly string[], right: readonly string[]): readonly string[] | undefined {
  if (left.length > 1 && right.length > 1 && left.length * right.length > MAX_SPELLINGS) return undefined;
  if (left.length * right.length > MAX_CROSSED) return undefined;
  return left.flatMap((a) => right.map((b) => a + b));
}
