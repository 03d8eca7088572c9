import { EthogramError } from '../../core/ethogram-error.ts';
import type { Code, Codebook, Cue } from '../codebook.ts';
import { cuePattern, type CuePattern } from './cue-pattern.ts';
import { isTakenBack } from './is-taken-back.ts';
import { phraseScanner, type PhraseScanner } from './phrase-scanner.ts';
import { segmentSentences, type Sentence } from '../text/segment-sentences.ts';

/** A sentence in which a code's cue speaks. */
export interface CueHit {
  readonly codebook: Codebook;
  readonly code: Code;
  /** The sentence, UTF-16. */
  readonly start: number;
  readonly end: number;
  /** The words that matched, within the sentence. */
  readonly cue: { readonly start: number; readonly end: number };
}

/** Cues of any number of codebooks, compiled to be read in one pass. */
export interface CueReader {
  /** Whether there is anything to look for. */
  readonly empty: boolean;
  /**
   * The hits in a text: at most one per code and sentence, in order of sentence, then of the codes in their codebooks.
   *
   * @param language - ISO 639-1; cues for other languages are left out (undefined: none is)
   * @param sentences - those of `text`, when the caller has them already
   */
  read(
    text: string,
    options?: { readonly language?: string | undefined; readonly sentences?: readonly Sentence[] },
  ): CueHit[];
}

interface CompiledCode {
  readonly codebook: Codebook;
  readonly code: Code;
  /** Which patterns take back what its cues say. */
  readonly unless: readonly number[];
}
/** Where a cue speaks in the sentence that is being read. */
interface Hit {
  readonly owner: number;
  readonly cue: number;
  readonly place: CueHit['cue'];
}
interface CompiledCue {
  readonly owner: number;
  /** Undefined: it takes back what others say. */
  readonly language: string | undefined;
  readonly pattern: CuePattern;
  /** What the sentence before must hold. */
  readonly after?: RegExp;
}
/** Compiled cues: what is common to all their readers. */
interface CueIndex {
  readonly codes: readonly CompiledCode[];
  readonly cues: readonly CompiledCue[];
  /** Made for the first text: not every reader gets one. */
  readonly words: () => CueWords;
}
interface CueWords {
  readonly scanner: PhraseScanner;
  readonly features: number;
  /** For each cue, where in `lists` the alternatives of its pattern begin. */
  readonly ways: readonly (readonly number[])[];
  /**
   * Features, as `PhraseScanner.meets` takes them: a sentence that an alternative matches has one of each of its lists. The
   * first list is the rarest; its features call for the others to be looked at.
   */
  readonly lists: Int32Array;
}
/** What a reader looks for in texts of one language. */
interface Wanted {
  /** 1: a feature that calls for something. */
  readonly features: Uint8Array;
  /** For each feature, and for the end, where in `calls` it begins. */
  readonly from: Int32Array;
  /** Pairs: a cue, and where in `lists` what else it needs begins. */
  readonly calls: Int32Array;
  /** Cues without a feature. */
  readonly always: readonly number[];
}

const NONE: readonly number[] = [];

/**
 * Compiles the cues of codebooks. The fixed words of all patterns are found in a single pass over the text; only a sentence
 * that holds a pattern's words is tried with that pattern. What quotes, negates or supposes a cue takes it
 * back (`is-taken-back.ts`), and fenced code is nobody's words.
 *
 * @param keep - which codes to read for; default all
 * @throws EthogramError `bad-codebook` when a pattern does not compile or could be slow
 */
export function compileCues(codebooks: readonly Codebook[], keep: (code: Code) => boolean = () => true): CueReader {
  return cueReaders(codebooks)(keep);
}

/** {@link compileCues} for several readers, which have their words in common. */
export function cueReaders(codebooks: readonly Codebook[]): (keep: (code: Code) => boolean) => CueReader {
  const codes: CompiledCode[] = [];
  const cues: CompiledCue[] = [];
  for (const codebook of codebooks) {
    for (const code of codebook.codes) {
      const compile = (cue: Cue): CuePattern => compiled(cue, `${codebook.name}/${code.slug}`);
      if (code.match.cues === undefined || code.match.cues.length === 0) continue;
      const owner = codes.length;
      for (const cue of code.match.cues) {
        const after = cue.after === undefined ? {} : { after: compile({ pattern: cue.after }).regex };
        cues.push({ owner, language: cue.language ?? 'en', pattern: compile(cue), ...after });
      }
      const unless = (code.match.unless ?? []).map(
        (cue) => cues.push({ owner, language: undefined, pattern: compile(cue) }) - 1,
      );
      codes.push({ codebook, code, unless });
    }
  }
  let words: CueWords | undefined;
  const index: CueIndex = { codes, cues, words: () => (words ??= cueWords(cues)) };
  return (keep) => cueReader(index, keep);
}

function cueWords(cues: readonly CompiledCue[]): CueWords {
  const numbers = new Map<string, number>();
  const numberOf = (feature: string): number => {
    const number = numbers.get(feature) ?? numbers.size;
    numbers.set(feature, number);
    return number;
  };
  const lists: number[] = [];
  const ways = cues.map(({ pattern }) =>
    pattern.needs.map((needs) => {
      const at = lists.length;
      for (const list of needs) lists.push(list.length, ...list.map(numberOf));
      lists.push(0);
      return at;
    }),
  );
  const scanner = phraseScanner([...numbers.keys()]);
  return { scanner, features: numbers.size, ways, lists: Int32Array.from(lists) };
}

