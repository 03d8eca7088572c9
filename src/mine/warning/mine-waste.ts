import { ppois } from 'lib-r-math.js';
import { mostCommon } from '../../core/most-common.ts';
import type { Candidate, Occurrence } from '../candidate.ts';
import { supportOf, type Corpus } from '../digest/corpus.ts';
import { behaviorName } from '../wording/behavior-name.ts';
import { anyOf, symbolTool, writesSomething } from '../wording/tool-words.ts';
import { findWaste, formulas, repeatedFormulas, WASTE_SORTS, type Waste, type WasteSort } from './find-waste.ts';

// A repeat that costs this much is worth a sentence even where repeats are no more frequent than chance has it.
const WORTH_TOKENS = 60;
// And at least this much per run: saying it costs some forty tokens once. Thoughts cost little and come twice by chance;
// failed attempts are cheap, and what to do about them is a repair's to say.
const MIN_TOKENS: Readonly<Record<WasteSort, number>> = { loop: 10, repeat: 10, retry: 60, rederivation: 40 };
// Shared by all tools that are repeated (Bonferroni).
const MAX_P = 0.02;
// A tool with this share of the tokens wasted is named, and the others left out.
const DOMINANT = 0.6;
// More arguments than this are not named one by one.
const MAX_FIELDS = 3;
const SHELL = 'the same command';
// Waste that fewer of the runs show is an accident: two, or 2% of them up to six.
const MIN_SHARE = 0.02;
const MAX_MIN_RUNS = 6;

/**
 * Warnings about wasted work, one per sort of waste (see {@link findWaste}), with the tokens it costs: in at least two runs
 * (2% of them, up to six) of two tasks, and more often than the calls' own frequencies would have it (or dear enough to mind anyway).
 *
 * @returns in order of tokens wasted, most first
 */
export function mineWaste(corpus: Corpus): Candidate[] {
  const bySort = new Map<WasteSort, Waste[]>(WASTE_SORTS.map((sort) => [sort, []]));
  const isFormula = formulas(corpus);
  const minRuns = Math.min(MAX_MIN_RUNS, Math.max(2, Math.ceil(MIN_SHARE * corpus.fragments.length)));
  for (const run of corpus.fragments.keys())
    for (const waste of findWaste(corpus, run, isFormula)) bySort.get(waste.sort)!.push(waste);
  return [...bySort]
    .flatMap(([sort, all]) => {
      const counted = sort === 'repeat' ? beyondChance(corpus, all) : all;
      const wasted = dominant(corpus, counted);
      const { runs, tasks } = supportOf(
        wasted.map(({ run }) => run),
        corpus.tasks,
      );
      const tokens = sum(wasted);
      if (runs < minRuns || tasks < 2 || tokens < MIN_TOKENS[sort] * runs) return [];
      return [
        {
          tokens,
          candidate: {
            ...wordWaste(corpus, sort, {
              wasted,
              all,
              except: sort === 'rederivation' ? repeatedFormulas(corpus, isFormula) : [],
            }),
            occurrences: wasted.map((each) => occurrenceOf(corpus, each)),
          },
        },
      ];
    })
    .sort((a, b) => b.tokens - a.tokens)
    .map(({ candidate }) => candidate);
}

/**
 * The repeats of tools that are repeated within runs more often than if every call of the tool, over all runs, had been
 * made in any of them: what is always called with the same arguments repeats by chance, what is called for a run's own
 * ids does not. The same when repeats follow soon more often than chance has it. Repeats with long answers stay.
 */
function beyondChance(corpus: Corpus, all: readonly Waste[]): Waste[] {
  const bySymbol = Map.groupBy(all, (waste) => symbolOf(corpus, waste));
  const expected = expectedRepeats(corpus, new Set(bySymbol.keys()));
  const minded = new Set<number>();
  for (const [symbol, wasted] of bySymbol) {
    const soon = wasted.filter((waste) => waste.soon).length;
    const soonByChance = wasted.reduce((total, waste) => total + (waste.soonByChance ?? 0), 0);
    const p = Math.min(
      ppois(wasted.length - 1, expected.get(symbol)!, false),
      soon === 0 ? 1 : ppois(soon - 1, soonByChance, false),
    );
    if (p <= MAX_P / bySymbol.size || sum(wasted) >= WORTH_TOKENS * wasted.length) minded.add(symbol);
  }
  return all.filter((waste) => minded.has(symbolOf(corpus, waste)));
}

/** By symbol: how many calls would repeat an earlier one of their run if the calls of all runs were shuffled. */
function expectedRepeats({ fragments }: Corpus, wanted: ReadonlySet<number>): Map<number, number> {
  const keys = new Map<number, Map<number, number>>();
  const sizes = new Map<number, Map<number, number>>();
  for (const { calls, symbols } of fragments) {
    const made = new Map<number, number>();
    for (const { at, shape, failed } of calls) {
      const symbol = symbols[at]!;
      if (!wanted.has(symbol) || failed) continue;
      count(keys, symbol, shape);
      made.set(symbol, (made.get(symbol) ?? 0) + 1);
    }
    for (const [symbol, n] of made) count(sizes, symbol, n);
  }
  return new Map(
    [...wanted].map((symbol) => {
      // How many calls have been made how often, so that the many made once are one term.
      const counts = new Map<number, number>();
      let all = 0;
      for (const n of keys.get(symbol)?.values() ?? []) {
        counts.set(n, (counts.get(n) ?? 0) + 1);
        all += n;
      }
      let repeats = 0;
      for (const [n, runs] of sizes.get(symbol) ?? []) {
        let distinct = 0;
        for (const [made, calls] of counts) distinct += calls * (1 - (1 - made / all) ** n);
        repeats += runs * Math.max(0, n - distinct);
      }
      return [symbol, repeats];
    }),
  );
}

