import { callEffect } from '../../behavior/call-effect.ts';
import { repeatedWork, REPEAT_SORTS } from '../../behavior/structure/repeated-work.ts';
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
// A thought of fewer characters may come twice for reasons of its own.
const MIN_SENTENCE = 40;
const CHARACTERS_PER_TOKEN = 4;

/** Finds wasted work in one run, calls first. */
export function findWaste(corpus: Corpus, run: number): Waste[] {
  return [...wastedCalls(corpus.fragments[run]!, run), ...rederivations(corpus, run)];
}

function wastedCalls({ calls, steps }: Fragment, run: number): Waste[] {
  const answered = calls.map((call) => ({
    key: call.shape,
    answer: call.result === undefined || call.result.length === 0 ? undefined : call.result.hash,
    failed: call.failed,
    changes: () => changesSomething(call),
  }));
  return repeatedWork(answered).map(({ sort, index, of, times }) => {
    const call = calls[index]!;
    return {
      sort,
      run,
      call,
      steps: [steps[call.at]!],
      tokens: call.tokens,
      soon: index - of <= SOON,
      soonByChance: 1 - Math.max(0, 1 - SOON / (calls.length - 1)) ** times,
    };
  });
}

/** Only what is known to; of tools with names that say nothing the same answer speaks. */
function changesSomething({ name, command }: Call): boolean {
  const effect = callEffect(name, command === undefined ? '{}' : JSON.stringify({ command }));
  return effect === 'write' || effect === 'edit';
}

/**
 * Sentences of reasoning said word by word again. Those with numbers, names or paths are left out: without them (see
 * `delexicalise`) it cannot be told whether they say the same.
 */
function rederivations({ fragments, wordings }: Corpus, run: number): Waste[] {
  const { speakers, starts, ends, steps, wordings: said } = fragments[run]!.sentences;
  const seen = new Set<number>();
  const found: Waste[] = [];
  for (const [i, wording] of said.entries()) {
    const length = ends[i]! - starts[i]!;
    if (speakers[i] !== SPEAKERS.indexOf('reasoning') || length < MIN_SENTENCE) continue;
    if (wordings.word(wording).includes('⟨')) continue;
    const tokens = Math.ceil(length / CHARACTERS_PER_TOKEN);
    if (seen.has(wording)) found.push({ sort: 'rederivation', run, sentence: i, steps: [steps[i]!], tokens });
    seen.add(wording);
  }
  return found;
}
