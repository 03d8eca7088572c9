import type { Cue } from '../codebook.ts';
import {
  alternativeWays,
  checkCost,
  cross,
  repeatWays,
  sequenceWays,
  SlowPattern,
  WORD_CHARACTERS,
  type CharacterSet,
  type PatternPart,
} from './pattern-part.ts';
import { EDGE, phraseFeature } from './phrase-feature.ts';

/** A cue's pattern, checked and compiled. */
export interface CuePattern {
  readonly source: string;
  /** Flags `gi`, and `u` where the pattern needs it. */
  readonly regex: RegExp;
  /**
   * What a sentence that it matches must have, for each of its alternatives: one of each list of features (`phrase-feature.ts`).
   * Empty when none could be derived, and the pattern has to be tried on every sentence.
   */
  readonly needs: readonly (readonly (readonly string[])[])[];
  /** The longest sentence that it matches, UTF-16; infinite unless it has to match all of it. */
  readonly longest: number;
}

/** Why a pattern was refused. */
export interface PatternFault {
  readonly fault: string;
  readonly hint: string;
}

const MAX_PATTERN = 1000;
// With the flag `u` a pattern takes twice as long to compile and to run; only these say something else without it.
const NEEDS_UNICODE = /\\[pPu]|[\ud800-\udfff]/;
// A pattern's words: more of them cost memory, fewer make it be tried more often.
const MAX_LITERALS = 400;
const MAX_MEMBERS = 8;
/** The most lists of texts that a pattern has. */
export const MAX_NEEDS = 6;
// How many times as long it takes to try a pattern on a sentence as to meet one of its texts.
const TRYING = 100;
// Lists of texts of which a sentence holds so many on average rule out nothing.
const USELESS = 3;
// Letters that nothing repeats, as long as what follows them may take in one place.
const LETTERS = /[a-zA-Z]{2,50}(?![*+?{])/y;
const WORD_END = /\w$/;
const WORD_START = /^\w/;

/**
 * Checks and compiles a pattern of a codebook. An apostrophe in it also matches `’`. Refused are: what JavaScript does
 * not accept, backreferences, repeats of what can itself match in more than one way (`(a+)+`, `(a|ab)*`), and patterns
 * that take too many ways or steps to find no match in the worst
 * sentence (`pattern-part.ts`); use counted repeats such as `.{0,40}` instead of `.*`.
 */
export function compileCuePattern(source: string): CuePattern | PatternFault {
  if (source.length > MAX_PATTERN) {
    return { fault: `${source.length} characters long, more than ${MAX_PATTERN}`, hint: 'write several shorter cues' };
  }
  let regex: RegExp;
  try {
    const written = source.replace(/(?<!\[[^\]]*)'/g, "['’]");
    regex = new RegExp(written, 'giu');
    if (!NEEDS_UNICODE.test(source)) regex = new RegExp(written, 'gi');
  } catch (error) {
    return {
      fault: (error as Error).message,
      hint: 'write it as a JavaScript regular expression with the flags i and u',
    };
  }
  try {
    const branches = new PatternReader(source).read();
    const needs = branches.map((branch) => chosenNeeds(setsOf(branch)));
    const longest = Math.max(
      ...branches.map(({ anchored, ends, longest: most }) => (anchored && ends ? most : Infinity)),
    );
    return {
      source,
      regex,
      needs: needs.every(({ length }) => length > 0) ? needs : [],
      // A character can be two units.
      longest: regex.unicode ? 2 * longest : longest,
    };
  } catch (error) {
    if (error instanceof SlowPattern) return { fault: error.message, hint: error.hint };
    throw error;
  }
}

// A codebook's patterns are checked when it is read, and used by several readers; what is kept goes with the codebook.
const COMPILED = new WeakMap<Cue, CuePattern | PatternFault>();

/** {@link compileCuePattern} of a cue's pattern, once for as long as the cue lives. */
export function cuePattern(cue: Cue): CuePattern | PatternFault {
  let pattern = COMPILED.get(cue);
  if (pattern === undefined) COMPILED.set(cue, (pattern = compileCuePattern(cue.pattern)));
  return pattern;
}

/** Walks the source of a pattern that JavaScript has accepted. */
class PatternReader {
  #at = 0;
  readonly #source: string;
  constructor(source: string) {
    this.#source = source;
  }

  /** Its alternatives. */
  read(): PatternPart[] {
    const branches = this.#branches();
    checkCost(branches.length === 1 ? branches[0]! : alternativeWays(branches));
    return branches;
  }

  #branches(): PatternPart[] {
    const branches = [this.#sequence()];
    while (this.#source[this.#at] === '|') {
      this.#at++;
      branches.push(this.#sequence());
    }
    return branches;
  }

  #oneOf(branches: readonly PatternPart[]): PatternPart {
    if (branches.length === 1) return branches[0]!;
    const exact = union(branches.map((branch) => branch.exact));
    const best = exact === undefined ? union(branches.map((branch) => bestOf(setsOf(branch)))) : undefined;
    const needs = best === undefined || best.length === 0 ? [] : [best];
    const closes = branches.every((branch) => branch.closes);
    const keepsClosed = branches.every((branch) => branch.keepsClosed);
    const lead = union(branches.map((branch) => branch.lead));
    return { exact, needs, ...alternativeWays(branches), lead, closes, keepsClosed };
  }

  #sequence(): PatternPart {
    const items: PatternPart[] = [];
    // The texts the last few items can spell; `whole` while they are all there is.
    let run: readonly string[] = [''];
    let whole = true;
    let closes = false;
    let keepsClosed = true;
    let mark = START;
    const needs: (readonly string[])[] = [];
    while (this.#at < this.#source.length && this.#source[this.#at] !== '|' && this.#source[this.#at] !== ')') {
      const item = this.#quantified();
      items.push(item);
      const product = item.exact === undefined ? undefined : cross(run, item.exact);
      const before = closes;
      closes = closes ? item.keepsClosed : item.closes;
      keepsClosed = keepsClosed ? item.keepsClosed : item.closes;
      if (product !== undefined) run = product;
      else {
        const first = run.map((text) => mark + text);
        needs.push(endsWord(item) ? first.map((text) => text + EDGE) : first);
        const atStart = mark === START && run.every((text) => text === '' || text === EDGE);
        if (item.exact === undefined) needs.push(...settled(item.needs, before ? EDGE : atStart ? START : ''));
        run = item.exact ?? [''];
        mark = (item.exact === undefined ? closes : before) ? EDGE : '';
        whole = false;
      }
    }
    return {
      exact: whole ? run : undefined,
      needs: [...needs, run.map((text) => mark + text)],
      closes,
      keepsClosed,
      ...sequenceWays(items),
    };
  }

  #quantified(): PatternPart {
    const item = this.#atom();
    const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(this.#source.slice(this.#at, this.#at + 16))?.[0];
    if (quantifier === undefined) return item;
    this.#at += quantifier.length;
    const [min, max] = bounds(quantifier);
    if (max === Infinity && item.ways > 1) {
      throw new SlowPattern(
        `${quantifier} repeats something that can match in several ways`,
        'repeat a single character class, or count the repeats: [\\w ]{0,40}',
      );
    }
    const optional = min === 0 && max === 1 && item.exact !== undefined;
    return {
      exact: optional ? union([item.exact, ['']]) : min === 1 && max === 1 ? item.exact : undefined,
      needs: min > 0 ? setsOf(item) : [],
      ...repeatWays(item, min, max),
      closes: min > 0 && item.closes,
      keepsClosed: item.keepsClosed,
    };
  }

  #atom(): PatternPart {
    const c = this.#source[this.#at]!;
    if (c === '(') return this.#group();
    if (c === '[') return this.#characterClass();
    if (c === '\\') return this.#escape();
    LETTERS.lastIndex = this.#at;
    const [letters = ''] = LETTERS.exec(this.#source) ?? [];
    if (letters.length > 1) {
      this.#at += letters.length;
      return word(letters);
    }
    const text = String.fromCodePoint(this.#source.codePointAt(this.#at)!);
    this.#at += text.length;
    if (c === '^') return { ...WORD_EDGE, anchored: true };
    if (c === '$') return { ...WORD_EDGE, ends: true };
    return c === '.' ? oneOf('.') : literal(text);
  }

  #group(): PatternPart {
    const opening = /^\((?:\?(?::|=|!|<=|<!|<\w+>|[ims]*(?:-[ims]+)?:))?/.exec(this.#source.slice(this.#at))![0];
    this.#at += opening.length;
    const inner = this.#oneOf(this.#branches());
    this.#at++;
    if (/^\(\?(?:=|!|<=|<!)$/.test(opening)) {
      const zero = { ...NOTHING, steps: inner.steps, looks: true };
      // `(?<=\()`: what stands before is no word.
      return opening === '(?<=' && inner.closes ? { ...zero, exact: [EDGE], closes: true } : zero;
    }
    return inner;
  }

  #characterClass(): PatternPart {
    const start = ++this.#at;
    while (this.#source[this.#at] !== ']') this.#at += this.#source[this.#at] === '\\' ? 2 : 1;
    const members = this.#source.slice(start, this.#at++);
    const any = oneOf(`[${members}]`);
    // A hyphen at an end is a hyphen.
    if (members.length > MAX_MEMBERS || /[\^\\]|.-./.test(members)) return any;
    return { ...any, exact: union([...members].map((member) => literal(member).exact)) };
  }

  #escape(): PatternPart {
    const [escape = '\\'] =
      /^\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|k<\w+>|.)/u.exec(this.#source.slice(this.#at)) ??
      [];
    this.#at += escape.length;
    const kind = escape[1] ?? '';
    if (kind === 'k' || /[1-9]/.test(kind)) {
      throw new SlowPattern(`backreference ${escape}`, 'write the words out instead of referring back to a group');
    }
    if (kind === 'b') return WORD_EDGE;
    if (kind === 'B') return { ...NOTHING, keepsClosed: false };
    return /[dDwWsSpPuxnrtvf0]/.test(kind) ? oneOf(escape) : literal(kind);
  }
}

const NOTHING: PatternPart = {
  exact: [''],
  needs: [],
  longest: 0,
  ways: 1,
  steps: 1,
  nullable: true,
  closes: false,
  keepsClosed: true,
};
const WORD_EDGE: PatternPart = { ...NOTHING, exact: [EDGE], closes: true };

function literal(text: string): PatternPart {
  const lower = text === '’' ? "'" : text.toLowerCase();
  const exact = lower.length === text.length ? [lower] : undefined;
  return { ...oneOf(/[\^$.*+?()[\]{}|/\\]/.test(text) ? `\\${text}` : text), exact };
}

/** What a word is read as, letter by letter, in one. */
function word(letters: string): PatternPart {
  const { first } = oneOf(letters[0]!);
  const { length } = letters;
  return {
    ...NOTHING,
    exact: [letters.toLowerCase()],
    longest: length,
    steps: length,
    nullable: false,
    first,
    keepsClosed: false,
  };
}

const SETS = new Map<string, CharacterSet>();
/** One character that `source` matches. */
function oneOf(source: string): PatternPart {
  let first = SETS.get(source);
  if (first === undefined) {
    const regex = new RegExp(`^${source}$`, 'iu');
    first = ['é', '中', '’', '–', '\u00a0', source].some((text) => regex.test(text) && text.charCodeAt(0) > 127)
      ? 1n << 128n
      : 0n;
    for (let code = 0; code < 128; code++) if (regex.test(String.fromCharCode(code))) first |= 1n << BigInt(code);
    SETS.set(source, first);
  }
  const closes = (first & WORD_CHARACTERS) === 0n;
  // With the flag `u` a character takes longer.
  const steps = NEEDS_UNICODE.test(source) ? 3 : 1;
  return { exact: undefined, needs: [], longest: 1, ways: 1, steps, single: true, first, closes, keepsClosed: closes };
}

/** Whether what stands before it ends there, if it is a word. */
function endsWord({ first, nullable }: PatternPart): boolean {
  return first !== undefined && nullable !== true && (first & WORD_CHARACTERS) === 0n;
}

function bounds(quantifier: string): [number, number] {
  if (quantifier.startsWith('*')) return [0, Infinity];
  if (quantifier.startsWith('+')) return [1, Infinity];
  if (quantifier.startsWith('?')) return [0, 1];
  const [, min = '0', comma, max] = /^\{(\d+)(,?)(\d*)\}/.exec(quantifier)!;
  return [Number(min), comma === '' ? Number(min) : max === '' ? Infinity : Number(max)];
}

function union(sets: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const all: string[] = [];
  for (const set of sets) {
    if (set === undefined) return undefined;
    all.push(...set);
  }
  return all.length > MAX_LITERALS ? undefined : all;
}

/** Stands where a group's text begins: whether that is the edge of a word, what stands before the group decides. */
const START = '\u0001';

function setsOf({ exact, needs }: PatternPart): readonly (readonly string[])[] {
  return exact === undefined ? needs : [exact.map((text) => START + text)];
}

function settled(sets: readonly (readonly string[])[], mark: string): readonly (readonly string[])[] {
  return sets.map((set) => set.map((text) => (text.startsWith(START) ? mark + text.slice(1) : text)));
}

/** The set that rules out most. */
function bestOf(sets: readonly (readonly string[])[]): readonly string[] | undefined {
  // A group stands mostly where a word begins.
  const shares = settled(sets, EDGE).map(frequency);
  const best = shares.indexOf(Math.min(...shares));
  return shares[best]! < USELESS ? sets[best] : undefined;
}

/** In which share of sentences one of the texts is to be expected, roughly; infinite when one cannot be looked for. */
function frequency(texts: readonly string[]): number {
  let sum = 0;
  for (const share of featuresOf(texts)?.values() ?? [Infinity]) sum += share;
  return texts.length === 0 ? Infinity : sum;
}

/** What the texts are known by, each once, with its share of sentences; undefined when one cannot be looked for. */
function featuresOf(texts: readonly string[]): ReadonlyMap<string, number> | undefined {
  const shares = new Map<string, number>();
  for (const text of texts) {
    const feature = phraseFeature(text);
    if (feature === undefined) return undefined;
    shares.set(feature.text, feature.share);
  }
  return shares;
}

/** Of the sets what those are known by that are worth looking for, without texts that would be met everywhere. */
function chosenNeeds(sets: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const plain = settled(sets, '')
    .map((set) => set.map(withEdges))
    .map((set) => ({ set, sum: frequency(set) }))
    .filter(({ sum }) => sum < USELESS)
    .sort((a, b) => a.sum - b.sum);
  const chosen: (readonly string[])[] = [];
  let tried = 1;
  for (const { set, sum } of plain.slice(0, MAX_NEEDS)) {
    const share = Math.min(1, sum);
    if (chosen.length > 0 && TRYING * tried * (1 - share) < share) break;
    tried *= share;
    chosen.push([...featuresOf(set)!.keys()]);
  }
  return chosen;
}

/** A text with `EDGE` only at its ends, and only where a word ends there; space around it says no more. */
function withEdges(text: string): string {
  const plain = text.replaceAll(EDGE, '');
  const trimmed = plain.trim();
  const left = WORD_START.test(trimmed) && (text.startsWith(EDGE) || /^\s/.test(plain));
  const right = WORD_END.test(trimmed) && (text.endsWith(EDGE) || /\s$/.test(plain));
  return `${left ? EDGE : ''}${trimmed}${right ? EDGE : ''}`;
}
