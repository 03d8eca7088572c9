import { lowerFirst } from '../wording/upper-first.ts';
import { argumentFlow, flowPattern, type ElementFlow } from './argument-flow.ts';
import type { Candidate, Occurrence } from '../candidate.ts';
import { callAt, supportOf, type Corpus } from '../digest/corpus.ts';
import type { Call } from '../digest/fragment.ts';
import { ownProject } from '../digest/own-project.ts';
import { projectName } from '../digest/run-head.ts';
import { looks, looksAround, symbolTool } from '../wording/tool-words.ts';
import { writtenSymbol } from '../wording/written-symbol.ts';
import { placesSeenAgain } from './places-seen-again.ts';
import type { SequencePlace } from './sequence-place.ts';
import { edits, keepsVersions } from './act-clauses.ts';
import { wordWorkflow } from './word-workflow.ts';
import { whenNotTo } from './when-not-to.ts';
import { workflowEnding } from './workflow-ending.ts';
import { workflowParts } from './workflow-parts.ts';

/** A sequence that was found, and where. */
export interface FoundSequence {
  /** Symbols that may stand in each place. */
  readonly elements: readonly (readonly number[])[];
  /** Run and symbol indexes, in order of run and place. */
  readonly occurrences: readonly SequencePlace[];
}

// Users step in between the acts of as many occurrences as not.
const MOSTLY = 0.5;
// A failure that is being mended is among the last things: the call, its error, a word about it.
const FAILED_BEFORE = 6;
const CORRECTION = /^user:(?:correct|decline|complain)$/;
// Describing runs allows the gaps of all but the longest drawn-out tenth of the occurrences, and no more than a screenful;
// seeing it again those of all but what is done in several sittings.
const USUAL_GAP = 0.9;
const MAX_GAP = 16;
const MAX_SEEN_GAP = 32;

/**
 * Says what a found sequence is: its words, variables, ending and parts, and how it is seen again.
 *
 * @returns undefined when fewer than two runs of two tasks show its alternatives, or users mostly step in between
 */
export function describeWorkflow(corpus: Corpus, found: FoundSequence): Candidate | undefined {
  const { fragments, lexicon, tasks } = corpus;
  const ids = seenAlternatives(found);
  const elements = ids.map((alternatives) => alternatives.map((id) => lexicon.word(id)).sort());
  if (elements.some((alternatives) => alternatives.length === 0)) return undefined;
  const occurrences = found.occurrences.filter(({ acts }) => acts.every((act, k) => ids[k]!.includes(act)));
  const runs = occurrences.map(({ run }) => run);
  const support = supportOf(runs, tasks);
  if (support.runs < 2 || support.tasks < 2) return undefined;
  if (oftenCorrected(corpus, occurrences)) return undefined;
  const flow = argumentFlow(corpus, occurrences);
  if (isSubstitute(corpus, occurrences, flow) || isEveryday(elements, flow) || mendsFailure(corpus, occurrences))
    return undefined;
  const opening = occurrences.filter(({ run, at }) => opensRun(corpus, run, at)).length;
  const spoken = elements.map((symbols, k) => symbols.map((symbol) => writtenSymbol(symbol, callsAt(corpus, occurrences, k, symbol)))); // prettier-ignore
  const wording = wordWorkflow(spoken, { flow, opensRun: opening / occurrences.length });
  if (wording === undefined) return undefined;
  const ending = workflowEnding(corpus, occurrences);
  const not = whenNotTo(corpus, occurrences);
  const { parts, group } = workflowParts(corpus, { elements, runs });
  // Commands are a project's own.
  const isShell = elements.flat().some((symbol) => symbolTool(symbol).command !== undefined);
  const project = isShell ? ownProject(corpus, runs) : undefined;
  const tools = elements.flat().flatMap((symbol) => (symbol.startsWith('tool:') ? symbolTool(symbol).tool : []));
  const maxGap = usualGap(occurrences);
  const matcher = {
    sequence: { symbols: symbolsOf(elements), maxGap: Math.min(MAX_SEEN_GAP, widestGap(occurrences)) },
  };
  return {
    kind: 'workflow',
    polarity: 'do',
    ...wording,
    ...(project !== undefined && { instruction: `In ${project}, ${lowerFirst(wording.instruction)}` }),
    ...(not !== undefined && { whenNot: not }),
    pattern: flowPattern(elements, flow),
    ...(ending !== undefined && { ending }),
    ...(parts !== undefined && { parts }),
    scope: {
      tools: [...new Set(tools)].sort(),
      ...(project !== undefined
        ? { projects: [project] }
        : group !== undefined && !runs.some((run) => projectName(fragments[run]!) === group) && { tasks: [group] }),
    },
    matcher,
    occurrences: placesSeenAgain(corpus, matcher, occurrences).map(({ run, at }) => occurrenceOf(corpus, run, at)),
    phrase: { elements: ids, maxGap },
  };
}

/** The calls that a symbol of a sequence stands for. */
function callsAt(
  { fragments, lexicon }: Corpus,
  occurrences: readonly SequencePlace[],
  element: number,
  symbol: string,
): (Call | undefined)[] {
  return occurrences.flatMap(({ run, at }) => {
    const { symbols } = fragments[run]!;
    return lexicon.word(symbols[at[element]!]!) === symbol ? [callAt(fragments[run]!, at[element]!)] : [];
  });
}

