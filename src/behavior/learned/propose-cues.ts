import type { Code, Cue } from '../codebook.ts';
import { cuePattern } from '../cue/cue-pattern.ts';
import type { Labelled } from './cross-validate.ts';
import { codeIndex, cueReaderOf } from './cue-reader-of.ts';
import { logOddsZ } from './log-odds-z.ts';
import { textWords, wordStem } from './text-words.ts';

/** A segment that a person labelled. */
export interface LabelledText extends Labelled {
  readonly text: string;
}

/** How {@link proposeCues} reads the segments. */
export interface ProposeOptions {
  /** What to look for; a word of it that is rare in the background needs one labelled segment only. */
  readonly sentence?: string;
  /** Segments nobody labelled: what is common in them says little. */
  readonly background: readonly string[];
  /** ISO 639-1 language the cues are for; default `en`. */
  readonly language?: string;
  /** Of reasoning: what stands in a clause that supposes is taken back (`is-taken-back.ts`). */
  readonly unit: Code['unit'];
}

const MAX_WORDS = 4;
// A pattern seen once is that place's own.
const MIN_SUPPORT = 2;
const MAX_CANDIDATES = 400;
const MAX_CUES = 20;
// A cue that adds less to F1 is not worth a reader's time, and of cues that differ by less the shortest says it best.
const MIN_GAIN = 0.005;
// A word of the sentence that more of the background has tells nothing.
const RARE = 0.05;
// A cue is to be right more often than wrong (Laplace's rule over the labelled segments it speaks in).
const MIN_PRECISION = 0.5;
const HAS_DIGIT = /\p{N}/u;

interface Candidate {
  readonly pattern: string;
  readonly z: number;
  /** Words. */
  readonly length: number;
  /** It holds a telling word of the sentence. */
  readonly isTold: boolean;
  /** Which labelled segments it speaks in, and in how many of the background. */
  readonly hits: ReadonlySet<number>;
  readonly backgroundHits: number;
  /** Share of the labelled segments it speaks in that are labelled present, by Laplace's rule. */
  readonly precision: number;
}

/**
 * Proposes cues for a code: words and stretches of up to four words that stand out in what is labelled present (log odds
 * with an informative prior, at least twice, the sentence counting as once), of which those are taken, one by one, that raise
 * F1 most. Segments that nobody labelled count, all together, as much as those labelled absent; how many that a cue speaks in
 * are wrong is guessed from the labelled ones (Laplace's rule). All are literal, so none can be slow.
 *
 * @returns cues in the order they were taken; none when nothing labelled present has words in common that others lack
 */
export function proposeCues(segments: readonly LabelledText[], options: ProposeOptions): Cue[] {
  const { language = 'en' } = options;
  const candidates = findCandidates(segments, options);
  const positives = segments.filter(({ present }) => present).length;
  const negatives = segments.length - positives;
  const weight = Math.max(1, negatives) / Math.max(1, options.background.length);
  const taken = new Set<Candidate>();
  let covered: ReadonlySet<number> = new Set();
  let wrong = 0;
  let f1 = 0;
  // The words of the sentence go first: what two labelled segments share by chance must not stand in their place.
  for (let told = true; taken.size < MAX_CUES;) {
    const tried = candidates
      .filter((candidate) => !taken.has(candidate) && (candidate.isTold || !told))
      .map((candidate) => {
        const found = covered.union(candidate.hits);
        const matched = [...found].filter((i) => segments[i]!.present).length;
        const others = wrong + weight * candidate.backgroundHits * (1 - candidate.precision);
        return { candidate, found, others, f1: (2 * matched) / (positives + found.size + others) };
      });
    const most = Math.max(0, ...tried.map((one) => one.f1));
    if (most < f1 + MIN_GAIN) {
      if (!told) break;
      told = false;
      continue;
    }
    const [best] = tried
      .filter((one) => one.f1 > most - MIN_GAIN)
      .sort((a, b) => a.candidate.length - b.candidate.length || b.f1 - a.f1 || b.candidate.z - a.candidate.z);
    taken.add(best!.candidate);
    ({ found: covered, others: wrong, f1 } = best!);
  }
  return [...taken].map(({ pattern }) => ({ pattern, ...(language !== 'en' && { language }) }));
}

