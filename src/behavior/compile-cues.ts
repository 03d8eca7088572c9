import { EthogramError } from '../core/ethogram-error.ts';
import type { Code, Codebook, Cue } from './codebook.ts';
import { cuePattern, type CuePattern } from './cue-pattern.ts';
import { isTakenBack } from './is-taken-back.ts';
import { literalScanner, type LiteralScanner } from './literal-scanner.ts';
import { segmentSentences, type Sentence } from './segment-sentences.ts';

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
  readonly unless: readonly CuePattern[];
}
interface CompiledCue {
  readonly owner: number;
  readonly language: string;
  readonly pattern: CuePattern;
}

/**
 * Compiles the cues of codebooks. One automaton finds the fixed words of all patterns in a single pass over the text;
 * only a sentence that holds a pattern's words is tried with that pattern. What quotes, negates or supposes a cue takes
 * it back (`is-taken-back.ts`), and fenced code is nobody's words.
 *
 * @param keep - which codes to read for; default all
 * @throws EthogramError `bad-codebook` when a pattern does not compile or could be slow
 */
export function compileCues(codebooks: readonly Codebook[], keep: (code: Code) => boolean = () => true): CueReader {
  const codes: CompiledCode[] = [];
  const cues: CompiledCue[] = [];
  for (const codebook of codebooks) {
    for (const code of codebook.codes) {
      if (code.match.cues === undefined || code.match.cues.length === 0 || !keep(code)) continue;
      const compile = (cue: Cue): CuePattern => compiled(cue, `${codebook.name}/${code.slug}`);
      const owner = codes.push({ codebook, code, unless: (code.match.unless ?? []).map(compile) }) - 1;
      for (const cue of code.match.cues) cues.push({ owner, language: cue.language ?? 'en', pattern: compile(cue) });
    }
  }
  const cuesOfLiteral = new Map<string, number[]>();
  const always: number[] = [];
  for (const [index, { pattern }] of cues.entries()) {
    if (pattern.literals === undefined) always.push(index);
    for (const literal of pattern.literals ?? []) {
      cuesOfLiteral.set(literal, [...(cuesOfLiteral.get(literal) ?? []), index]);
    }
  }
  // Made for the first text: not every reader gets one.
  let scanner: LiteralScanner | undefined;
  const triggered = [...cuesOfLiteral.values()];
  // Which sentence each cue was last tried in, and each code last found in, counted over all texts ever read.
  const triedIn = new Float64Array(cues.length).fill(-1);
  const foundIn = new Float64Array(codes.length).fill(-1);
  let sentencesBefore = 0;

  return {
    empty: cues.length === 0,
    read(text, { language, sentences: given } = {}) {
      if (cues.length === 0 || text.length === 0) return [];
      let sentences = given;
      const found: { readonly sentence: number; readonly owner: number; readonly cue: CueHit['cue'] }[] = [];
      let at = 0;
      const attempt = (cue: number, index: number): void => {
        if (triedIn[cue] === sentencesBefore + index) return;
        triedIn[cue] = sentencesBefore + index;
        const { owner, language: written, pattern } = cues[cue]!;
        const { start, end, code: isCode } = sentences![index]!;
        if (isCode || foundIn[owner] === sentencesBefore + index || (language !== undefined && language !== written))
          return;
        const place = speaks(pattern.regex, codes[owner]!, text, start, end);
        if (place === undefined) return;
        foundIn[owner] = sentencesBefore + index;
        found.push({ sentence: index, owner, cue: place });
      };
      scanner ??= literalScanner([...cuesOfLiteral.keys()]);
      scanner.scan(text, (literal, end) => {
        sentences ??= segmentSentences(text);
        while (at < sentences.length && sentences[at]!.end < end) at++;
        if (at < sentences.length) for (const cue of triggered[literal]!) attempt(cue, at);
      });
      if (always.length > 0) {
        sentences ??= segmentSentences(text);
        for (const [index, { start, end }] of sentences.entries()) {
          // A lone mark such as a bullet says nothing.
          if (end - start > 1) for (const cue of always) attempt(cue, index);
        }
      }
      sentencesBefore += sentences?.length ?? 0;
      found.sort((a, b) => a.sentence - b.sentence || a.owner - b.owner);
      return found.map(({ sentence, owner, cue }) => {
        const { codebook, code } = codes[owner]!;
        const { start, end } = sentences![sentence]!;
        return { codebook, code, start, end, cue };
      });
    },
  };
}

/** Where in the sentence a pattern speaks for its code; undefined when it does not, or is taken back. */
function speaks(
  regex: RegExp,
  { code, unless }: CompiledCode,
  text: string,
  start: number,
  end: number,
): CueHit['cue'] | undefined {
  const sentence = text.slice(start, end);
  regex.lastIndex = 0;
  for (let match = regex.exec(sentence); match !== null; match = regex.exec(sentence)) {
    const from = start + match.index;
    if (match[0] === '') regex.lastIndex++;
    else if (!isTakenBack(text, from, { supposing: code.unit === 'reasoning' })) {
      if (unless.some((pattern) => matches(pattern.regex, sentence))) return undefined;
      return { start: from, end: from + match[0].length };
    }
  }
  return undefined;
}

function matches(regex: RegExp, sentence: string): boolean {
  regex.lastIndex = 0;
  return regex.test(sentence);
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
