import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Candidate } from '../candidate.ts';
import { supportOf, type Corpus } from '../digest/corpus.ts';
import { outcomeDifference } from '../outcome-difference.ts';
import { handsOver, looksAround, symbolTool } from '../wording/tool-words.ts';
import { actRuns, type ActRun } from './act-runs.ts';
import { coverWithSequences, type Seen } from './cover-with-sequences.ts';
import { describeWorkflow, type FoundSequence } from './describe-workflow.ts';
import { growSequences } from './grow-sequences.ts';
import { matchSequence, type LinkedRun, type SequenceElement } from './linked-run.ts';
import { mergeAlternatives } from './merge-alternatives.ts';
import { symbolPairs } from './symbol-pairs.ts';
import { isCheck } from './word-workflow.ts';
import { findValueFlows, flowsOfRun } from './value-flows.ts';

// Moves that carry no knowledge: they recur everywhere.
const IDLE =
  /^agent:(?:message|thank|apologise|greet|close|state-plan|report-done)$|^user:(?!(?:confirm|complain)$)|^(?:error|user-tool):|^tool:(?:bash|shell|terminal|execute_bash|run_command)$|\((?:cat|ls|ll|cd|pwd|head|tail|echo|wc|which|sleep|clear)\)$/;
const MIN_SHARE = 0.02;
// In a store of many sources the share of all runs says little.
const MAX_MIN_RUNS = 6;
// What two of many tasks ask for is their own.
const MIN_TASK_SHARE = 0.05;
const MAX_MIN_TASKS = 3;
const MAX_CANDIDATES = 40;
// Growing looks at no more than this; counting looks at everything.
const MAX_GROWN_SYMBOLS = 200_000;
// Of all that is grown this many are placed, and of those that nothing but their order speaks for so many are tested.
const MAX_PLACED = 1500;
const MAX_TESTED = 200;
const MAX_Q = 0.05;
// A question that is put in must have been asked, and answered with yes, in most occurrences.
const MOSTLY_AGREED = 0.6;
const NEARLY_ALWAYS = 0.9;

/**
 * Workflows: sequences of acts (calls, and moves in a dialogue) that recur in at least two runs of two tasks (and 2% of
 * the runs, up to six, and 5% of the tasks, up to three), whatever stands in between. Acts are tied by values that one hands to another or by an order that
 * chance would not give them; a sequence needs more than order: such a value, a move of the dialogue, commands of a shell,
 * or runs of the same task that fare better with it. Acts that take the same place are tried as one. Learned from runs
 * that are not held out, counted in all. Neither fragments nor extensions of a workflow stand beside it.
 *
 * @returns at most 40, those that account for most first
 */
export function mineWorkflows(corpus: Corpus): Candidate[] {
  const learned = sampleRuns(corpus);
  const usable = usableSymbols(corpus, learned);
  const runs = actRuns(corpus, (symbol) => usable.has(symbol));
  const plain = linkRuns(corpus, { runs, learned, classes: [] });
  const classes = mergeAlternatives(
    learned.map((run) => plain.runs[run]!),
    {
      follows: plain.follows,
      isAnswer: (act) => corpus.lexicon.word(act).startsWith('user:'),
      alone: (act) => standsAlone(corpus.lexicon.word(act)),
    },
  );
  const merged = classes.length === 0 ? [] : [linkRuns(corpus, { runs, learned, classes })];
  const minRuns = Math.min(MAX_MIN_RUNS, Math.max(2, Math.ceil(MIN_SHARE * learned.length)));
  const grown = [plain, ...merged].flatMap((view) => sequencesOf(corpus, view, { learned, minRuns }));
  const grounded = withGrounds(corpus, grown);
  const kept = coverWithSequences(grounded, { most: 3 * MAX_CANDIDATES, minRuns });
  const everywhere = kept.map(({ seen: { sequence } }) => place(sequence, sequence.view.runs));
  const candidates = coverWithSequences(everywhere, { most: MAX_CANDIDATES, minRuns: 2 }).flatMap(({ seen }) => {
    const found: FoundSequence = {
      elements: seen.sequence.elements.map(({ acts }) => acts.flatMap(seen.sequence.view.members)),
      occurrences: seen.runs.map((run, k) => ({
        run,
        at: seen.places[k]!.map((i) => runs[run]!.at[i]!),
        acts: seen.places[k]!.map((i) => runs[run]!.acts[i]!),
      })),
    };
    return describeWorkflow(corpus, found) ?? [];
  });
  return distinctNames(candidates);
}

