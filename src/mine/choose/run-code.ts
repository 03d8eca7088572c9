import { sha256 } from '../../core/content-key.ts';
import type { Corpus } from '../digest/corpus.ts';
import type { Fragment } from '../digest/fragment.ts';
import type { Phrase } from '../workflow/find-occurrences.ts';
import {
  followVariable,
  learnTrust,
  openValues,
  phraseVariables,
  trustFactor,
  writeValues,
  type Foretold,
  type Values,
  type Variable,
} from './argument-code.ts';
import { inOrder, learnOrder1, orderless, type Order1 } from './order1.ts';
import { applyBoosts, learnBoosts, openPages, readPhrase, savedBits } from './phrase-code.ts';
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
   * (default: of those not seen), unless told to leave variables out.
   */
  worth(phrase: Phrase, options?: { readonly variables?: boolean; readonly tasks?: number }): Worth;
  /** States a phrase. Returns the bits it saves in the runs not seen. */
  state(worth: StatedPhrase): number;
}

// So many symbols are enough to learn from, and to measure on.
const MAX_LEARNED = 12_000;
const MAX_UNSEEN = 24_000;
const FOLDS = [0, 1, 2];
// Variables that save less than stating them costs in runs not seen are not stated.
const VARIABLE_BITS = 1;

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
  const known = fragments.flatMap((_, run) => (heldOut[run] ? [] : [run]));
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
  const { written, size } = writeValues(withValues ? corpus : { fragments: [] });
  const valuesOf = (runs: readonly number[], order1: Order1, of?: readonly number[]): Values =>
    openValues(
      withValues ? runs.map((run) => fragments[run]!) : [],
      withValues ? runs.map((run) => written[run]!) : [],
      order1,
      of,
    );
  const valueModel = learnOrder1(withValues ? known.map((run) => written[run]!) : [], size, tasksOf(known));
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
  const unseenTasks = new Set(tasksOf(unseen)).size;
  const all = (): boolean => true;

  return {
    learned: pages.runs,
    learnedTasks: count,
    unseenTasks,
    learnedBits: bitsOf(pages.chances) + bitsOf(values.chances),
    unseenBits: bitsOf(unseenPages.chances) + bitsOf(unseenValues.chances),
    worth(phrase, { variables: withVariables = true, tasks: toProfit = unseenTasks } = {}) {
      const reading = readPhrase(pages, phrase);
      const saved = new Float64Array(count);
      for (const k of FOLDS) {
        const boosts = learnBoosts(pages, reading, (run) => fold[run] !== k);
        savedBits(pages, reading, boosts, (run) => fold[run] === k).forEach(
          (bits, run) => (saved[taskOf[run]!]! += bits),
        );
      }
      let stating = statement(phrase);
      const found = withVariables ? phraseVariables(values.fragments, phrase, learnedTasks) : [];
      const best = new Map<string, { variable: Variable; gained: Float64Array; gain: number; cost: number }>();
      for (const variable of found) {
        const foretold = followVariable(values, phrase, variable);
        const gained = new Float64Array(count);
        eachTrust(values, foretold, fold, (i, factor) => (gained[taskOf[foretold.runs[i]!]!]! += Math.log2(factor)));
        const cost = VARIABLE_BITS + Math.log2(fieldCount(values, phrase, variable));
        const gain = likelyGained(gained, toProfit) - cost;
        // One source per field: two would be paid for what either says.
        const key = `${variable.to}\n${variable.toField}`;
        if (gain > (best.get(key)?.gain ?? 0)) best.set(key, { variable, gained, gain, cost });
      }
      const stated = [...best.values()];
      for (const { gained, cost } of stated) {
        gained.forEach((bits, task) => (saved[task]! += bits));
        stating += cost;
      }
      return { phrase, variables: stated.map(({ variable }) => variable), saved, stating };
    },
    state({ phrase, variables: stated }) {
      const before = bitsOf(unseenPages.chances) + bitsOf(unseenValues.chances);
      const reading = readPhrase(pages, phrase);
      const boosts = FOLDS.map((k) => learnBoosts(pages, reading, (run) => fold[run] !== k));
      const boostsOfAll = learnBoosts(pages, reading, all);
      applyBoosts(unseenPages, readPhrase(unseenPages, phrase), boostsOfAll, all);
      for (const k of FOLDS) applyBoosts(pages, reading, boosts[k]!, (run) => fold[run] === k);
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

/**
 * Bits that `n` tasks will gain at least if they gain like these: one standard error below the mean, so that what is
 * stated pays, and not by luck (the rule of Breiman et al. 1984 for the size of trees).
 */
export function likelyGained(gains: Float64Array, n: number): number {
  if (gains.length === 0) return 0;
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / Math.max(1, gains.length - 1);
  return n * mean - Math.sqrt(variance * n);
}

/** The factor at each foretold place, trusted as far as the other folds teach. */
function eachTrust(
  values: Values,
  foretold: Foretold,
  fold: readonly number[],
  visit: (i: number, factor: number) => void,
): void {
  const trusts = FOLDS.map((k) => learnTrust(values, foretold, (run) => fold[run] !== k));
  for (let i = 0; i < foretold.places.length; i++)
    visit(i, trustFactor(values, foretold, i, trusts[fold[foretold.runs[i]!]!]!));
}

/** Among how many pairs of fields a variable is one. */
function fieldCount({ fragments }: Values, { elements }: Phrase, { to }: Variable): number {
  const fields = elements.map(() => new Set<string>());
  for (const { calls, symbols } of fragments) {
    for (const call of calls) {
      const k = elements.findLastIndex((element) => element.includes(symbols[call.at]!));
      if (k >= 0) for (const { field } of call.arguments) fields[k]!.add(field);
    }
  }
  const before = fields.slice(0, to).reduce((sum, { size }) => sum + size, 0);
  return Math.max(1, fields[to]!.size) * Math.max(1, before);
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
