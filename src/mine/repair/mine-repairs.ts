import { falseDiscovery } from '../../core/false-discovery.ts';
import { rateInterval } from '../../core/rate-interval.ts';
import type { Candidate, Occurrence } from '../candidate.ts';
import { supportOf, type Corpus } from '../digest/corpus.ts';
import { ownProject } from '../digest/own-project.ts';
import { symbolTool } from '../wording/tool-words.ts';
import { lowerFirst } from '../wording/upper-first.ts';
import { REPAIR_HORIZON } from './aftermath.ts';
import { failurePlace } from './failure-place.ts';
import { groupFailures } from './group-failures.ts';
import { minePassingFailures } from './mine-passing-failures.ts';
import { remarkPieces } from './remark-pieces.ts';
import { repairCases, succeeded, testCase, type CaseTest, type RepairCase, type TriedFailure } from './repair-case.ts';
import { whenNot } from './when-not.ts';
import { wordRepair } from './word-repair.ts';

const MAX_Q = 0.05;
// A repair that fails more often than this is none: one in three, and surely one in five.
const MIN_RATE = 1 / 3;
const MIN_SURE_RATE = 0.2;

/**
 * Repairs: a call that failed, and what made the same goal succeed afterwards. Failures that were told the same thing are
 * one case; what their successful next attempts have in common against the failed ones is the repair: another value or way
 * of writing it, an argument more or less, a call that prepares it, another tool, other words of a command.
 *
 * `tried` counts the failures after which this was done, `worked` those of them where the call then succeeded; failures after
 * which nothing of the sort was tried say nothing about it. A repair must have worked in two runs of two tasks, in one of
 * three tries; it must follow the failure more often than it follows calls that did not fail, and keep the error from coming back more
 * often than what else was tried (exact tests, false discovery rate 0.05 over all cases).
 *
 * @returns in order of tokens lost to the failure, most first
 */
export function mineRepairs(corpus: Corpus): Candidate[] {
  const failures = groupFailures(corpus);
  const { cases, inVain } = repairCases(corpus, failures);
  const tested = cases.map((found) => ({ found, test: testCase(found) }));
  const q = falseDiscovery([
    ...tested.map(({ test }) => (isSupported(corpus, test) ? test.p : 1)),
    ...Array.from({ length: inVain }, () => 1),
  ]);
  return [
    ...tested.flatMap(({ found, test }, i) => (q[i]! <= MAX_Q ? (candidateOf(corpus, found, test) ?? []) : [])),
    ...minePassingFailures(corpus, failures),
  ].sort((a, b) => lost(b) - lost(a) || (a.name < b.name ? -1 : 1));
}

function isSupported({ tasks }: Corpus, { tried }: CaseTest): boolean {
  const worked = tried.filter(succeeded);
  const support = supportOf(worked.map(({ failure }) => failure.run), tasks); // prettier-ignore
  const [sure] = rateInterval(worked.length, tried.length);
  return support.runs >= 2 && support.tasks >= 2 && worked.length >= MIN_RATE * tried.length && sure >= MIN_SURE_RATE;
}

function lost({ occurrences }: Candidate): number {
  return occurrences.reduce((sum, { tokens }) => sum + tokens, 0);
}

function candidateOf(corpus: Corpus, found: RepairCase, { tried }: CaseTest): Candidate | undefined {
  const { lexicon } = corpus;
  const worked = tried.filter(succeeded);
  const words = wordRepair(corpus, found, worked);
  if (words === undefined) return undefined;
  const { marks, ...said } = words;
  const not = whenNot(tried);
  const { fix, symbols, remarks } = found;
  const tools = [...new Set(symbols.map((symbol) => symbolTool(lexicon.word(symbol)).tool))].sort();
  const next =
    fix.other === undefined ? symbols.map((symbol) => lexicon.word(symbol)).sort() : [lexicon.word(fix.other)];
  const sequence = [
    tools.map((tool) => `error:${tool}`).join(' | '),
    ...fix.helpers.map((symbol) => lexicon.word(symbol)),
    next.join(' | '),
  ];
  const says = remarkPieces(remarks);
  // Commands are a project's own.
  const isShell = sequence.some((symbol) => symbolTool(symbol).command !== undefined);
  const project = isShell ? ownProject(corpus, worked.map(({ failure }) => failure.run)) : undefined; // prettier-ignore
  const added = fix.changes.filter(({ how }) => how === 'with-word').map(({ what }) => what);
  return {
    kind: 'repair',
    polarity: 'do',
    ...said,
    ...(not !== undefined && { whenNot: not }),
    repaired: { worked: worked.length, tried: tried.length, interval: rateInterval(worked.length, tried.length) },
    ...(project !== undefined && { instruction: `In ${project}, ${lowerFirst(said.instruction)}` }),
    scope: { tools, ...(project !== undefined && { projects: [project] }) },
    matcher: {
      sequence: {
        symbols: sequence,
        maxGap: REPAIR_HORIZON,
        where: [
          ...(says.length > 0 ? [{ element: 0, says }] : []),
          {
            element: sequence.length - 1,
            ...(added.length > 0 && { says: [added] }),
            ...(Object.keys(marks).length > 0 && { arguments: marks }),
            succeeds: true,
          },
        ],
      },
    },
    occurrences: worked.map((one) => occurrenceOf(corpus, one)),
  };
}

/** Where a repair was seen: the call that failed, what it was told, what prepared the next, and the call that succeeded. */
function occurrenceOf({ fragments }: Corpus, { failure: { run, call }, next, helpers }: TriedFailure): Occurrence {
  const { steps } = fragments[run]!;
  const at = failurePlace(fragments[run]!, call);
  const covered = new Set(
    [call, ...helpers.map((helper) => helper.call), next.call].map((made) => steps[made.at]!),
  ).add(at.step);
  return {
    run,
    steps: [...covered].sort((a, b) => a - b),
    at,
    tokens: call.tokens + helpers.reduce((sum, helper) => sum + helper.call.tokens, 0),
  };
}
