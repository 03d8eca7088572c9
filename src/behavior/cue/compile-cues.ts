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
interface CompiledCue {
  readonly owner: number;
  /** Undefined: it takes back what others say. */
  readonly language: string | undefined;
  readonly pattern: CuePattern;
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
  /** Per phrase: what it is needed by, as the cue times 16, plus 8 when the list is the cue's last, plus its place among them. */
  readonly neededBy: readonly (readonly number[])[];
}

// A pattern has fewer lists (`MAX_NEEDS`).
const [STAGES, LAST] = [8, 8];

/**
 * Compiles the cues of codebooks. The fixed words of all patterns are found in a single pass over the text; only a sentence
 * that holds a pattern's words, in their order, is tried with that pattern. What quotes, negates or supposes a cue takes it
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
      for (const cue of code.match.cues) cues.push({ owner, language: cue.language ?? 'en', pattern: compile(cue) });
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
  const neededBy = new Map<string, number[]>();
  for (const [cue, { pattern }] of cues.entries()) {
    for (const [stage, phrases] of pattern.needs.entries()) {
      for (const phrase of phrases) {
        const list = neededBy.get(phrase);
        const need = (cue << 4) | (stage === pattern.needs.length - 1 ? LAST : 0) | stage;
        if (list === undefined) neededBy.set(phrase, [need]);
        else list.push(need);
      }
    }
  }
  return { scanner: phraseScanner([...neededBy.keys()]), neededBy: [...neededBy.values()] };
}

function cueReader({ codes, cues, words }: CueIndex, keep: (code: Code) => boolean): CueReader {
  const isKept = codes.map(({ code }) => keep(code));
  const own = [...cues.keys()].filter((cue) => isKept[cues[cue]!.owner]);
  const always = own.filter((cue) => cues[cue]!.language !== undefined && cues[cue]!.pattern.needs.length === 0);
  const stages = Uint8Array.from(cues, ({ pattern }) => pattern.needs.length);
  let scanner: PhraseScanner | undefined;
  let neededBy: readonly Int32Array[] = [];
  // For each cue the sentence in which its phrases were last met, times STAGES, plus how many of its lists have been met there;
  // for each code the sentence in which it was last found. Sentences are counted over all texts ever read.
  const met = new Float64Array(cues.length);
  const foundIn = new Float64Array(codes.length);
  let here = 0;
  // What is being read.
  let text = '';
  let language: string | undefined;
  let from = 0;
  let to = 0;
  let sentence: string | undefined;
  let hits: { readonly owner: number; readonly hit: CueHit }[] = [];

  return { empty: own.length === 0, read };

  function read(
    whole: string,
    { language: written, sentences = segmentSentences(whole) }: Parameters<CueReader['read']>[1] = {},
  ): CueHit[] {
    if (own.length === 0 || sentences.length === 0) return [];
    if (scanner === undefined) prepare();
    text = whole;
    language = written;
    const found: CueHit[] = [];
    for (const { start, end, code } of sentences) {
      if (code) continue;
      here++;
      [from, to, sentence] = [start, end, undefined];
      scanner!.scan(text, meet, start, end);
      // A lone mark such as a bullet says nothing.
      if (end - start > 1) for (const cue of always) attempt(cue);
      if (hits.length === 0) continue;
      if (hits.length > 1) hits.sort((a, b) => a.owner - b.owner);
      for (const { owner, hit } of hits) if (!codes[owner]!.unless.some(takesBack)) found.push(hit);
      hits = [];
    }
    text = '';
    sentence = undefined;
    return found;
  }

  function prepare(): void {
    const all = words();
    scanner = all.scanner;
    const kept = new Uint8Array(cues.length);
    for (const cue of own) kept[cue] = 1;
    neededBy = all.neededBy.map((list) => Int32Array.from(list.filter((need) => kept[need >> 4] === 1)));
  }

  /** Takes note of a phrase: a cue is tried when the last of its lists is met after all the others. */
  function meet(phrase: number): void {
    const needs = neededBy[phrase]!;
    const none = here * STAGES;
    for (let k = 0; k < needs.length; k++) {
      const need = needs[k]!;
      const cue = need >> 4;
      const stage = need & 7;
      if (stage === 0 ? met[cue]! >= none : met[cue] !== none + stage) continue;
      met[cue] = none + stage + 1;
      if ((need & LAST) !== 0) attempt(cue);
    }
  }

  function attempt(cue: number): void {
    const { owner, language: written, pattern } = cues[cue]!;
    if (written === undefined || foundIn[owner] === here || (language !== undefined && language !== written)) return;
    sentence ??= text.slice(from, to);
    const { codebook, code } = codes[owner]!;
    const place = placeOf(pattern.regex, sentence, code);
    if (place === undefined) return;
    foundIn[owner] = here;
    hits.push({ owner, hit: { codebook, code, start: from, end: to, cue: place } });
  }

  /** Whether a pattern that takes back what others say is in the sentence; all of its phrases have been looked for. */
  function takesBack(cue: number): boolean {
    if (stages[cue]! > 0 && met[cue] !== here * STAGES + stages[cue]!) return false;
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
