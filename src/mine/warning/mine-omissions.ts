import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Candidate, Occurrence } from '../candidate.ts';
import { supportOf, type Corpus } from '../digest/corpus.ts';
import { outcomeDifference, type OutcomeDifference } from '../outcome-difference.ts';
import {
  anyOf,
  callPhrase,
  doingPhrase,
  looksUpPerson,
  symbolTool,
  wishPhrase,
  writesSomething,
} from '../wording/tool-words.ts';
import { isCheck, shortName } from '../workflow/word-workflow.ts';

const PLAIN: Readonly<Record<string, string>> = {
  making: 'make',
  calling: 'call',
  running: 'run',
  editing: 'edit',
  writing: 'write',
};
const MAX_Q = 0.05;
const MAX_OMISSIONS = 6;
// Two omissions in mostly the same runs are one.
const SAME = 0.5;

/** An act, and what should have come before it (or after it, when it is a check). */
interface Precondition {
  readonly act: readonly string[];
  readonly needs: readonly string[];
  readonly when: 'before' | 'after';
}

interface Omission {
  readonly precondition: Precondition;
  readonly occurrences: readonly Occurrence[];
  /** Against runs of the same task that do it with what it needs. */
  readonly difference: OutcomeDifference;
}

/** An omission, and its q among all that were tested. */
type Tested = Omission & { readonly q: number };

/**
 * Warnings about what was left out: of the runs that do something (change a record, edit a file), those that do it without
 * what the given workflows put before it (an explicit yes, looking up who asks, reading) or without the check they put
 * after it, are compared with runs of the same task that do it with. Stated where they succeed less often: 95% interval
 * below 0 and q ≤ 0.05 over all that was tested.
 *
 * @param workflows - where preconditions are taken from
 * @returns at most six, the greatest difference first
 */
export function mineOmissions(corpus: Corpus, workflows: readonly Candidate[]): Candidate[] {
  const tested = preconditionsOf(corpus, workflows).flatMap((precondition) => omissionOf(corpus, precondition) ?? []);
  const q = falseDiscovery(tested.map(({ difference }) => difference.p));
  const kept: { omission: Tested; runs: ReadonlySet<number> }[] = [];
  const harmful = tested
    .map((omission, i) => ({ ...omission, q: q[i]! }))
    .filter(({ difference, q: rate }) => rate <= MAX_Q && difference.interval[1] < 0)
    .sort((a, b) => a.difference.difference - b.difference.difference);
  for (const omission of harmful) {
    const runs = new Set(omission.occurrences.map(({ run }) => run));
    if (kept.length < MAX_OMISSIONS && !kept.some((other) => overlap(other.runs, runs) >= SAME))
      kept.push({ omission, runs });
  }
  const checked = workflows
    .map(({ matcher }) => matcher?.sequence?.symbols.at(-1) ?? '')
    .filter((symbol) => isCheck([symbol]));
  return kept.map(({ omission }) => wordOmission(omission, [...new Set(checked)].sort()));
}

function preconditionsOf({ lexicon }: Corpus, workflows: readonly Candidate[]): Precondition[] {
  const words = Array.from({ length: lexicon.size }, (_, id) => lexicon.word(id));
  const persons = words.filter((word) => word.startsWith('tool:') && looksUpPerson(symbolTool(word).tool)).sort();
  const checks = words.filter((word) => word.startsWith('tool:') && isCheck([word])).sort();
  const found = new Map<string, Precondition>();
  const add = (precondition: Precondition): void => {
    found.set(JSON.stringify(precondition), precondition);
  };
  for (const { phrase } of workflows) {
    const elements = phrase!.elements.map((ids) => ids.map((id) => lexicon.word(id)).sort());
    const act = elements.at(-1)!;
    if (isCheck(act)) {
      const before = elements.at(-2)!;
      if (isChange(before)) add({ act: before, needs: checks, when: 'after' });
    } else if (isChange(act)) {
      const asks = elements.some(([symbol]) => symbol === 'user:confirm');
      if (asks) add({ act, needs: ['user:confirm'], when: 'before' });
      if (persons.length > 0) add({ act, needs: persons, when: 'before' });
      for (const needs of elements.slice(0, -1)) {
        if (needs.every((symbol) => symbol.startsWith('tool:'))) add({ act, needs, when: 'before' });
      }
    }
  }
  const all = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, precondition]) => precondition);
  // Of one sort of act the widest class speaks.
  return all.filter(
    ({ act, needs, when }) =>
      !all.some(
        (other) =>
          other.when === when &&
          other.act.length > act.length &&
          act.every((symbol) => other.act.includes(symbol)) &&
          needs.every((symbol) => other.needs.includes(symbol)),
      ),
  );
}

