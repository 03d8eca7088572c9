import type { Corpus } from '../digest/corpus.ts';
import { SPEAKERS } from '../digest/run-sentences.ts';
import { groupNearDuplicates } from './group-near-duplicates.ts';
import { sentenceTerms } from './sentence-terms.ts';
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
const NO_SENTENCE = /^\s*(?:#|\||⟨text⟩\s*:|[{[<])|[\\{}|=]|:\W*$/u;
const LETTERS = /[\p{L}\p{M}\s,.'’-]/gu;
const MIN_LETTER_SHARE = 0.9;
const SIMILARITY = 0.7;
// So many remarks are compared by meaning, those of most runs first.
const MAX_REMARKS = 12_000;

/**
 * Collects what agents say and think, in wordings of 3 to 40 words. Wordings with the same terms are one remark, and so are those
 * whose terms nearly agree in order. Terms that only one task's runs have are what that task is about, and are left out.
 *
 * @returns at most 12,000 remarks, in order of their first wording; of more, those of the most runs
 */
export function collectRemarks({ fragments, tasks, wordings }: Corpus): Remarks {
  const spoken = spokenIn({ fragments, tasks, wordings });
  const eligible = Array.from(spoken, (task, wording) => task !== NEVER && mayBeRemark(wordings.word(wording)));
  const topics = topicWords(eligible.flatMap((is, wording) => (is ? [wordings.word(wording)] : [])));
  const { termsOf, vocabulary } = readTerms(wordings, { spoken, eligible, topics });
  const remarkOf = new Int32Array(wordings.size).fill(-1);
  const members = groupWordings(termsOf, vocabulary);
  const runsOf = countRuns(fragments, members, remarkOf);
  const chosen = members
    .map((_, i) => i)
    .sort((a, b) => runsOf[b]! - runsOf[a]! || a - b)
    .slice(0, MAX_REMARKS)
    .sort((a, b) => a - b);
  remarkOf.fill(-1);
  for (const [remark, i] of chosen.entries()) for (const wording of members[i]!) remarkOf[wording] = remark;
  const said = new Int32Array(wordings.size);
  for (const { sentences } of fragments)
    for (const [i, wording] of sentences.wordings.entries()) if (sentences.speakers[i] !== USER) said[wording]!++;
  const places = placesOf(fragments, remarkOf, chosen.length);
  const terms = chosen.map((i) => Int32Array.from(termsOf[members[i]![0]!]!).sort());
  const remarksWith = new Int32Array(vocabulary.length);
  for (const list of terms) for (const term of list) remarksWith[term]!++;
  return {
    count: chosen.length,
    wordings: chosen.map((i) => members[i]!.toSorted((a, b) => said[b]! - said[a]! || a - b)),
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
  const all = Array.from(spoken, (task, wording): number[] | undefined => {
    if (!eligible[wording]!) return undefined;
    return sentenceTerms(wordings.word(wording), topics).map((term) => {
      let id = ids.get(term);
      if (id === undefined) {
        id = vocabulary.push(term) - 1;
        ids.set(term, id);
        taskOf.push(task);
      } else if (taskOf[id] !== task) taskOf[id] = SEVERAL;
      return id;
    });
  });
  const termsOf = all.map((terms, wording) => {
    const kept = terms?.filter((term) => taskOf[term] === SEVERAL);
    if (kept === undefined) return undefined;
    // Too little is left of a remark that was mostly about its task.
    const all = sentenceTerms(wordings.word(wording)).length;
    return kept.length < MIN_TERM_SHARE * all || (kept.length < 2 && all > 1) ? undefined : kept;
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
  return (words >= MIN_WORDS || /[^\u0000-\u2fff]{4}/u.test(wording)) && words <= MAX_WORDS;
}

/** Lists of wordings that have the same terms, or nearly, in order of the first of each. */
function groupWordings(termsOf: readonly (readonly number[] | undefined)[], vocabulary: readonly string[]): number[][] {
  const bySequence = new Map<string, number[]>();
  for (const [wording, terms] of termsOf.entries()) {
    if (terms === undefined) continue;
    const key = terms.map((term) => vocabulary[term]).join(' ');
    const known = bySequence.get(key);
    if (known === undefined) bySequence.set(key, [wording]);
    else known.push(wording);
  }
  const keys = [...bySequence.keys()];
  const roots = groupNearDuplicates(keys, { similarity: SIMILARITY });
  const groups = new Map<string, number[]>();
  for (const [i, root] of roots.entries()) {
    // Few terms in another order are the same remark.
    const name = keys[root]!.split(' ').sort().join(' ');
    const known = groups.get(name);
    if (known === undefined) groups.set(name, [...bySequence.get(keys[i]!)!]);
    else known.push(...bySequence.get(keys[i]!)!);
  }
  return [...groups.values()];
}

function countRuns(fragments: Corpus['fragments'], members: readonly (readonly number[])[], remarkOf: Int32Array): Int32Array {
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