/** The alternatives that were really seen in each place, in at least two runs (or the only one). */
function seenAlternatives({ elements, occurrences }: FoundSequence): number[][] {
  return elements.map((alternatives, k) => {
    if (alternatives.length === 1) return [...alternatives];
    const runs = new Map<number, Set<number>>();
    for (const { run, acts } of occurrences) runs.set(acts[k]!, (runs.get(acts[k]!) ?? new Set()).add(run));
    return alternatives.filter((symbol) => (runs.get(symbol)?.size ?? 0) >= 2);
  });
}

/** Whether users mostly step in between its acts: then the later acts are what they wanted instead. */
function oftenCorrected({ fragments, lexicon }: Corpus, occurrences: readonly SequencePlace[]): boolean {
  const corrected = occurrences.filter(({ run, at }) => {
    const { symbols } = fragments[run]!;
    for (let i = at[0]!; i < at.at(-1)!; i++)
      if (CORRECTION.test(lexicon.word(symbols[i]!)) && !at.includes(i)) return true;
    return false;
  }).length;
  return corrected >= MOSTLY * occurrences.length;
}

/** Whether users mostly speak between two calls of which the second is given just what the first was: one instead of the other. */
function isSubstitute(
  { fragments, lexicon }: Corpus,
  occurrences: readonly SequencePlace[],
  flow: readonly ElementFlow[],
): boolean {
  const [first, second, ...more] = flow;
  if (more.length > 0 || second === undefined || second.fields.length === 0) return false;
  const same = second.fields.every(
    ({ field, from }) => from === 'same' && first!.fields.some((other) => other.field === field),
  );
  if (!same) return false;
  const between = occurrences.filter(({ run, at }) =>
    fragments[run]!.symbols.subarray(at[0], at[1]).some((symbol) => lexicon.word(symbol).startsWith('user:')),
  ).length;
  return between >= MOSTLY * occurrences.length;
}

/** Whether what is done later had mostly failed right before: then it is a repair, told with its error. */
function mendsFailure({ fragments }: Corpus, occurrences: readonly SequencePlace[]): boolean {
  const mending = occurrences.filter(({ run, at, acts }) => {
    const fragment = fragments[run]!;
    const later = new Set(acts.slice(1));
    for (let i = Math.max(0, at[0]! - FAILED_BEFORE); i < at[0]!; i++)
      if (later.has(fragment.symbols[i]!) && callAt(fragment, i)?.failed) return true;
    return false;
  }).length;
  return mending >= MOSTLY * occurrences.length;
}

/**
 * Whether it goes without saying: it only looks, with nothing but the tools every agent looks around with (`find`, then read), or
 * at one thing in two ways of which neither uses what the other found; or it reads a file before it edits one, or runs `git add` before
 * `git commit`.
 */
function isEveryday(elements: readonly (readonly string[])[], flow: readonly ElementFlow[]): boolean {
  const acts = elements.filter((symbols) => symbols[0]!.startsWith('tool:'));
  if (acts.length < elements.length) return false;
  if (acts.every((symbols) => symbols.every(looksAround))) return true;
  // Nor that what is edited is read first.
  const [first, second] = acts;
  if (acts.length === 2 && first!.every(looksAround) && second!.every(edits)) return true;
  // What a version control's commands need of each other it says itself.
  if (acts.every((symbols) => symbols.every(keepsVersions))) return true;
  const uses = flow.some(({ fields }) => fields.some(({ from }) => from === 'answer'));
  return (
    acts.length === 2 && !uses && acts.every((symbols) => symbols.every((symbol) => looks(symbolTool(symbol).tool)))
  );
}

function opensRun({ fragments, lexicon }: Corpus, run: number, at: readonly number[]): boolean {
  const { calls, symbols } = fragments[run]!;
  const first = at.find((index) => lexicon.word(symbols[index]!).startsWith('tool:'));
  return first !== undefined && calls[0]?.at === first;
}

/** How many symbols stand between two acts, in all but the rarest occurrences. */
function usualGap(occurrences: readonly SequencePlace[]): number {
  const gaps = occurrences.map((occurrence) => widestGap([occurrence]));
  gaps.sort((a, b) => a - b);
  return Math.min(MAX_GAP, gaps[Math.ceil(USUAL_GAP * gaps.length) - 1]!);
}

function widestGap(occurrences: readonly SequencePlace[]): number {
  return occurrences.reduce(
    (widest, { at }) => at.slice(1).reduce((most, index, k) => Math.max(most, index - at[k]! - 1), widest),
    0,
  );
}

/** What a user says yes to was a question, in whatever words: see {@link actRuns}. */
function symbolsOf(elements: readonly (readonly string[])[]): string[] {
  return elements.map((alternatives, k) => {
    const asks = alternatives.includes('agent:ask-confirmation') && elements[k + 1]?.includes('user:confirm') === true;
    return asks ? 'agent:*' : alternatives.join('|');
  });
}

/** The telling words of a workflow are the agent's own, if it says any, else its first call with arguments. */
function occurrenceOf({ fragments, lexicon }: Corpus, run: number, at: readonly number[]): Occurrence {
  const fragment = fragments[run]!;
  const said = at.find((index) => lexicon.word(fragment.symbols[index]!).startsWith('agent:'));
  const written = at.find((index) => fragment.ends[index]! - fragment.starts[index]! > 2);
  const telling = said ?? written ?? at[0]!;
  let tokens = 0;
  for (const index of at) {
    if (!lexicon.word(fragment.symbols[index]!).startsWith('user:')) tokens += fragment.tokens[index]!;
  }
  return {
    run,
    steps: [...new Set(at.map((index) => fragment.steps[index]!))],
    at: {
      step: fragment.steps[telling]!,
      part: fragment.parts[telling]!,
      start: fragment.starts[telling]!,
      end: fragment.ends[telling]!,
    },
    tokens,
  };
}