function cueReader({ codes, cues, words }: CueIndex, keep: (code: Code) => boolean): CueReader {
  const isKept = codes.map(({ code }) => keep(code));
  const own = [...cues.keys()].filter((cue) => isKept[cues[cue]!.owner] && cues[cue]!.language !== undefined);
  // By language; undefined: all cues.
  const wanted = new Map<string | undefined, Wanted>();
  let seen: Int32Array | undefined;
  // For each cue the sentence in which it was last tried; they are counted over all texts ever read.
  const triedIn = new Float64Array(cues.length);
  let here = 0;
  // What is being read.
  let text = '';
  let from = 0;
  let to = 0;
  let sentence: string | undefined;
  let before: Sentence | undefined;
  let hits: Hit[] = [];

  return { empty: own.length === 0, read };

  function read(
    whole: string,
    { language, sentences = segmentSentences(whole) }: Parameters<CueReader['read']>[1] = {},
  ): CueHit[] {
    if (own.length === 0 || sentences.length === 0) return [];
    const { scanner, features, lists } = words();
    const { calls, from: callsFrom, always, features: telling } = wantedIn(language);
    seen ??= new Int32Array(features);
    text = whole;
    const found: CueHit[] = [];
    let last: Sentence | undefined;
    for (const one of sentences) {
      const { start, end, code } = one;
      if (code) continue;
      before = last;
      last = one;
      const count = scanner.scan(text, start, end, telling, seen);
      // A lone mark such as a bullet says nothing.
      const rest = end - start > 1 ? always : NONE;
      if (count === 0 && rest.length === 0) continue;
      here++;
      from = start;
      to = end;
      sentence = undefined;
      for (let k = 0; k < count; k++) {
        const feature: number = seen[k]!;
        const until = callsFrom[feature + 1]!;
        for (let n: number = callsFrom[feature]!; n < until; n += 2) {
          const cue = calls[n]!;
          if (triedIn[cue] !== here && scanner.meets(lists, calls[n + 1]!)) attempt(cue);
        }
      }
      for (const cue of rest) attempt(cue);
      if (hits.length === 0) continue;
      if (hits.length > 1) hits.sort((a, b) => a.owner - b.owner);
      for (const { owner, place } of hits) {
        const { codebook, code: told, unless } = codes[owner]!;
        if (!unless.some(takesBack)) found.push({ codebook, code: told, start, end, cue: place });
      }
      hits = [];
    }
    text = '';
    sentence = undefined;
    return found;
  }

  function wantedIn(language: string | undefined): Wanted {
    let known = wanted.get(language);
    if (known !== undefined) return known;
    const { features, ways, lists } = words();
    const calls = Array.from({ length: features }, (): number[] => []);
    const spoken = own.filter((cue) => language === undefined || cues[cue]!.language === language);
    for (const cue of spoken) {
      for (const at of ways[cue]!) {
        const others = at + 1 + lists[at]!;
        for (let k = at + 1; k < others; k++) calls[lists[k]!]!.push(cue, others);
      }
    }
    const begins = new Int32Array(features + 1);
    for (const [feature, { length }] of calls.entries()) begins[feature + 1] = begins[feature]! + length;
    known = {
      features: Uint8Array.from(calls, ({ length }) => (length === 0 ? 0 : 1)),
      from: begins,
      calls: Int32Array.from(calls.flat()),
      always: spoken.filter((cue) => ways[cue]!.length === 0),
    };
    wanted.set(language, known);
    return known;
  }

  /** Takes note of where a cue speaks; of a code's cues, the one that speaks first. */
  function attempt(cue: number): void {
    triedIn[cue] = here;
    const { owner, pattern, after } = cues[cue]!;
    if (to - from > pattern.longest) return;
    sentence ??= text.slice(from, to);
    const place = placeOf(pattern.regex, sentence, codes[owner]!.code);
    if (place === undefined || (after !== undefined && !comesAfter(after))) return;
    const hit = { owner, cue, place };
    const known = hits.findIndex((other) => other.owner === owner);
    if (known < 0) hits.push(hit);
    else if ((place.start - hits[known]!.place.start || cue - hits[known]!.cue) < 0) hits[known] = hit;
  }

  function comesAfter(regex: RegExp): boolean {
    if (before === undefined) return false;
    regex.lastIndex = 0;
    return regex.test(text.slice(before.start, before.end));
  }

  /** Whether a pattern that takes back what others say is in the sentence. */
  function takesBack(cue: number): boolean {
    const { scanner, ways, lists } = words();
    if (ways[cue]!.length > 0 && !ways[cue]!.some((at) => scanner.meets(lists, at))) return false;
    const { regex } = cues[cue]!.pattern;
    regex.lastIndex = 0;
    return regex.test(sentence!);
  }

  /** Where a pattern speaks for its code and is not taken back. */
  function placeOf(regex: RegExp, said: string, { unit }: Code): CueHit['cue'] | undefined {
    regex.lastIndex = 0;
    for (let match = regex.exec(said); match !== null; match = regex.exec(said)) {
      const start = from + match.index;
      if (match[0] === '') regex.lastIndex++;
      else if (!isTakenBack(text, start, { supposing: unit === 'reasoning' })) {
        return { start, end: start + match[0].length };
      }
    }
    return undefined;
  }
}

function compiled(cue: Cue, place: string): CuePattern {
  const pattern = cuePattern(cue);
  if ('fault' in pattern) {
    throw new EthogramError('bad-codebook', `${place}: pattern ${cue.pattern}: ${pattern.fault}`, {
      hint: pattern.hint,
    });
  }
  return pattern;
}
