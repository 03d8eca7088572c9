import { sha256 } from '../../core/content-key.ts';
import type { Corpus } from '../digest/corpus.ts';
import type { Fragment } from '../digest/fragment.ts';
import type { Phrase } from '../phrase.ts';
import { eachTrust, FOLDS, followVariable, learnTrust, trustFactor } from './follow-variable.ts';
import { applyBoosts, learnBoosts, savedBits } from './learn-boosts.ts';
import { openPages } from './open-pages.ts';
import { openValues, writeValues, type Values } from './open-values.ts';
import { inOrder, learnOrder1, orderless, type Order1 } from './order1.ts';
import { payingVariables } from './paying-variables.ts';
import type { Variable } from './phrase-variables.ts';
import { readPhrase } from './read-phrase.ts';
import { statementCode } from './statement-code.ts';

/** A phrase with those of its variables that pay for being stated. */
export interface StatedPhrase {
  readonly phrase: Phrase;
  readonly variables: readonly Variable[];
}

/** What stating a phrase is worth, judged by the learned runs: each task described by what was learned from others. */
export interface Worth extends StatedPhrase {
  /** Bits saved in the runs of each learned task. */
  readonly saved: Float64Array;
  /** Bits to state the phrase and its variables. */
  readonly stating: number;
}

/**
 * Writes runs down in bits: their symbols, and the values of their calls' arguments. Phrases stated are learned from some
 * runs, each task being foreseen by the others, and tried on runs not seen.
 */
export interface RunCode {
  /** Symbols of the runs learned from: a sample of those that are not held out. */
  readonly learned: readonly Int32Array[];
  /** Of how many tasks they are. */
  readonly learnedTasks: number;
  /** Of how many tasks the runs not seen are: a sample of those held out. */
  readonly unseenTasks: number;
  /** Bits of the runs learned from, each task by what others teach, before anything is stated. */
  readonly learnedBits: number;
  /** Bits of the runs not seen, before anything is stated. */
  readonly unseenBits: number;
  /**
   * What a phrase is worth beside those stated so far, with the variables that pay when the runs of so many tasks profit
   * (default: of those not seen), unless told to leave variables out. A rough worth takes a third of the time and is,
   * being judged by the same runs that it was learned from, nearly always more.
   */
  worth(
    phrase: Phrase,
    options?: { readonly variables?: boolean; readonly tasks?: number; readonly rough?: boolean },
  ): Worth;
  /** States a phrase. Returns the bits it saves in the runs not seen. */
  state(worth: StatedPhrase): number;
}

// So many symbols are enough to learn from, and to measure on.
const MAX_LEARNED = 10_000;
const MAX_UNSEEN = 12_000;
// So many to know what is common, and what follows what.
const MAX_KNOWN = 60_000;

/**
 * Opens a {@link RunCode} for the held-out runs of a corpus, learned from the others.
 *
 * @param options.ordered - false: beside a model that knows how common symbols are but not what follows what
 * @param options.values - false: without the values of arguments
 */
