import { isSupposed } from './is-supposed.ts';

/** Where an ordering does not hold, or not with those before. */
export interface OrderingFlaw {
  /** UTF-16 offsets in the text. */
  readonly start: number;
  readonly end: number;
  readonly flaw: 'comparison' | 'lost-item' | 'contradiction' | 'carried-over' | 'unexplained-change';
}

/** The orderings (`a < b < c`) a reasoning has set up so far. */
export interface Orderings {
  /** Takes in the orderings of a text. @returns the first that does not hold */
  read(text: string): OrderingFlaw | undefined;
}

// Items between `<`: quoted, in brackets where their order is open, or with a number before them.
const ITEM = String.raw`(?:\(-?\d+(?:\.\d+)?\) ?)?(?:\[[^\]<>\n]{1,2000}\]|"[^"\n]{1,80}"|-?\d+(?:\.\d+)?(?![\w(])|[\p{L}][\p{L}\p{M}\d'_-]{0,40})`;
// `"plum": "p" (16)`, `plum (16)`: a number said of an item.
const SAID = /"([^"\n]{1,80})":? ?(?:"[^"\n]{0,20}" ?)?\((-?\d+(?:\.\d+)?)\)/g;
const CHAIN = new RegExp(String.raw`${ITEM}(?: [<>] ${ITEM})+`, 'gu');
const ANSWER =
  /\b(?:answer|order|result|list) is:? ((?:[\p{L}\d][\p{L}\p{M}\d'_-]*[\s,]+){3,}[\p{L}\d][\p{L}\p{M}\d'_-]*)/u;
// Shorter ones are about a part.
const MIN_ITEMS = 4;
const MAX_ITEMS = 1000;
const MAX_PARTS = 20;
const MAX_LINE = 8000;
// Lists that share this much are lists of the same things.
const SAME_LIST = 0.7;

/**
 * Follows orderings: numbers in them must be in that order, an ordering of the same items as one before has all of them
 * once, turns none round and puts none in order that was open without a word about it, and the number before an item is
 * the one that was said of it. The answer, as a plain list, counts as an ordering.
 */
export function orderings(): Orderings {
  let last: Ordering = [];
  // Orderings of parts since then.
  let here: Ordering[] = [];
  let numbers = new Map<string, number>();
  return {
    read(text) {
      if (text.includes('" (')) for (const [, item, number] of text.matchAll(SAID)) numbers.set(item!, Number(number));
      if (numbers.size > MAX_ITEMS) numbers = new Map();
      here = here.slice(-MAX_PARTS);
      for (const { parts, ...place } of chainsIn(text)) {
        if (!ascends(parts)) return { ...place, flaw: 'comparison' };
        if (!parts.every((part) => isAsSaid(part, numbers))) return { ...place, flaw: 'carried-over' };
        const groups = parts.map(itemsOf).slice(0, MAX_ITEMS);
        const flaw =
          compare(last, groups, parts.some((part) => part.startsWith('(')) ? undefined : here) ??
          here.map((one) => turnsRound(one, groups)).find((turned) => turned);
        const size = groups.flat().length;
        if (size >= MIN_ITEMS && size >= SAME_LIST * last.flat().length) {
          last = groups;
          here = [];
        } else here.push(groups);
        if (flaw !== undefined) return { ...place, flaw };
      }
      const answer = last.length === 0 ? null : ANSWER.exec(text);
      if (answer === null) return undefined;
      const items = answer[1]!
        .trim()
        .split(/[\s,]+/)
        .slice(0, MAX_ITEMS);
      const flaw = isSameList(last.flat(), items)
        ? compare(
            last,
            items.map((item) => [item]),
            undefined,
          )
        : undefined;
      return flaw === undefined ? undefined : { start: answer.index, end: answer.index + answer[0].length, flaw };
    },
  };
}

/** Items in order; those of one group are not in order among themselves. */
type Ordering = readonly (readonly string[])[];

// A sign with space around it: neither a tag nor code without space.
const SIGN = / [<>] /g;

function chainsIn(text: string): { parts: string[]; start: number; end: number }[] {
  const chains: { parts: string[]; start: number; end: number }[] = [];
  if (!text.includes(' < ') && !text.includes(' > ')) return [];
  SIGN.lastIndex = 0;
  for (let sign = SIGN.exec(text); sign !== null; sign = SIGN.exec(text)) {
    // Only lines with a sign are looked at, and no more of them than people write.
    const from = Math.max(text.lastIndexOf('\n', sign.index) + 1, sign.index - MAX_LINE);
    const end = text.indexOf('\n', sign.index);
    const to = Math.min(end < 0 ? text.length : end, sign.index + MAX_LINE);
    SIGN.lastIndex = to;
    for (const { 0: written, index } of text.slice(from, to).matchAll(CHAIN)) {
      const start = from + index;
      const parts = written.split(/ [<>] /);
      const signs = new Set(written.match(/(?<= )[<>](?= )/g));
      // Two names are a condition or a formula.
      const named = parts.length < 3 && !written.includes('"') && !/^\(?-?\d/.test(written);
      if (signs.size !== 1 || named || text[start + written.length] === '?') continue;
      if (isSupposed(text, start, start + written.length)) continue;
      chains.push({ parts: signs.has('>') ? parts.reverse() : parts, start, end: start + written.length });
    }
  }
  return chains;
}

/** Whether the numbers of a chain rise; in one where only some items have numbers nothing is said. */
function ascends(parts: readonly string[]): boolean {
  const numbers = parts.map((part) => /^\(?(-?\d+(?:\.\d+)?)\)?/.exec(part)?.[1]);
  if (!numbers.every((number) => number !== undefined)) return true;
  return numbers.every((number, i) => i === 0 || Number(numbers[i - 1]) < Number(number));
}

/** Whether the number before an item is the one that was said of it. */
function isAsSaid(part: string, numbers: ReadonlyMap<string, number>): boolean {
  const number = /^\((-?\d+(?:\.\d+)?)\)/.exec(part)?.[1];
  if (number === undefined) return true;
  return itemsOf(part).every((item) => (numbers.get(item) ?? Number(number)) === Number(number));
}

function itemsOf(part: string): string[] {
  const plain = part.replace(/^\([^)]*\) ?/, '');
  const quoted = plain.match(/"[^"]*"/g);
  if (quoted !== null) return quoted.map((item) => item.slice(1, -1));
  return plain
    .replace(/[[\]]/g, '')
    .split(/\s*[,?]\s*/)
    .filter((item) => item !== '');
}

/** @param here - orderings of parts that stand between the two; undefined: it gives its own reasons */
function compare(
  before: Ordering,
  now: Ordering,
  here: readonly Ordering[] | undefined,
): OrderingFlaw['flaw'] | undefined {
  const [old, items] = [before.flat(), now.flat()];
  if (isSameList(old, items)) {
    const unique = new Set(items);
    if (unique.size < items.length || unique.size !== new Set(old).size || old.some((item) => !unique.has(item))) {
      return 'lost-item';
    }
  }
  const turned = turnsRound(before, now);
  if (turned !== undefined || here === undefined || !isSameList(old, items)) return turned;
  return isUnexplained(before, now, here) ? 'unexplained-change' : undefined;
}

/** Whether two lists are of the same things, most of them. */
function isSameList(before: readonly string[], now: readonly string[]): boolean {
  if (before.length < MIN_ITEMS) return false;
  const known = new Set(before);
  return now.filter((item) => known.has(item)).length >= SAME_LIST * Math.max(before.length, now.length);
}

/** Whether a later group holds an item that stood before one of an earlier group. */
function turnsRound(before: Ordering, now: Ordering): 'contradiction' | undefined {
  // The same letter may stand for another thing further on; numbers are in order by themselves.
  const rank = new Map([...ranksOf(before)].filter(([item]) => item.length > 1 && !/^\d/.test(item)));
  let highest = -1;
  for (const group of now) {
    const ranks = group.flatMap((item) => rank.get(item) ?? []);
    if (ranks.some((at) => at < highest)) return 'contradiction';
    highest = Math.max(highest, ...ranks);
  }
  return undefined;
}

/** Whether neighbours are in order now that were open before, and no ordering in between has both. */
function isUnexplained(before: Ordering, now: Ordering, here: readonly Ordering[]): boolean {
  const rank = ranksOf(before);
  const between = here.map((one) => new Set(one.flat()));
  return now.some((group, i) => {
    const [a, b] = [now[i - 1]?.[0], group[0]];
    if (a === undefined || b === undefined || rank.get(a) === undefined || rank.get(a) !== rank.get(b)) return false;
    return !between.some((items) => items.has(a) && items.has(b));
  });
}

function ranksOf(ordering: Ordering): Map<string, number> {
  return new Map(ordering.flatMap((group, at) => group.map((item) => [item, at] as const)));
}
