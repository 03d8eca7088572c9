import { looksUpPerson, symbolTool, toolWords, writesSomething } from '../wording/tool-words.ts';

// Words that tools share without being about the same thing.
const GENERIC = /^(?:details?|info|information|data|status|id|ids|by|to|the|of|list|all|items?|recent|current)$/;

/**
 * Which symbols may take each other's place: calls that change the same sort of thing (`book_reservation`,
 * `cancel_reservation`), and calls that look for the same sort of thing with the same verb (`search_direct_flight`,
 * `search_onestop_flight`). Shell commands and moves stand for themselves.
 *
 * @param symbols - the distinct symbols in use
 * @returns classes of at least two, each sorted, no symbol in two of them
 */
export function symbolClasses(symbols: readonly string[]): string[][] {
  const members = new Map<string, string[]>();
  for (const symbol of [...symbols].sort()) {
    if (!symbol.startsWith('tool:') || symbol.endsWith(')')) continue;
    const { tool } = symbolTool(symbol);
    const { verb, object } = toolWords(tool);
    const words = new Set(object.split(' ').filter((word) => word !== '' && !GENERIC.test(word)));
    for (const word of words) {
      const key = writesSomething(tool) ? word : `${verb} ${looksUpPerson(tool) ? 'person' : word}`;
      const known = members.get(key) ?? [];
      if (!known.includes(symbol)) members.set(key, [...known, symbol]);
    }
  }
  // Larger classes first; a symbol stays with the first class that claims it.
  const taken = new Set<string>();
  const classes: string[][] = [];
  for (const [, claimed] of [...members].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))) {
    const free = claimed.filter((symbol) => !taken.has(symbol));
    if (free.length < 2) continue;
    for (const symbol of free) taken.add(symbol);
    classes.push(free);
  }
  return classes;
}

const MAX_WRITING = 8;
const MOST_OF_ONE_SORT = 0.6;

/**
 * All calls that change something, as one class. None when there are fewer than two or too many to name in a sentence, or
 * when most of them are about one sort of thing: then that class of {@link symbolClasses} says it better.
 */
export function writingClass(symbols: readonly string[]): string[][] {
  const writing = [...symbols]
    .filter((symbol) => symbol.startsWith('tool:') && !symbol.endsWith(')') && writesSomething(symbolTool(symbol).tool))
    .sort();
  const largest = Math.max(0, ...symbolClasses(writing).map((members) => members.length));
  const nameable = writing.length >= 2 && writing.length <= MAX_WRITING;
  return nameable && largest <= MOST_OF_ONE_SORT * writing.length ? [writing] : [];
}
