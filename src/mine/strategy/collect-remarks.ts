import type { Corpus } from '../digest/corpus.ts';
import { SPEAKERS } from '../digest/run-sentences.ts';
import { groupNearDuplicates } from './group-near-duplicates.ts';
import { sentenceWords } from './sentence-terms.ts';
import { topicWords } from './topic-words.ts';

/** What agents say, wordings that nearly agree taken together. */
export interface Remarks {
  readonly count: number;
  /** Per remark its wordings' ids, most often said first. */
  readonly wordings: readonly (readonly number[])[];
  /** Per remark its terms' numbers, ascending. */
  readonly terms: readonly Int32Array[];
  /** Per term how many remarks have it. */
  readonly remarksWith: Int32Array;
  /** Per remark where its places begin in `runs` and `sentences`; one more than remarks. */
  readonly offsets: Int32Array;
  /** Runs of the places; ascending within a remark. */
  readonly runs: Int32Array;
  /** Which sentence of the run; ascending within a run. */
  readonly sentences: Int32Array;
  /** How often agents say each wording of the corpus, remark or not. */
  readonly said: Int32Array;
  /** Words that only say what sentences are about; see {@link topicWords}. */
  readonly topics: ReadonlySet<string>;
}

const USER = SPEAKERS.indexOf('user');
const MIN_WORDS = 3;
const MAX_WORDS = 40;
// Remarks of which most is a value say nothing that could be repeated.
const MAX_SLOT_SHARE = 0.5;
const MIN_TERM_SHARE = 1 / 3;
// Headings, table rows, keys with values, formulas and what announces a list.
const NO_SENTENCE = /^\s*(?:#|\||⟨text⟩\s*:|[{[<])|[\\{}|=]|:\W*$|^[-*•\s]*(?:[\p{L}_]+ ?){1,3}: *\W*[⟨(]/u;
const LETTERS = /[\p{L}\p{M}\s,.'’-]/gu;
const MIN_LETTER_SHARE = 0.9;
const SIMILARITY = 0.7;
// So many are compared word by word, and so many remarks by meaning, those of most runs first.
const MAX_GROUPS = 60_000;
const MAX_REMARKS = 8000;

/**
 * Collects what agents say and think, in wordings of 3 to 40 words. Wordings with the same terms are one remark, and so are those
 * whose terms nearly agree in order. Terms that only one task's runs have are what that task is about, and are left out.
 *
 * @returns at most 8,000 remarks, in order of their first wording; of more, those of the most runs
 */
export function collectRemarks({ fragments, tasks, wordings }: Corpus): Remarks {
  const spoken = spokenIn({ fragments, tasks, wordings });
  const eligible = Array.from(spoken, (task, wording) => task !== NEVER && mayBeRemark(wordings.word(wording)));
  const topics = topicWords(eligible.flatMap((is, wording) => (is ? [wordings.word(wording)] : [])));
  const { termsOf, vocabulary } = readTerms(wordings, { spoken, eligible, topics });
  const remarkOf = new Int32Array(wordings.size).fill(-1);
  const groups = mostSaid(sameTerms(termsOf), fragments, MAX_GROUPS, remarkOf);
  const members = mostSaid(nearTerms(groups, termsOf, vocabulary), fragments, MAX_REMARKS, remarkOf);
  remarkOf.fill(-1);
  for (const [remark, list] of members.entries()) for (const wording of list) remarkOf[wording] = remark;
  const said = new Int32Array(wordings.size);
  for (const { sentences } of fragments)
    for (const [i, wording] of sentences.wordings.entries()) if (sentences.speakers[i] !== USER) said[wording]!++;
  const places = placesOf(fragments, remarkOf, members.length);
  const terms = members.map(([first]) => Int32Array.from(termsOf[first!]!).sort());
  const remarksWith = new Int32Array(vocabulary.length);
  for (const list of terms) for (const term of list) remarksWith[term]!++;
  return {
    count: members.length,
    wordings: members.map((list) => list.toSorted((a, b) => said[b]! - said[a]! || a - b)),
    terms,
    remarksWith,
    ...places,
    said,
    topics,
  };
}

/** For each wording: 0 when no agent says it, 1 when runs of one task do, 2 when runs of several do. */
function spokenIn({ fragments, tasks, wordings }: Pick<Corpus, 'fragments' | 'tasks' | 'wordings'>): Int32Array {
  const first = new Int32Array(wordings.size).fill(-1);
  for (const [run, { sentences }] of fragments.entries()) {
    for (const [i, wording] of sentences.wordings.entries()) {
      if (sentences.speakers[i] === USER) continue;
      if (first[wording] === -1) first[wording] = tasks[run]!;
      else if (first[wording] !== tasks[run]) first[wording] = SEVERAL;
    }
  }
  return first;
}
const SEVERAL = -2;
const NEVER = -1;

function readTerms(
  wordings: Corpus['wordings'],
  { spoken, eligible, topics }: { spoken: Int32Array; eligible: readonly boolean[]; topics: ReadonlySet<string> },
): { termsOf: (readonly number[] | undefined)[]; vocabulary: string[] } {
  const ids = new Map<string, number>();
  const vocabulary: string[] = [];
  const taskOf: number[] = [];
  const counts = new Uint8Array(spoken.length);
  const all = Array.from(spoken, (task, wording): number[] | undefined => {
    if (!eligible[wording]!) return undefined;
    const terms: number[] = [];
    for (const { word, term } of sentenceWords(wordings.word(wording))) {
      counts[wording]!++;
      if (topics.has(word)) continue;
      let id = ids.get(term);
      if (id === undefined) {
        id = vocabulary.push(term) - 1;
        ids.set(term, id);
        taskOf.push(task);
      } else if (taskOf[id] !== task) taskOf[id] = SEVERAL;
      if (!terms.includes(id)) terms.push(id);
    }
    return terms;
  });
  const termsOf = all.map((terms, wording) => {
    const kept = terms?.filter((term) => taskOf[term] === SEVERAL);
    if (kept === undefined) return undefined;
    // Too little is left of a remark that was mostly about its task.
    const most = counts[wording]!;
    return kept.length < MIN_TERM_SHARE * most || (kept.length < 2 && most > 1) ? undefined : kept;
  });
  return { termsOf, vocabulary };
}

function mayBeRemark(wording: string): boolean {
  if (NO_SENTENCE.test(wording)) return false;
  const words = wording.split(' ').length;
  const slots = wording.split('⟨').length - 1;
  const letters = wording.replace(/⟨\w+⟩/g, '').match(LETTERS)?.length ?? 0;
  if (letters < MIN_LETTER_SHARE * wording.replace(/⟨\w+⟩/g, '').length) return false;
  if (wording.includes('⟨secret⟩') || slots > MAX_SLOT_SHARE * words) return false;
  return (
    (words >= MIN_WORDS || /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{4}/u.test(wording)) &&
    words <= MAX_WORDS
  );
}

/** Lists of wordings that have the same terms, in order of the first of each. */
function sameTerms(termsOf: readonly (readonly number[] | undefined)[]): number[][] {
  const bySet = new Map<number, number[]>();
  for (const [wording, terms] of termsOf.entries()) {
    if (terms === undefined) continue;
    const key = setKey(terms);
    const known = bySet.get(key);
    if (known === undefined) bySet.set(key, [wording]);
    else known.push(wording);
  }
  return [...bySet.values()];
}

/** 53 bits of hash of a set of numbers. */
function setKey(terms: readonly number[]): number {
  let high = 0x811c9dc5;
  let low = 0x9e3779b9;
  for (const term of terms.toSorted((a, b) => a - b)) {
    high = Math.imul(high ^ term, 0x85ebca6b);
    high ^= high >>> 13;
    low = Math.imul(low ^ term, 0xc2b2ae35);
    low ^= low >>> 15;
  }
  return (high >>> 0) * 2 ** 21 + (low >>> 11);
}

/** Joins lists whose first wordings' terms nearly agree, in order. */
function nearTerms(
  lists: readonly number[][],
  termsOf: readonly (readonly number[] | undefined)[],
  vocabulary: readonly string[],
): number[][] {
  const texts = lists.map(([first]) => termsOf[first!]!.map((term) => vocabulary[term]).join(' '));
  const roots = groupNearDuplicates(texts, { similarity: SIMILARITY });
  const joined = new Map<number, number[]>();
  for (const [i, root] of roots.entries()) {
    const known = joined.get(root);
    if (known === undefined) joined.set(root, [...lists[i]!]);
    else known.push(...lists[i]!);
  }
  return [...joined.values()];
}

/** The lists said in the most runs, in the order they had. */
function mostSaid(
  lists: readonly number[][],
  fragments: Corpus['fragments'],
  most: number,
  scratch: Int32Array,
): number[][] {
  if (lists.length <= most) return [...lists];
  const runs = countRuns(fragments, lists, scratch.fill(-1));
  return lists
    .map((_, i) => i)
    .sort((a, b) => runs[b]! - runs[a]! || a - b)
    .slice(0, most)
    .sort((a, b) => a - b)
    .map((i) => lists[i]!);
}

function countRuns(
  fragments: Corpus['fragments'],
  members: readonly (readonly number[])[],
  remarkOf: Int32Array,
): Int32Array {
  for (const [remark, list] of members.entries()) for (const wording of list) remarkOf[wording] = remark;
  const lastRun = new Int32Array(members.length).fill(-1);
  const runs = new Int32Array(members.length);
  for (const [run, { sentences }] of fragments.entries()) {
    for (const [i, wording] of sentences.wordings.entries()) {
      const remark = remarkOf[wording]!;
      if (remark < 0 || sentences.speakers[i] === USER || lastRun[remark] === run) continue;
      lastRun[remark] = run;
      runs[remark]!++;
    }
  }
  return runs;
}

function placesOf(
  fragments: Corpus['fragments'],
  remarkOf: Int32Array,
  count: number,
): Pick<Remarks, 'offsets' | 'runs' | 'sentences'> {
  const offsets = new Int32Array(count + 1);
  const each = (visit: (remark: number, run: number, sentence: number) => void): void => {
    for (const [run, { sentences }] of fragments.entries()) {
      for (const [i, wording] of sentences.wordings.entries()) {
        if (remarkOf[wording]! >= 0 && sentences.speakers[i] !== USER) visit(remarkOf[wording]!, run, i);
      }
    }
  };
  each((remark) => offsets[remark + 1]!++);
  for (let i = 0; i < count; i++) offsets[i + 1]! += offsets[i]!;
  const next = offsets.slice(0, count);
  const runs = new Int32Array(offsets[count]!);
  const sentences = new Int32Array(offsets[count]!);
  each((remark, run, i) => {
    runs[next[remark]!] = run;
    sentences[next[remark]!++] = i;
  });
  return { offsets, runs, sentences };
}