export function openRunCode(
  corpus: Corpus,
  { ordered = true, values: withValues = true }: { ordered?: boolean; values?: boolean } = {},
): RunCode {
  const { fragments, heldOut, lexicon, tasks } = corpus;
  const end = lexicon.size;
  const known = sample(fragments, fragments.flatMap((_, run) => (heldOut[run] ? [] : [run])), MAX_KNOWN); // prettier-ignore
  const learned = sample(fragments, known, MAX_LEARNED);
  const unseen = sample(fragments, fragments.flatMap((_, run) => (heldOut[run] ? [run] : [])), MAX_UNSEEN); // prettier-ignore
  const symbolsOf = (runs: readonly number[]): Int32Array[] => runs.map((run) => fragments[run]!.symbols);
  const tasksOf = (runs: readonly number[]): number[] => runs.map((run) => tasks[run]!);
  const model = (order1: Order1): Order1 => (ordered ? order1 : orderless(order1));
  const acts = learnOrder1(
    symbolsOf(known).map((symbols) => inOrder(symbols, end)),
    end + 1,
    tasksOf(known),
  );
  const used = withValues ? [...known, ...unseen] : [];
  const { written, size } = writeValues({ fragments: used.map((run) => fragments[run]!) });
  const writtenOf = new Map(used.map((run, i) => [run, written[i]!]));
  const valuesOf = (runs: readonly number[], order1: Order1, of?: readonly number[]): Values => {
    const open = runs.filter((run) => writtenOf.has(run));
    return openValues(
      open.map((run) => fragments[run]!),
      open.map((run) => writtenOf.get(run)!),
      order1,
      of,
    );
  };
  const valueModel = learnOrder1(
    known.flatMap((run) => writtenOf.get(run) ?? []),
    size,
    tasksOf(known),
  );
  const learnedTasks = tasksOf(learned);
  const pages = openPages(symbolsOf(learned), model(acts), end, learnedTasks);
  const values = valuesOf(learned, model(valueModel), learnedTasks);
  const unseenPages = openPages(symbolsOf(unseen), model(acts), end);
  const unseenValues = valuesOf(unseen, model(valueModel));
  const statement = statementCode(symbolsOf(known), acts);
  const fold = learned.map((run) => Number.parseInt(sha256(`fold:${fragments[run]!.task}`, 6), 16) % FOLDS.length);
  const taskNumbers = new Map([...new Set(learnedTasks)].map((task, i) => [task, i]));
  const taskOf = learnedTasks.map((task) => taskNumbers.get(task)!);
  const count = taskNumbers.size;
  const prior = learned.length / Math.max(1, count);
  const unseenTasks = new Set(tasksOf(unseen)).size;
  const all = (): boolean => true;
  const crossed = FOLDS.map((k) => [(run: number) => fold[run] !== k, (run: number) => fold[run] === k] as const);

  return {
    learned: pages.runs,
    learnedTasks: count,
    unseenTasks,
    learnedBits: bitsOf(pages.chances) + bitsOf(values.chances),
    unseenBits: bitsOf(unseenPages.chances) + bitsOf(unseenValues.chances),
    worth(phrase, { variables: withVariables = true, tasks: toProfit = unseenTasks, rough = false } = {}) {
      const reading = readPhrase(pages, phrase);
      const saved = new Float64Array(count);
      for (const [teach, learn] of rough ? [[all, all] as const] : crossed) {
        const boosts = learnBoosts(pages, reading, teach, prior);
        for (const [run, bits] of savedBits(pages, reading, boosts, learn).entries()) saved[taskOf[run]!]! += bits;
      }
      let stating = statement(phrase);
      const stated = withVariables
        ? payingVariables(values, phrase, { taskOf, count, fold: rough ? undefined : fold, toProfit })
        : [];
      for (const { gained, cost } of stated) {
        for (const [task, bits] of gained.entries()) saved[task]! += bits;
        stating += cost;
      }
      return { phrase, variables: stated.map(({ variable }) => variable), saved, stating };
    },
    state({ phrase, variables: stated }) {
      const before = bitsOf(unseenPages.chances) + bitsOf(unseenValues.chances);
      const reading = readPhrase(pages, phrase);
      const boosts = crossed.map(([teach]) => learnBoosts(pages, reading, teach, prior));
      const boostsOfAll = learnBoosts(pages, reading, all, prior);
      applyBoosts(unseenPages, readPhrase(unseenPages, phrase), boostsOfAll, all);
      for (const [k, [, learn]] of crossed.entries()) applyBoosts(pages, reading, boosts[k]!, learn);
      for (const variable of stated) {
        const foretold = followVariable(values, phrase, variable);
        const trust = learnTrust(values, foretold, all);
        const there = followVariable(unseenValues, phrase, variable);
        for (let i = 0; i < there.places.length; i++)
          unseenValues.chances[there.places[i]!]! *= trustFactor(unseenValues, there, i, trust);
        eachTrust(values, foretold, fold, (i, factor) => (values.chances[foretold.places[i]!]! *= factor));
      }
      return before - bitsOf(unseenPages.chances) - bitsOf(unseenValues.chances);
    },
  };
}

function bitsOf(chances: Float64Array): number {
  let bits = 0;
  for (const chance of chances) bits -= Math.log2(chance);
  return bits;
}

/** As many of the runs as have `maxSymbols`, in order of a hash of their ids, which depends on nothing else. */
function sample(fragments: readonly Fragment[], runs: readonly number[], maxSymbols: number): number[] {
  const shuffled = runs
    .map((run) => ({ run, key: sha256(fragments[run]!.id, 12) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  let symbols = 0;
  const kept: number[] = [];
  for (const { run } of shuffled) {
    if (symbols >= maxSymbols) break;
    symbols += fragments[run]!.symbols.length + 1;
    kept.push(run);
  }
  return kept.sort((a, b) => a - b);
}