/** Names say no more than the words of tools: another tool of the same words is named with its tool. */
function distinctNames(candidates: readonly Candidate[]): Candidate[] {
  const names = new Set<string>();
  return candidates.flatMap((candidate) => {
    const tools = candidate.scope.tools
      ?.join('_')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '_');
    const name = names.has(candidate.name) ? `${candidate.name}_with_${tools}` : candidate.name;
    if (names.has(name)) return [];
    names.add(name);
    return [{ ...candidate, name }];
  });
}

/** All runs in terms of one way to class acts, linked. */
interface View {
  /** The same runs, act by act as they are. */
  readonly plain: readonly ActRun[];
  readonly runs: readonly LinkedRun[];
  readonly members: (act: number) => readonly number[];
  readonly follows: (first: number, second: number) => boolean;
  /** Runs that have an act. */
  readonly runsWith: ReadonlyMap<number, readonly number[]>;
}

function linkRuns(
  corpus: Corpus,
  {
    runs,
    learned,
    classes,
  }: { runs: readonly ActRun[]; learned: readonly number[]; classes: readonly (readonly number[])[] },
): View {
  const { lexicon, tasks } = corpus;
  const size = lexicon.size + classes.length;
  const classOf = new Map(classes.flatMap((acts, k) => acts.map((act) => [act, lexicon.size + k] as const)));
  const inClass = (act: number): number => classOf.get(act) ?? act;
  const classed = runs.map((run) => ({
    ...run,
    acts: run.acts.map(inClass),
    failedActs: run.failedActs.map(inClass),
  }));
  const sample = learned.map((run) => classed[run]!);
  const flows = findValueFlows(corpus, sample, size);
  const pairs = symbolPairs(sample.map(({ acts }) => acts));
  // Agents look at something before whatever they do.
  const isLook = (act: number): boolean => act < lexicon.size && isCommand(lexicon.word(act)) && looksAround(lexicon.word(act)); // prettier-ignore
  const ordered = new Set(
    pairs.flatMap(({ first, second }) => (isLook(first) || isLook(second) ? [] : first * size + second)),
  );
  const runsWith = new Map<number, number[]>();
  for (const { run, acts } of classed) {
    for (const act of new Set(acts)) {
      const known = runsWith.get(act);
      if (known === undefined) runsWith.set(act, [run]);
      else known.push(run);
    }
  }
  return {
    plain: runs,
    runs: classed.map((run) => ({ ...run, task: tasks[run.run]!, flows: flowsOfRun(corpus, run, flows) })),
    members: (act) => (act < lexicon.size ? [act] : classes[act - lexicon.size]!),
    follows: (first, second) => ordered.has(first * size + second),
    runsWith,
  };
}

interface Placeable {
  readonly view: View;
  readonly elements: readonly SequenceElement[];
}

