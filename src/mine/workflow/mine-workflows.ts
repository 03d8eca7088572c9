import { argumentFlow, flowPattern } from './argument-flow.ts';
import type { Candidate, Occurrence } from '../candidate.ts';
import { callAt, supportOf, type Corpus } from '../digest/corpus.ts';
import { projectName } from '../digest/run-head.ts';
import { findOccurrences, type Phrase } from './find-occurrences.ts';
import { growSequences } from './grow-sequences.ts';
import { symbolClasses, writingClass } from './symbol-classes.ts';
import { symbolPairs } from './symbol-pairs.ts';
import { looksUpPerson, symbolTool, writesSomething } from '../wording/tool-words.ts';
import { isCheck, sayable, wordWorkflow } from './word-workflow.ts';

// Moves that carry no knowledge: they recur everywhere.
const IDLE =
  /^agent:(?:message|thank|apologise|greet|close|state-plan|report-done)$|^user:(?!(?:confirm|decline|correct)$)|^(?:error|user-tool):|\((?:cat|ls|ll|cd|pwd|head|tail|echo|wc|which|sleep|clear)\)$/;
const MAX_GAP = 4;
// What can still be said in one sentence.
const MAX_LENGTH = 5;
const MIN_SHARE = 0.02;
// In a store of many sources the share of all runs says little.
const MAX_MIN_RUNS = 6;
const MAX_CANDIDATES = 100;
// Growing looks at no more than this; counting looks at everything.
const MAX_GROWN_SYMBOLS = 200_000;

/**
 * Workflows: sequences of calls and moves that recur, in the same order and close together, in at least two runs of two
 * tasks (and 2% of the runs, up to six), more often than chance would have it. Tools that take each other's place are tried as one
 * ("alternatives merged"). Learned from runs that are not held out, counted in all.
 *
 * @returns at most 100, those that cover most first; sequences that ask nothing of an agent are left out
 */
export function mineWorkflows(corpus: Corpus): Candidate[] {
  const { lexicon } = corpus;
  const learned = sampleRuns(corpus);
  const usable = usableSymbols(corpus, learned);
  const used = [...usable].map((id) => lexicon.word(id));
  const patterns = new Map<string, Phrase>();
  // As the symbols are, with tools of one sort as one, and with all changes as one.
  for (const classes of [[], symbolClasses(used), writingClass(used)]) {
    if (classes.length === 0 && patterns.size > 0) continue;
    for (const phrase of patternsOf(corpus, learned, usable, classes))
      patterns.set(JSON.stringify(phrase.elements), phrase);
  }
  const candidates = [...patterns.values()].flatMap((phrase) => candidateOf(corpus, phrase) ?? []);
  const weight = ({ occurrences, phrase }: Candidate): number => occurrences.length * (phrase!.elements.length - 1);
  // Of candidates of one name, as with more and with fewer alternatives, the one that covers most.
  const named = new Set<string>();
  return candidates
    .sort((a, b) => weight(b) - weight(a) || (a.name < b.name ? -1 : 1))
    .filter(({ name }) => !named.has(name) && named.add(name))
    .slice(0, MAX_CANDIDATES);
}

/**
 * Asking who someone is and looking them up is a behavior of its own, whatever the run is about afterwards: a sequence
 * that begins so is cut there. So is checking a change, whatever came before it.
 */
function tellingOnly(
  elements: readonly (readonly number[])[],
  { word }: Corpus['lexicon'],
): readonly (readonly number[])[] {
  const [first, second] = elements;
  const last = elements.at(-1)!.map(word);
  if (isCheck(last)) return elements.slice(-2);
  const persons = first!.every((symbol) => looksUpPerson(symbolTool(word(symbol)).tool));
  if (persons && !last.every((symbol) => writesSomething(symbolTool(symbol).tool))) return elements.slice(0, 2);
  const asks = first !== undefined && word(first[0]!) === 'agent:ask-information';
  const looksUp = second !== undefined && second.every((symbol) => looksUpPerson(symbolTool(word(symbol)).tool));
  return asks && looksUp ? elements.slice(0, 2) : elements;
}

function patternsOf(
  { fragments, lexicon, tasks }: Corpus,
  learned: readonly number[],
  usable: ReadonlySet<number>,
  classes: readonly (readonly string[])[],
): Phrase[] {
  const classOf = new Map<number, number>();
  for (const [k, members] of classes.entries())
    for (const symbol of members) classOf.set(lexicon.id(symbol), lexicon.size + k);
  const members = (symbol: number): number[] =>
    symbol < lexicon.size ? [symbol] : classes[symbol - lexicon.size]!.map((member) => lexicon.id(member));
  const word = (symbol: number): string => lexicon.word(members(symbol)[0]!);
  const sequences = learned.map((run) => fragments[run]!.symbols.map((symbol) => classOf.get(symbol) ?? symbol));
  const pairs = symbolPairs(sequences, (symbol) => symbol >= lexicon.size || usable.has(symbol), { maxGap: MAX_GAP });
  const grown = growSequences(
    {
      sequences,
      tasks: Int32Array.from(learned, (run) => tasks[run]!),
      pairs: pairs.filter((pair) => pair.first !== pair.second && belong(word(pair.first), word(pair.second))),
    },
    {
      maxGap: MAX_GAP,
      maxLength: MAX_LENGTH,
      minRuns: Math.min(MAX_MIN_RUNS, Math.max(2, Math.ceil(MIN_SHARE * learned.length))),
      mayStart: (symbol) => !word(symbol).startsWith('user:'),
      keep: (symbols) => isEnd(word(symbols.at(-1)!)) && sayable(symbols.map((symbol) => [word(symbol)])),
      always: (symbols) => isProtocol(symbols.map(word)),
    },
  );
  return grown
    .filter(({ symbols }) => new Set(symbols).size === symbols.length)
    .map(({ symbols }) => ({ elements: tellingOnly(symbols.map(members), lexicon), maxGap: MAX_GAP }));
}

