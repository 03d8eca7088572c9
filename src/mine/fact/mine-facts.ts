import type { Matcher } from '../../behavior/codebook.ts';
import { addCount } from '../../core/add-count.ts';
import type { Candidate, Occurrence } from '../candidate.ts';
import { supportOf, type Corpus } from '../digest/corpus.ts';
import { checkCommand, oneOfItsKind } from './check-command.ts';
import { knownValues, toldAt, type KnownValue } from './known-values.ts';
import { lastField, lookUps, type Asked, type LookUp } from './look-ups.ts';
import { projectName } from '../digest/run-head.ts';
import { mayBeKnown } from './may-be-known.ts';
import { stableValue } from './stable-value.ts';
import { wordCheck, wordPointer, wordReadFirst, wordValues } from './fact-words.ts';
import { readFirst } from './read-first.ts';
import { valuesToState } from './values-to-state.ts';

const MIN_RUNS = 3;
// How most runs of a project are checked two of them tell.
const USUAL = 0.5;
const MIN_CHECKED_RUNS = 2;
const MIN_TASKS = 2;
// An answer in sentences is somebody's words; it is only pointed at, if its length is between these.
const MIN_POINTED = 60;
const MAX_POINTED = 800;
const MIN_POINTED_RUNS = 5;
const STABLE = 0.9;

/**
 * Facts: what agents look up, or find out, again in run after run of a project (of runs without a project, in all of them).
 * - how it is checked here: the same bare command (`mix test`, `npm run lint`) that mostly worked;
 * - a call with the same arguments that answers the same short values, or has since they last changed: the whole answer,
 *   fields of JSON, settings in a file; of several those that later calls use;
 * - a file that most runs of a project read before they change anything;
 * - calls of one tool with the same arguments that answer the same sentences: only that they do, and the quantities in them.
 * At least three runs of two tasks each, two where most of a project's runs are checked so. Values come out only when they are short and look like names, numbers or commands; never
 * keys, personal data or anybody's sentences.
 *
 * @returns in order of tokens spent on finding out, most first
 */
export function mineFacts(corpus: Corpus): Candidate[] {
  const inAll = Map.groupBy(corpus.fragments, projectName);
  const all = lookUps(corpus).filter((lookUp) => {
    const support = supportOf(lookUp.places.map(({ run }) => run), corpus.tasks); // prettier-ignore
    const usual =
      checkCommand(lookUp) !== undefined && support.runs >= USUAL * (inAll.get(lookUp.project)?.length ?? 0);
    return support.runs >= (usual ? MIN_CHECKED_RUNS : MIN_RUNS) && support.tasks >= MIN_TASKS;
  });
  const values = knownValues(corpus, all);
  const asked = new Map<string, number>();
  for (const { tool, places } of all) if (isSameAnswer(places)) addCount(asked, tool);
  const isAlone = oneOfItsKind(corpus);
  const checks = all.flatMap((lookUp) => (isAlone(lookUp) ? (checkCommand(lookUp)?.command ?? []) : []));
  const found = all.map((lookUp, i) =>
    checkCommand(lookUp) === undefined || isAlone(lookUp) ? factOf(corpus, lookUp, values[i]!, checks) : undefined,
  );
  const pointed = all.filter(
    (lookUp, i) => found[i] === undefined && (asked.get(lookUp.tool) ?? 0) > 1 && mayBePointedAt(lookUp),
  );
  const pointers = Map.groupBy(pointed, (lookUp) =>
    [lookUp.tool, lookUp.project, ...lookUp.asked.map(([field]) => field)].join('\n'),
  );
  const facts: Fact[] = [
    ...found.filter((fact) => fact !== undefined),
    ...readFirst(
      corpus,
      all.filter((_, i) => found[i] === undefined),
    ).map((lookUp) => ({
      candidate: { ...sharedBy(corpus, [lookUp]), ...wordReadFirst(lookUp) },
    })),
    ...[...pointers.values()].map((alike) => ({ candidate: { ...sharedBy(corpus, alike), ...wordPointer(alike) } })),
  ];
  return ofOnePurpose(
    corpus,
    facts.toSorted((a, b) => spent(b.candidate) - spent(a.candidate) || (a.candidate.name < b.candidate.name ? -1 : 1)),
  );
}

interface Fact {
  readonly candidate: Candidate;
  /** Facts of the same purpose exclude each other. */
  readonly purpose?: string;
}

/** Of several commands for one purpose the one that runs came to use, else the one that most use, is how it is done here. */
function ofOnePurpose(corpus: Corpus, facts: readonly Fact[]): Candidate[] {
  const rivals = Map.groupBy(facts, ({ purpose }) => purpose);
  rivals.delete(undefined);
  const beaten = new Set<Fact>();
  for (const group of rivals.values()) {
    const told = group.flatMap(({ candidate: { name, occurrences } }) =>
      occurrences.map(({ run }) => toldAt(corpus, run, name)),
    );
    const now = stableValue(told)?.value;
    const [most] = group.toSorted((a, b) => runsOf(b.candidate) - runsOf(a.candidate));
    const best = group.find(({ candidate }) => candidate.name === now) ?? most;
    for (const fact of group) if (fact !== best) beaten.add(fact);
  }
  return facts.filter((fact) => !beaten.has(fact)).map(({ candidate }) => candidate);
}