function sequencesOf(
  { lexicon }: Corpus,
  view: View,
  { learned, minRuns }: { learned: readonly number[]; minRuns: number },
): Seen<Placeable>[] {
  const word = (act: number): string => lexicon.word(view.members(act)[0]!);
  const sample = learned.map((run) => view.runs[run]!);
  return growSequences(sample, view.follows, {
    minRuns,
    mayStart: (act) => !word(act).startsWith('user:'),
    mayFollow: (first, second) => belong(word(first), word(second)),
    needsMore: (first, second) => !isMove(word(second)) && !isCheckAfter(word(first), word(second)),
    anywhere: (act) => isMove(word(act)) || isCommand(word(act)),
  })
    .filter(({ elements }) => isWorkflow(elements.map(({ acts }) => word(acts[0]!))))
    .toSorted((a, b) => b.runs * (b.elements.length - 1) - a.runs * (a.elements.length - 1))
    .slice(0, MAX_PLACED)
    .map(({ elements }) => place({ view, elements }, sample))
    .flatMap((seen) => {
      const agreed = withAgreement(seen, word);
      return agreed === undefined ? [seen] : [place({ view, elements: agreed }, sample), seen];
    });
}

/**
 * The sequence with the user's yes put in, where it is mostly given between two of its acts: too few runs to tell by order
 * alone that the question belongs there tell it by what stands around it.
 */
function withAgreement(
  { sequence: { elements, view }, runs, places }: Seen<Placeable>,
  word: (act: number) => string,
): readonly SequenceElement[] | undefined {
  if (elements.some(({ acts }) => word(acts[0]!) === 'agent:ask-confirmation')) return undefined;
  const yes = elements.map(() => 0);
  let pair: readonly [number, number] | undefined;
  for (const [k, run] of runs.entries()) {
    const { acts } = view.runs[run]!;
    for (let e = 1; e < elements.length; e++) {
      for (let i = places[k]![e]! - 1; i > places[k]![e - 1]! + 1; i--) {
        if (word(acts[i]!) !== 'user:confirm' || word(acts[i - 1]!) !== 'agent:ask-confirmation') continue;
        pair = [acts[i - 1]!, acts[i]!];
        yes[e]!++;
        break;
      }
    }
  }
  const most = yes.indexOf(Math.max(...yes));
  if (pair === undefined || yes[most]! < MOSTLY_AGREED * runs.length) return undefined;
  const asked = pair.map((act) => ({ acts: [act], tied: false }));
  return [...elements.slice(0, most), ...asked, ...elements.slice(most)];
}

/** Where a sequence stands in the given runs, which are in order. */
function place(sequence: Placeable, among: readonly LinkedRun[]): Seen<Placeable> {
  const { view, elements } = sequence;
  const runs: number[] = [];
  const places: (readonly number[])[] = [];
  const rarest = elements
    .map(({ acts }) => view.runsWith.get(acts[0]!)!)
    .reduce((fewest, next) => (next.length < fewest.length ? next : fewest));
  const all = among.length === view.runs.length;
  const wanted = new Set(rarest);
  for (const linked of all ? rarest.map((run) => view.runs[run]!) : among) {
    if (!wanted.has(linked.run)) continue;
    for (const found of matchSequence(linked, elements)) {
      runs.push(linked.run);
      places.push(found);
    }
  }
  const open = elements.filter((_, k) => isOpen(runs.map((run, o) => view.plain[run]!.acts[places[o]![k]!]!))).length;
  return { sequence, length: elements.length, open, runs, places };
}

/** Whether what stands in a place is not nearly always the same. */
function isOpen(acts: readonly number[]): boolean {
  const counts = new Map<number, number>();
  for (const act of acts) counts.set(act, (counts.get(act) ?? 0) + 1);
  return Math.max(0, ...counts.values()) < NEARLY_ALWAYS * acts.length;
}

