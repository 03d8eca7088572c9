import { callEffect } from '../../behavior/call/call-effect.ts';
import { repeatedWork, REPEAT_SORTS } from '../../behavior/structure/repeated-work.ts';
import { isThought, thoughtKey } from '../../behavior/structure/rederivation.ts';
import type { Corpus } from '../digest/corpus.ts';
import type { Call, Fragment } from '../digest/fragment.ts';
import { SPEAKERS } from '../digest/run-sentences.ts';

/** Sorts of waste: those of {@link repeatedWork}, and `rederivation`, the same sentence of reasoning thought again. */
export const WASTE_SORTS = [...REPEAT_SORTS, 'rederivation'] as const;
/** One of {@link WASTE_SORTS}. */
export type WasteSort = (typeof WASTE_SORTS)[number];

/** Work of a run that gave nothing new. */
export interface Waste {
  readonly sort: WasteSort;
  readonly run: number;
  /** The call that was made again. */
  readonly call?: Call;
  /** The sentence that was thought again, as an index of the run's sentences. */
  readonly sentence?: number;
  /** Indexes of the run's steps: of the repeat, neither of what it repeats nor of the answer. */
  readonly steps: readonly number[];
  readonly tokens: number;
  /** Whether at most four calls came after the one it repeats, and the chance of that if calls stood in random order. */
  readonly soon?: boolean;
  readonly soonByChance?: number;
}

const SOON = 4;
const FORMULA = 0.05;
const CHARACTERS_PER_TOKEN = 4;

/**
 * Finds wasted work in one run, calls first.
 *
 * @param isFormula - wordings that are no thoughts; see {@link formulas}
 */
export function findWaste(corpus: Corpus, run: number, isFormula: (wording: number) => boolean): Waste[] {
  return [...wastedCalls(corpus.fragments[run]!, run), ...rederivations(corpus, run, isFormula)];
}

/** Whether a wording is thought in so many runs (more than two, and more than 5%) that it is a manner of speaking. */
export function formulas({ fragments }: Corpus): (wording: number) => boolean {
  const runs = new Map<number, number>();
  for (const { sentences } of fragments)
    for (const wording of new Set(sentences.wordings)) runs.set(wording, (runs.get(wording) ?? 0) + 1);
  const most = Math.max(2, FORMULA * fragments.length);
  return (wording) => (runs.get(wording) ?? 0) > most;
}

/** Keys, as matchers know them, of the manners of speaking that would else count as thoughts thought again; sorted. */
export function repeatedFormulas(corpus: Corpus, isFormula: (wording: number) => boolean): string[] {
  const { fragments, wordings } = corpus;
  const repeated = new Set<number>();
  for (const run of fragments.keys())
    for (const { sentence } of rederivations(corpus, run, (wording) => !isFormula(wording)))
      repeated.add(fragments[run]!.sentences.wordings[sentence!]!);
  return Array.from(repeated, (wording) => thoughtKey(wordings.word(wording))).sort();
}

function wastedCalls({ calls, steps, parts }: Fragment, run: number): Waste[] {
  // The commands of a line are sent again together.
  const lines: Call[][] = [];
  for (const call of calls) {
    const first = lines.at(-1)?.[0]?.at ?? -1;
    if (first >= 0 && steps[call.at] === steps[first] && parts[call.at] === parts[first]) lines.at(-1)!.push(call);
    else lines.push([call]);
  }
  const answered = lines.map((line) => ({
    key: line[0]!.shape,
    answer: line[0]!.result === undefined || line[0]!.result.length === 0 ? undefined : line[0]!.result.hash,
    failed: line.some(({ failed }) => failed),
    changes: () => changesSomething(line),
    told: line[0]!.arguments.length > 0 || line[0]!.command !== undefined,
  }));
  return repeatedWork(answered).map(({ sort, index, of, times }) => {
    const [call] = lines[index]!;
    return {
      sort,
      run,
      call: call!,
      steps: [steps[call!.at]!],
      tokens: lines[index]!.reduce((sum, { tokens }) => sum + tokens, 0),
      soon: index - of <= SOON,
      soonByChance: 1 - Math.max(0, 1 - SOON / (lines.length - 1)) ** times,
    };
  });
}

/** Only what is known to; of tools with names that say nothing the same answer speaks. */
function changesSomething(line: readonly Call[]): boolean {
  const { name, command } = line[0]!;
  const commands = line.map((call) => call.command ?? '').join('\n');
  const effect = callEffect(name, command === undefined ? '{}' : JSON.stringify({ command: commands }));
  return effect === 'write' || effect === 'edit';
}

/** Thoughts thought again: see {@link isThought}, which is so strict that their wordings are their words. */
function rederivations({ fragments, wordings }: Corpus, run: number, isFormula: (wording: number) => boolean): Waste[] {
  const { speakers, starts, ends, steps, wordings: said } = fragments[run]!.sentences;
  const seen = new Set<number>();
  const found: Waste[] = [];
  for (const [i, wording] of said.entries()) {
    const length = ends[i]! - starts[i]!;
    if (speakers[i] !== SPEAKERS.indexOf('reasoning')) continue;
    const sentence = wordings.word(wording);
    if (!isThought(sentence) || isFormula(wording)) continue;
    const tokens = Math.ceil(length / CHARACTERS_PER_TOKEN);
    if (seen.has(wording)) found.push({ sort: 'rederivation', run, sentence: i, steps: [steps[i]!], tokens });
    seen.add(wording);
  }
  return found;
}
