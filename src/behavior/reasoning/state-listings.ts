/** Where a listing does not go with what was listed before. */
export interface ListingFlaw {
  /** UTF-16 offsets in the text. */
  readonly start: number;
  readonly end: number;
  readonly flaw: 'lost-item' | 'unexplained-change' | 'no-change';
}

/** What a reasoning lists as the state of things, one listing after the other. */
export interface StateListings {
  /** Takes in the listings of a text. @returns the first that does not go with the one before */
  read(text: string): ListingFlaw | undefined;
}

// `Ann: red, Bo: blue, Cy: green`
const PAIR = /([\p{L}\d_]+): ([^,:;.\n]{1,40})(?=[,;.\n]|$)/gu;
// Two of them side by side; told quickly, since hardly any text has them.
const SEVERAL = /: [^,:;.\n]{1,40}[,;] (?:and )?[^\s,:;.]{1,40}: /;
// Said before a listing of what might be instead of what is, or of what is still so.
const OTHER_CASE =
  /\b(?:cases?|options?|possib\w*|suppos\w*|assum\w*|if|or|either|arrangements?|scenarios?|alternativ\w*|consider\w*|try|trying|guess|instead|example)\b/i;
const STAYS = /\b(?:same|unchanged|remains?|stays?|still|keeps?|final\w*|end|summary|recap|currently|so far|again)\b/i;
// Fewer say too little to tell a permutation from chance.
const MIN_THINGS = 3;
const MAX_THINGS = 200;

/**
 * Follows listings of the same things that hand the same values around (each thing has one that no other has): no value
 * may get lost, only what the words before a listing speak of may have changed, and something must have.
 */
export function stateListings(): StateListings {
  let state = new Map<string, string>();
  return {
    read(text) {
      for (const { pairs, start, end, lead } of listingsIn(text)) {
        const before = state;
        state = new Map([...state, ...pairs]);
        if (state.size > MAX_THINGS) state = pairs;
        const flaw = flawOf(pairs, before, state, lead);
        if (flaw !== undefined) return { start, end, flaw };
      }
      return undefined;
    },
  };
}

function flawOf(
  listed: ReadonlyMap<string, string>,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  lead: string,
): ListingFlaw['flaw'] | undefined {
  const values = new Set(before.values());
  // Only where the same things keep handing the same, all different, values around.
  if (before.size < MIN_THINGS || values.size < before.size || after.size !== before.size) return undefined;
  if (![...listed.values()].every((value) => values.has(value))) return undefined;
  if (OTHER_CASE.test(lead)) return undefined;
  const changed = [...listed].filter(([key, value]) => before.get(key) !== value).map(([key]) => key);
  const words = new Set(lead.match(/[\p{L}\d_]+/gu));
  const named = [...before.keys()].filter((key) => words.has(key));
  if (named.length > 0 && changed.some((key) => !words.has(key))) return 'unexplained-change';
  if (named.length > 1 && changed.length === 0 && !STAYS.test(lead)) return 'no-change';
  return new Set(after.values()).size < after.size ? 'lost-item' : undefined;
}

interface Listing {
  readonly pairs: Map<string, string>;
  readonly start: number;
  readonly end: number;
  /** The words before it in its line. */
  readonly lead: string;
}

function listingsIn(text: string): Listing[] {
  if (!SEVERAL.test(text)) return [];
  const listings: Listing[] = [];
  let current: Listing | undefined;
  for (const match of text.matchAll(PAIR)) {
    const [whole, key, value] = match as unknown as [string, string, string];
    const { index } = match;
    const pair = [key, value.trim().toLowerCase()] as const;
    if (current !== undefined && /^[,;] (?:and )?$/.test(text.slice(current.end, index))) {
      current.pairs.set(...pair);
      current = { ...current, end: index + whole.length };
      listings[listings.length - 1] = current;
      continue;
    }
    const line = text.slice(text.lastIndexOf('\n', index) + 1, index);
    current = { pairs: new Map([pair]), start: index, end: index + whole.length, lead: line.slice(-200) };
    listings.push(current);
  }
  return listings.filter(({ pairs }) => pairs.size > 1);
}