/** Keeps sequences that more speaks for than their order. */
function withGrounds(corpus: Corpus, seen: readonly Seen<Placeable>[]): Seen<Placeable>[] {
  const { lexicon, tasks } = corpus;
  const minTasks = Math.min(MAX_MIN_TASKS, Math.max(2, Math.ceil(MIN_TASK_SHARE * new Set(tasks).size)));
  const supported = seen.filter(({ runs }) => {
    const support = supportOf(runs, tasks);
    return support.runs >= 2 && support.tasks >= minTasks;
  });
  const speaks = ({ sequence: { elements, view } }: Seen<Placeable>): boolean => {
    const words = elements.map(({ acts }) => lexicon.word(view.members(acts[0]!)[0]!));
    return elements.some(({ tied }) => tied) || words.some(isMove) || words.every(isCommand);
  };
  const doubtful = supported.filter((each) => !speaks(each)).slice(0, MAX_TESTED);
  // Against runs in which the same is done in another way, so that doing it at all does not count.
  const differences = doubtful.map(({ runs, sequence: { elements, view } }) => {
    const [first, ...rest] = elements.map(({ acts }) => view.runsWith.get(acts[0]!)!);
    const among = rest.reduce((both, next) => both.intersection(new Set(next)), new Set(first));
    return outcomeDifference(corpus, new Set(runs), among);
  });
  const q = falseDiscovery(differences.map((difference) => difference?.p ?? 1));
  const better = new Set(doubtful.filter((_, k) => q[k]! <= MAX_Q && differences[k]!.interval[0] > 0));
  return supported.filter((each) => better.has(each) || speaks(each));
}

/** Moves, shell commands, and handing over to a person are not another way to do something else. */
function standsAlone(symbol: string): boolean {
  if (isMove(symbol)) return true;
  return isCommand(symbol) || handsOver(symbolTool(symbol).tool);
}

/** Which check is run after a change differs from project to project. */
function isCheckAfter(first: string, second: string): boolean {
  return isCheck([second]) && !isCommand(first);
}

function isCommand(symbol: string): boolean {
  return symbolTool(symbol).command !== undefined;
}

function isMove(symbol: string): boolean {
  return symbol.startsWith('agent:') || symbol.startsWith('user:');
}

// What is asked for is asked first, what is refused ends the matter unless the user insists, and a yes answers a question.
function belong(first: string, second: string): boolean {
  if (second === 'agent:ask-information' || first === 'agent:hand-over') return false;
  if (second === 'user:complain' || first === 'agent:refuse')
    return first === 'agent:refuse' && second === 'user:complain';
  return second !== 'user:confirm' || first === 'agent:ask-confirmation';
}

/** At least two acts of the agent, of which one is a call, and it ends in an act; of checks the order is of no consequence. */
function isWorkflow(symbols: readonly string[]): boolean {
  const last = symbols.at(-1)!;
  if (last.startsWith('user:') || last === 'agent:ask-confirmation') return false;
  if (symbols.every((symbol) => isCheck([symbol]))) return false;
  const acts = symbols.filter((symbol) => !symbol.startsWith('user:'));
  return acts.length >= 2 && acts.some((symbol) => symbol.startsWith('tool:'));
}

/** Runs to learn from, fewest symbols that are enough: in order, which is by id, so that the choice depends on nothing else. */
function sampleRuns({ fragments, heldOut }: Corpus): number[] {
  const learned: number[] = [];
  const all = fragments.reduce((sum, { symbols }) => sum + symbols.length, 0);
  const step = Math.max(1, Math.ceil(all / MAX_GROWN_SYMBOLS));
  let turn = 0;
  for (const [run] of fragments.entries()) if (!heldOut[run] && turn++ % step === 0) learned.push(run);
  return learned;
}

function usableSymbols({ fragments, lexicon, tasks }: Corpus, learned: readonly number[]): Set<number> {
  const runs = new Map<number, Set<number>>();
  for (const run of learned) {
    for (const symbol of fragments[run]!.symbols) runs.set(symbol, (runs.get(symbol) ?? new Set()).add(run));
  }
  const usable = new Set<number>();
  for (const [symbol, seen] of runs) {
    const support = supportOf(seen, tasks);
    if (support.runs >= 2 && support.tasks >= 2 && !IDLE.test(lexicon.word(symbol))) usable.add(symbol);
  }
  return usable;
}