function isChange(symbols: readonly string[]): boolean {
  return symbols.every((symbol) => symbol.startsWith('tool:') && writesSomething(symbolTool(symbol).tool));
}

function omissionOf(corpus: Corpus, precondition: Precondition): Omission | undefined {
  const { fragments, lexicon, tasks } = corpus;
  const ids = (symbols: readonly string[]): Set<number> => new Set(symbols.map((symbol) => lexicon.id(symbol)));
  const act = ids(precondition.act);
  const needs = ids(precondition.needs);
  const acting = new Set<number>();
  const occurrences: Occurrence[] = [];
  for (const [run, fragment] of fragments.entries()) {
    const at = omittedAt(fragment.symbols, act, needs, precondition.when);
    if (at === undefined) continue;
    acting.add(run);
    if (at < 0) continue;
    const { steps, parts, starts, ends, tokens } = fragment;
    const place = { step: steps[at]!, part: parts[at]!, start: starts[at]!, end: ends[at]! };
    occurrences.push({ run, steps: [steps[at]!], at: place, tokens: tokens[at]! });
  }
  const runs = new Set(occurrences.map(({ run }) => run));
  const support = supportOf(runs, tasks);
  if (support.runs < 2 || support.tasks < 2) return undefined;
  const difference = outcomeDifference(corpus, runs, acting);
  return difference === undefined ? undefined : { precondition, occurrences, difference };
}

/** Where the act stands without what it needs; −1 when it never does, undefined when there is no such act. */
function omittedAt(
  symbols: Int32Array,
  act: ReadonlySet<number>,
  needs: ReadonlySet<number>,
  when: Precondition['when'],
): number | undefined {
  if (when === 'after') {
    const last = symbols.findLastIndex((symbol) => act.has(symbol));
    if (last < 0) return undefined;
    return symbols.subarray(last + 1).some((symbol) => needs.has(symbol)) ? -1 : last;
  }
  const first = symbols.findIndex((symbol) => act.has(symbol));
  if (first < 0) return undefined;
  return symbols.subarray(0, first).some((symbol) => needs.has(symbol)) ? -1 : first;
}

function overlap(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let both = 0;
  for (const run of a) if (b.has(run)) both++;
  return both / (a.size + b.size - both);
}

function wordOmission(
  { precondition: { act, needs, when }, occurrences, difference: { difference, interval, n }, q }: Tested,
  checked: readonly string[],
): Candidate {
  const named = when === 'after' ? checked.filter((symbol) => needs.includes(symbol)) : [];
  const doing = doingPhrase(act);
  const deed = wishPhrase(act) ?? doing.replace(/^(?:mak|call|runn|edit|writ)ing\b/, (word) => PLAIN[word]!);
  const yes = needs[0] === 'user:confirm';
  const done = atoms(act);
  const needed = atoms(needs);
  // Of the checks those that workflows name, since others may not work.
  const shown = (named.length > 0 ? named : needs).slice(0, 3);
  return {
    kind: 'warning',
    polarity: 'avoid',
    name: nameOf(
      yes
        ? `no ${shortName(act)} without a yes`
        : when === 'after'
          ? `no ${shortName(act)} left unchecked`
          : `no ${shortName(act)} before ${shortName(needs.every((symbol) => looksUpPerson(symbolTool(symbol).tool)) ? needs.slice(0, 1) : needs)}`,
    ),
    instruction: yes
      ? `Do not ${deed} without an explicit yes to the details.`
      : when === 'after'
        ? `Do not finish after ${doing} without running a check (${anyOf(shown.map(commandOf))}).`
        : `Do not ${deed} before you ${callPhrase(shown)}.`,
    rule: when === 'after' ? `G((${done}) -> F (${needed}))` : `!(${done}) W (${needed})`,
    scope: { tools: [...new Set(act.map((symbol) => symbolTool(symbol).tool))].sort() },
    occurrences,
    outcome: { difference, interval, q, n },
  };
}

function commandOf(symbol: string): string {
  return `\`${symbolTool(symbol).command ?? symbolTool(symbol).tool}\``;
}

function atoms(symbols: readonly string[]): string {
  return symbols.map((symbol) => (/^[\w:-]+$/.test(symbol) ? symbol : JSON.stringify(symbol))).join(' | ');
}

function nameOf(words: string): string {
  return `behavior_${words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_')}`;
}