function runsOf({ occurrences }: Candidate): number {
  return new Set(occurrences.map(({ run }) => run)).size;
}

function spent({ occurrences }: Candidate): number {
  return occurrences.reduce((sum, { tokens }) => sum + tokens, 0);
}

/** What candidates of look-ups of one tool and project have in common. */
function sharedBy(corpus: Corpus, alike: readonly LookUp[]): Omit<Candidate, 'name' | 'instruction'> {
  const [{ tool, project }] = alike as [LookUp];
  const places = alike.flatMap((lookUp) => lookUp.places).sort((a, b) => a.run - b.run || a.call.at - b.call.at);
  return {
    kind: 'fact',
    polarity: 'do',
    scope: { tools: [tool], ...(project !== undefined && { projects: [project] }) },
    matcher: matcherOf(corpus, alike, places),
    occurrences: places.map((place) => occurrenceOf(corpus, place)),
  };
}

function factOf(
  corpus: Corpus,
  lookUp: LookUp,
  values: readonly KnownValue[],
  checks: readonly string[],
): Fact | undefined {
  const { project } = lookUp;
  const shared = sharedBy(corpus, [lookUp]);
  const check = checkCommand(lookUp);
  if (check !== undefined) {
    return {
      candidate: { ...shared, ...wordCheck(check, project) },
      purpose: `${project ?? ''}\n${check.purpose}\n${check.folder ?? ''}`,
    };
  }
  if (!mayBeNamed(lookUp)) return undefined;
  const stated = valuesToState(lookUp, values, checks);
  if (stated.length === 0) return undefined;
  return { candidate: { ...shared, ...wordValues(lookUp, stated), fact: times(stated) } };
}

/** Whether what is asked about may be said. */
function mayBeNamed({ asked }: LookUp): boolean {
  return asked.every(([, value]) => value === '' || /^\d+$/.test(value) || mayBeKnown(value));
}

/** Whether it is asked often enough to say that asking once is enough: a rule, not a file or a listing. */
function mayBePointedAt(lookUp: LookUp): boolean {
  const { asked, file, places } = lookUp;
  const length = places[0]!.call.result?.length ?? 0;
  return (
    mayBeNamed(lookUp) &&
    file === undefined &&
    asked.length > 0 &&
    new Set(places.map(({ run }) => run)).size >= MIN_POINTED_RUNS &&
    length >= MIN_POINTED &&
    length <= MAX_POINTED &&
    isSameAnswer(places)
  );
}

function times(stated: readonly KnownValue[]): NonNullable<Candidate['fact']> {
  const [{ since, lastSeen, changed }] = stated.toSorted((a, b) => ((a.since ?? '') < (b.since ?? '') ? 1 : -1)) as [
    KnownValue,
  ];
  return {
    answer: stated.map(({ name, value }) => (name === '' ? value : `${name} = ${value}`)).join(', '),
    ...(since !== undefined && { since }),
    ...(changed && since !== undefined && { changedAt: since }),
    ...(lastSeen !== undefined && { lastSeen }),
  };
}

/** Whether nearly all answers were the same, letter by letter. */
function isSameAnswer(places: readonly Asked[]): boolean {
  const counts = new Map<number, number>();
  for (const { call } of places)
    if (call.result !== undefined) counts.set(call.result.hash, (counts.get(call.result.hash) ?? 0) + 1);
  return Math.max(0, ...counts.values()) >= STABLE * places.length;
}

/** The call with these arguments (or those of any of several look-ups), so that it is seen again. */
function matcherOf({ fragments, lexicon }: Corpus, alike: readonly LookUp[], places: readonly Asked[]): Matcher {
  const symbols = [...new Set(places.map(({ run, call }) => lexicon.word(fragments[run]!.symbols[call.at]!)))].sort();
  const [{ command, asked, file }] = alike as [LookUp];
  const said = file ?? command?.command;
  const condition =
    alike.length > 1
      ? { says: alike.map((lookUp) => lookUp.asked.flatMap(([field, value]) => writtenPieces(field, value))) }
      : said === undefined
        ? { arguments: Object.fromEntries(asked) }
        : { says: [[said]] };
  return {
    sequence: { symbols: [symbols.join(' | ')], maxGap: 0, where: [{ element: 0, ...condition, succeeds: true }] },
  };
}

/** How a field and its value stand in a call, whatever the project's path before it. */
function writtenPieces(field: string, value: string): string[] {
  return [`"${lastField(field)}"`, JSON.stringify(value).slice(1, -1)];
}

function occurrenceOf({ fragments }: Corpus, { run, call }: Asked): Occurrence {
  const { steps, parts, starts, ends } = fragments[run]!;
  const { at, tokens } = call;
  return {
    run,
    steps: [...new Set([steps[at]!, call.result?.step ?? steps[at]!])],
    at: { step: steps[at]!, part: parts[at]!, start: starts[at]!, end: ends[at]! },
    tokens,
  };
}