function count(counts: Map<number, Map<number, number>>, key: number, item: number): void {
  const inner = counts.get(key) ?? new Map<number, number>();
  counts.set(key, inner);
  inner.set(item, (inner.get(item) ?? 0) + 1);
}

/** The waste of one tool where that is most of it; all of it otherwise. */
function dominant(corpus: Corpus, all: readonly Waste[]): readonly Waste[] {
  const tokens = new Map<number, number>();
  for (const waste of all) {
    const symbol = symbolOf(corpus, waste);
    tokens.set(symbol, (tokens.get(symbol) ?? 0) + waste.tokens);
  }
  const most = mostCommon(tokens);
  return most !== undefined && most[1] >= DOMINANT * sum(all)
    ? all.filter((waste) => symbolOf(corpus, waste) === most[0])
    : all;
}

function sum(all: readonly Waste[]): number {
  return all.reduce((total, { tokens }) => total + tokens, 0);
}

/** −1 for thoughts. */
function symbolOf({ fragments }: Corpus, { run, call }: Waste): number {
  return call === undefined ? -1 : fragments[run]!.symbols[call.at]!;
}

function wordWaste(
  corpus: Corpus,
  sort: WasteSort,
  {
    wasted,
    all,
    except,
  }: { readonly wasted: readonly Waste[]; readonly all: readonly Waste[]; readonly except: readonly string[] },
): Omit<Candidate, 'occurrences' | 'phrase'> {
  const symbols = [...new Set(wasted.map((waste) => symbolOf(corpus, waste)))];
  const words = symbols.map((symbol) => (symbol < 0 ? '' : corpus.lexicon.word(symbol)));
  const tools = [...new Set(words.map((word) => symbolTool(word).tool))].filter((tool) => tool !== '').sort();
  const only = words.length === 1 ? symbolTool(words[0]!) : undefined;
  const shell = words.every((word) => symbolTool(word).command !== undefined);
  return {
    kind: 'warning',
    polarity: 'avoid',
    ...instructionOf(sort, only, { shell, fields: only === undefined ? [] : sharedFields(wasted) }),
    scope: only === undefined || tools.length === 0 ? {} : { tools },
    matcher: {
      structure: (
        {
          loop: 'call-loop',
          repeat: 'same-answer',
          retry: 'same-failure',
          rederivation: 'rederivation',
        } as const
      )[sort],
      // What was left out here is not looked for either.
      ...(sort !== 'rederivation' &&
        (only !== undefined || wasted.length < all.length) && {
          tools: only !== undefined && only.command === undefined ? tools : words.toSorted(),
        }),
      ...(except.length > 0 && { except }),
    },
  };
}

function instructionOf(
  sort: WasteSort,
  only: { readonly tool: string; readonly command?: string } | undefined,
  { shell, fields }: { readonly shell: boolean; readonly fields: readonly string[] },
): Pick<Candidate, 'name' | 'instruction' | 'whenNot'> {
  const shown = only === undefined ? undefined : `\`${only.command ?? only.tool}\``;
  const named = only === undefined ? 'calls' : (only.command ?? only.tool);
  const same =
    fields.length > 0
      ? `the same ${anyOf(
          fields.map((field) => `\`${field}\``),
          'and',
        )}`
      : 'the same arguments';
  if (sort === 'rederivation')
    return {
      name: 'behavior_no_rederivation',
      instruction: 'Do not work out again what you have worked out already: go on from the result.',
    };
  if (sort === 'loop')
    return {
      name: behaviorName(`no circles${only === undefined ? '' : ` with ${named}`}`),
      instruction: `Do not go round in circles: when ${shown ?? 'the same calls'} ${shown === undefined ? 'give' : 'gives'} the same answers again, try something else.`,
    };
  if (sort === 'retry')
    return {
      name: behaviorName(`no unchanged retry${only === undefined ? '' : ` of ${named}`}`),
      instruction: `When ${shown ?? (shell ? 'a command' : 'a call')} fails, do not send it again as it was: change something first.`,
      whenNot: 'the failure was a passing one, such as a time-out',
    };
  const instruction =
    shown === undefined
      ? `Do not ${shell ? `run ${SHELL} again` : 'make the same call again with the same arguments'}: the answer is still in the conversation.`
      : writesSomething(only!.tool)
        ? `Do not repeat ${shown} with ${same}: it has been done already.`
        : `Do not ${only!.command === undefined ? 'call' : 'run'} ${shown} again with ${same}: the answer is still in the conversation.`;
  return { name: behaviorName(`no repeated ${named}`), instruction, whenNot: 'something has been changed since' };
}

/** The arguments that all repeated calls have; none when some have others, or too many to name. */
function sharedFields(wasted: readonly Waste[]): string[] {
  const sets = new Set(
    wasted.map(({ call }) => JSON.stringify([...new Set(call?.arguments.map(({ field }) => field))].sort())),
  );
  const [only] = sets;
  const fields = sets.size === 1 && wasted[0]!.call?.command === undefined ? (JSON.parse(only!) as string[]) : [];
  return fields.length <= MAX_FIELDS ? fields : [];
}

function occurrenceOf({ fragments }: Corpus, { run, call, sentence, steps, tokens }: Waste): Occurrence {
  const fragment = fragments[run]!;
  const [columns, i] = call === undefined ? ([fragment.sentences, sentence!] as const) : ([fragment, call.at] as const);
  const at = { step: columns.steps[i]!, part: columns.parts[i]!, start: columns.starts[i]!, end: columns.ends[i]! };
  return { run, steps, at, tokens };
}
