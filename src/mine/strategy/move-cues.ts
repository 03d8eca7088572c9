import { compileCuePattern } from '../../behavior/cue/cue-pattern.ts';
import type { Cue } from '../../behavior/codebook.ts';
import { textLanguage } from '../../behavior/text/text-language.ts';
import type { Lexicon } from '../digest/lexicon.ts';
import { sentenceTerms } from './sentence-terms.ts';

/** How well cues find the sentences they were made from, over all sentences of the corpus. */
export interface MoveCues {
  readonly cues: readonly Cue[];
  /** Of the sentences the cues find, how many are of the move (0–1). */
  readonly precision: number;
  /** Of the move's sentences, how many the cues find (0–1). */
  readonly recall: number;
}

interface Pattern {
  readonly source: string;
  readonly regex: RegExp;
  /** A word that every match holds, the rarest. */
  readonly word: string;
}

const MAX_CUES = 16;
const MAX_SOURCES = 60;
// Wordings that hold a cue's rarest word; of more, this many, evenly spread.
const MAX_TRIED = 4000;
const MAX_WORDS = 4;
const ENOUGH_RECALL = 0.97;
// A cue must be right this often; when none is, the next best is tried.
const PRECISIONS = [0.9, 0.7, 0.5];
const GAP = '.{1,40}';
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’]\p{L}+)?|⟨\w+⟩/gu;

/**
 * Makes the cues by which moves are seen again: words that tell in the order they stand, with gaps between. Each cue is tried on
 * the wordings of the corpus; those that find much of the move and little else are kept, until they find nearly all of it.
 *
 * @param moves - per move its wordings (ids, most often said first)
 * @param said - how often each wording is said
 * @returns per move its cues; none when nothing tells the move
 */
export function moveCues(
  moves: readonly (readonly number[])[],
  { wordings, said }: { wordings: Lexicon; said: Int32Array },
): MoveCues[] {
  const text = (id: number): string => wordings.word(id).replace(/’/g, "'");
  const holders = new Map<string, number[]>();
  for (const members of moves)
    for (const id of members.slice(0, MAX_SOURCES))
      for (const { word } of tellingWords(text(id))) holders.set(word, []);
  for (let id = 0; id < wordings.size; id++) {
    if (said[id] === 0) continue;
    for (const word of new Set(wordsOf(text(id)))) holders.get(word)?.push(id);
  }
  return moves.map((members) => cuesOf(members, { text, said, holders }));
}

function cuesOf(
  members: readonly number[],
  {
    text,
    said,
    holders,
  }: { text: (id: number) => string; said: Int32Array; holders: ReadonlyMap<string, readonly number[]> },
): MoveCues {
  const own = new Set(members);
  const total = members.reduce((sum, id) => sum + said[id]!, 0);
  const weigh = (ids: Iterable<number>): { hits: number; misses: number } => {
    const weights = { hits: 0, misses: 0 };
    for (const id of ids) weights[own.has(id) ? 'hits' : 'misses'] += said[id]!;
    return weights;
  };
  const texts = members.slice(0, MAX_SOURCES).map(text);
  const tried = patternsOf(texts, (word) => holders.get(word)?.length ?? 0).map(({ source, regex, word }) => {
    const found = spread(holders.get(word)!, MAX_TRIED).filter((id) => regex.test(text(id)));
    const { hits, misses } = weigh(found);
    return { source, found, precision: hits / Math.max(1, hits + misses) };
  });
  const chosen: string[] = [];
  const found = new Set<number>();
  for (const precision of PRECISIONS) {
    const open = tried.filter((pattern) => pattern.precision >= precision);
    while (chosen.length < MAX_CUES && weigh(found).hits < ENOUGH_RECALL * total) {
      let best: { source: string; gain: number; found: readonly number[] } | undefined;
      for (const { source, found: ids } of open) {
        const { hits, misses } = weigh(ids.filter((id) => !found.has(id)));
        const gain = hits - misses;
        if (
          gain > (best?.gain ?? 0) ||
          (best !== undefined && gain === best.gain && source.length < best.source.length)
        )
          best = { source, gain, found: ids };
      }
      if (best === undefined) break;
      chosen.push(best.source);
      for (const id of best.found) found.add(id);
    }
    if (chosen.length > 0) break;
  }
  const { hits, misses } = weigh(found);
  const language = textLanguage(texts.slice(0, 20).join(' '));
  return {
    cues: chosen.map((pattern) => ({ pattern, ...(language !== undefined && language !== 'en' && { language }) })),
    precision: hits + misses === 0 ? 0 : hits / (hits + misses),
    recall: total === 0 ? 0 : hits / total,
  };
}

/** At most `most` of a list, evenly spread. */
function spread(list: readonly number[], most: number): readonly number[] {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]!);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

interface TellingWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

function tellingWords(text: string): TellingWord[] {
  return [...text.toLowerCase().matchAll(WORD)]
    .map(({ 0: word, index }) => ({ word, start: index, end: index + word.length }))
    .filter(({ word }) => !word.startsWith('⟨') && sentenceTerms(word).length > 0);
}

/** For every text the patterns of its two, three and four rarest telling words, in order. */
function patternsOf(texts: readonly string[], rarity: (word: string) => number): Pattern[] {
  const patterns = new Map<string, Pattern>();
  for (const text of texts) {
    const rare = tellingWords(text).sort((a, b) => rarity(a.word) - rarity(b.word) || a.start - b.start);
    for (let n = Math.min(MAX_WORDS, rare.length); n >= 1; n--) {
      if (n === 1 && (rare[0]!.word.length < 5 || rare.length > 1)) continue;
      const words = rare.slice(0, n).sort((a, b) => a.start - b.start);
      const source = words
        .map(({ word, end }, k) => {
          const next = words[k + 1];
          const between = next === undefined ? '' : text.slice(end, next.start) === ' ' ? ' ' : GAP;
          return `${bounded(word)}${between}`;
        })
        .join('');
      if (patterns.has(source)) continue;
      const compiled = compileCuePattern(source);
      if (!('fault' in compiled))
        patterns.set(source, { source, regex: new RegExp(compiled.regex.source, 'iu'), word: rare[0]!.word });
    }
  }
  return [...patterns.values()];
}

function bounded(word: string): string {
  const plain = word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  // `\b` knows ASCII letters only.
  return `${/^[a-z0-9]/.test(word) ? '\\b' : ''}${plain}${/[a-z0-9]$/.test(word) ? '\\b' : ''}`;
}