function findCandidates(
  segments: readonly LabelledText[],
  { background, unit, language, sentence = '' }: ProposeOptions,
): Candidate[] {
  const positives = segments.filter(({ present }) => present).length;
  const inBoth = new Map<string, { yes: number; no: number; texts: Set<string> }>();
  for (const { text, present } of segments) {
    for (const words of stretchesOf(text)) {
      const count = inBoth.get(words) ?? { yes: 0, no: 0, texts: new Set() };
      inBoth.set(words, count);
      if (present) count.texts.add(text);
      count[present ? 'yes' : 'no']++;
    }
  }
  const told = tellingStems(sentence, background);
  const isTold = (words: string): boolean => stemsOf(words).some((stem) => told.has(stem));
  const likely = new Map([...inBoth].filter(([words, { texts }]) => texts.size > 0 && texts.size + Number(isTold(words)) >= MIN_SUPPORT)); // prettier-ignore
  const elsewhere = new Map<string, number>();
  for (const text of background) {
    for (const words of stretchesOf(text)) if (likely.has(words)) elsewhere.set(words, (elsewhere.get(words) ?? 0) + 1);
  }
  const others = segments.length - positives + background.length;
  const ranked = [...likely]
    .map(([words, { yes, no }]) => {
      const second = { n: no + (elsewhere.get(words) ?? 0), of: others };
      const all = { n: yes + second.n, of: segments.length + background.length };
      return { words, z: logOddsZ({ n: yes, of: positives }, second, all) };
    })
    .filter(({ z }) => z > 0)
    .sort((a, b) => b.z - a.z || b.words.length - a.words.length || (a.words < b.words ? -1 : 1))
    .slice(0, MAX_CANDIDATES)
    .map(({ words, z }) => ({
      pattern: literalPattern(words),
      z,
      length: words.split(' ').length,
      isTold: isTold(words),
    }))
    .filter(({ pattern }) => 'regex' in cuePattern({ pattern }));
  const reader = cueReaderOf(
    ranked.map(({ pattern }) => [{ pattern, ...(language !== undefined && { language }) }]),
    unit,
  );
  const hits = ranked.map(() => new Set<number>());
  const backgroundHits = ranked.map(() => 0);
  for (const [i, { text }] of segments.entries()) {
    for (const { code } of reader.read(text)) hits[codeIndex(code)]!.add(i);
  }
  for (const text of background) {
    for (const at of new Set(reader.read(text).map(({ code }) => codeIndex(code)))) backgroundHits[at]! += 1;
  }
  return ranked
    .map((one, i) => {
      const own = [...hits[i]!].filter((at) => segments[at]!.present).length;
      const precision = (own + 1) / (hits[i]!.size + 2);
      return { ...one, hits: hits[i]!, backgroundHits: backgroundHits[i]!, precision };
    })
    .filter(({ precision }) => precision >= MIN_PRECISION);
}

/** Words and stretches of up to four words parted by single spaces, as they stand there in lower case, each once. */
function stretchesOf(text: string): Set<string> {
  const words = textWords(text);
  const stretches = new Set<string>();
  for (const [first, { start }] of words.entries()) {
    for (let last = first; last < Math.min(words.length, first + MAX_WORDS); last++) {
      const { word, end } = words[last]!;
      if (HAS_DIGIT.test(word)) break;
      const gap = last === first ? '' : text.slice(words[last - 1]!.end, words[last]!.start);
      if (gap !== '' && gap !== ' ') break;
      stretches.add(text.slice(start, end).toLowerCase().replaceAll('’', "'"));
    }
  }
  return stretches;
}

function stemsOf(text: string): string[] {
  return textWords(text).map(({ word }) => wordStem(word));
}

function tellingStems(sentence: string, background: readonly string[]): Set<string> {
  const counts = new Map(stemsOf(sentence).map((stem) => [stem, 0]));
  for (const text of background) {
    for (const stem of new Set(stemsOf(text))) if (counts.has(stem)) counts.set(stem, counts.get(stem)! + 1);
  }
  return new Set([...counts].filter(([, n]) => n <= RARE * background.length).map(([stem]) => stem));
}

/** The words as a pattern that matches nothing longer. */
function literalPattern(words: string): string {
  const escaped = words.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  const before = /^\w/.test(words) ? String.raw`\b` : String.raw`(?<![\p{L}\p{N}])`;
  const after = /\w$/.test(words) ? String.raw`\b` : String.raw`(?![\p{L}\p{N}])`;
  return /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(words)
    ? escaped
    : `${before}${escaped}${after}`;
}