// What is asked for is asked first, what is refused ends the matter, and a yes is the answer to a question.
function belong(first: string, second: string): boolean {
  if (first === second || second === 'agent:ask-information') return false;
  if (first === 'agent:refuse' || first === 'agent:hand-over') return false;
  return second !== 'user:confirm' || first === 'agent:ask-confirmation';
}

/** The short forms that people know by name: asked, agreed, done; asked and looked up. */
function isProtocol([first, second, third, ...more]: readonly string[]): boolean {
  if (more.length > 0) return false;
  if (first === 'agent:ask-information') return third === undefined;
  return first === 'agent:ask-confirmation' && second === 'user:confirm' && third !== undefined;
}

function isEnd(symbol: string): boolean {
  return !symbol.startsWith('user:') && symbol !== 'agent:ask-confirmation';
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

function candidateOf(corpus: Corpus, pattern: Phrase): Candidate | undefined {
  const { fragments, lexicon, tasks } = corpus;
  const matches: { run: number; at: number[] }[] = [];
  for (const [run, { symbols }] of fragments.entries()) {
    for (const at of findOccurrences(symbols, pattern)) matches.push({ run, at });
  }
  const phrase = { ...pattern, elements: seenAlternatives(corpus, pattern, matches) };
  const elements = phrase.elements.map((ids) => ids.map((id) => lexicon.word(id)).sort());
  if (elements.some((alternatives) => alternatives.length === 0)) return undefined;
  const kept = matches.filter(({ run, at }) =>
    at.every((index, k) => phrase.elements[k]!.includes(fragments[run]!.symbols[index]!)),
  );
  const support = supportOf(
    kept.map(({ run }) => run),
    tasks,
  );
  if (support.runs < 2 || support.tasks < 2) return undefined;
  if (elements.some((_, k) => mostlyFails(corpus, kept, k))) return undefined;
  const flow = argumentFlow(corpus, kept);
  const opening = kept.filter(({ run, at }) => opensRun(corpus, run, at)).length;
  const wording = wordWorkflow(elements, { flow, opensRun: opening / kept.length });
  if (wording === undefined) return undefined;
  const projects = [...new Set(kept.flatMap(({ run }) => projectName(fragments[run]!) ?? []))];
  const elsewhere = fragments.some((fragment) => projectName(fragment) !== projects[0]);
  const byCommand = elements.flat().some((symbol) => symbolTool(symbol).command !== undefined);
  const tools = [
    ...new Set(
      elements
        .flat()
        .filter((symbol) => symbol.startsWith('tool:'))
        .map((symbol) => symbolTool(symbol).tool),
    ),
  ];
  const own = byCommand && elsewhere && projects.length === 1;
  return {
    kind: 'workflow',
    polarity: 'do',
    ...wording,
    ...(own && {
      instruction: `In ${projects[0]!}, ${wording.instruction.charAt(0).toLowerCase()}${wording.instruction.slice(1)}`,
    }),
    pattern: flowPattern(elements, flow),
    // Commands are a project's own.
    scope: { tools: tools.sort(), ...(own && { projects }) },
    matcher: { sequence: { symbols: elements.map((alternatives) => alternatives.join('|')), maxGap: phrase.maxGap } },
    occurrences: kept.map(({ run, at }) => occurrenceOf(corpus, run, at)),
    phrase,
  };
}

// A way of working whose calls fail as often as not is a repair, or none.
const MOSTLY = 0.5;

function mostlyFails(
  { fragments }: Corpus,
  kept: readonly { readonly run: number; readonly at: readonly number[] }[],
  k: number,
): boolean {
  const failed = kept.filter(({ run, at }) => callAt(fragments[run]!, at[k]!)?.failed === true).length;
  return failed >= MOSTLY * kept.length;
}

/** The alternatives that were really seen in each place, in at least two runs (or the only one). */
function seenAlternatives(
  { fragments }: Corpus,
  { elements }: Phrase,
  matches: readonly { readonly run: number; readonly at: readonly number[] }[],
): number[][] {
  return elements.map((alternatives, k) => {
    if (alternatives.length === 1) return [...alternatives];
    const runs = new Map<number, Set<number>>();
    for (const { run, at } of matches) {
      const symbol = fragments[run]!.symbols[at[k]!]!;
      runs.set(symbol, (runs.get(symbol) ?? new Set()).add(run));
    }
    return alternatives.filter((symbol) => (runs.get(symbol)?.size ?? 0) >= 2);
  });
}

function opensRun({ fragments, lexicon }: Corpus, run: number, at: readonly number[]): boolean {
  const { calls, symbols } = fragments[run]!;
  const first = at.find((index) => lexicon.word(symbols[index]!).startsWith('tool:'));
  return first !== undefined && calls[0]?.at === first;
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
