import { sha256 } from '../core/content-key.ts';
import { falseDiscovery } from '../core/false-discovery.ts';
import type { BehaviorKind, Exemplar, MinedBehavior } from '../behavior/behavior.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import { behaviorHash, behaviorId } from './behavior-hash.ts';
import { stateBehavior, statementTokens } from './state-behavior.ts';
import type { Candidate } from './candidate.ts';
import { chooseBehaviors } from './choose-behaviors.ts';
import { collectEvidence } from './collect-evidence.ts';
import { supportOf, type Corpus } from './corpus.ts';
import { fragmentOf, type Fragment } from './fragment.ts';
import { createLexicon } from './lexicon.ts';
import { mayBeSaid } from './may-be-said.ts';
import { measureCoverage, type Coverage } from './measure-coverage.ts';
import { mineFacts } from './mine-facts.ts';
import { mineRepairs } from './mine-repairs.ts';
import { collectPlannedActs, mineStrategies, type PlannedActs } from './mine-strategies.ts';
import { mineWarnings } from './mine-warnings.ts';
import { mineWorkflows } from './mine-workflows.ts';
import { outcomeDifference } from './outcome-difference.ts';

/** The kinds that are mined without a model. */
const MINED_KINDS = ['workflow', 'repair', 'strategy', 'fact', 'warning'] as const satisfies readonly BehaviorKind[];

/** What mining found. */
export interface MineResult {
  /** Runs looked at; copies of other runs are not counted. */
  readonly trajectories: number;
  /** Best first, all candidates, with up to 20 exemplars each. */
  readonly behaviors: readonly MinedBehavior[];
  readonly coverage: Coverage;
}

/**
 * Mines behaviors from runs, without a model. The runs are read twice; in between only symbols and call shapes are kept.
 * The same runs in any order give the same result. Runs with the same content, steps copied from other runs, and text
 * that Ethogram injected are left out.
 *
 * @param runs - gives the same runs each time it is called
 * @param options.kinds - default all that are mined without a model: workflow, repair, strategy, fact, warning
 * @param options.budgetTokens - what `coverage` may spend on stating behaviors
 * @param options.heldOut - share of tasks (0–1) whose runs sequences are not learned from, only measured on
 * @param options.seed - which tasks those are
 */
export async function mineBehaviors(
  runs: () => AsyncIterable<Trajectory>,
  {
    kinds = MINED_KINDS,
    budgetTokens = 400,
    heldOut = 0.2,
    seed = 1,
  }: {
    kinds?: readonly BehaviorKind[];
    budgetTokens?: number;
    heldOut?: number;
    seed?: number;
  } = {},
): Promise<MineResult> {
  const { corpus, acts } = await readCorpus(runs(), { heldOut, seed, withActs: kinds.includes('strategy') });
  const candidates = [
    ...(kinds.includes('workflow') ? mineWorkflows(corpus) : []),
    ...(kinds.includes('repair') ? mineRepairs(corpus) : []),
    ...(kinds.includes('strategy') ? mineStrategies(corpus, acts) : []),
    ...(kinds.includes('fact') ? mineFacts(corpus) : []),
    ...(kinds.includes('warning') ? mineWarnings(corpus) : []),
  ].filter((candidate) => mayBeSaid(stateBehavior(candidate)));
  const chosen = chooseBehaviors(corpus, candidates);
  const { exemplars, quotesTask } = await collectEvidence(runs(), corpus, chosen);
  const supported = chosen
    .map((candidate, i) => ({
      candidate,
      provenance: exemplars[i]!,
      refused: quotesTask[i]! && candidate.kind !== 'fact',
    }))
    .filter(({ provenance, refused }) => !refused && provenance.length > 0);
  return {
    trajectories: corpus.fragments.length,
    behaviors: finish(corpus, supported),
    coverage: measureCoverage(
      corpus,
      supported.flatMap(({ candidate }) =>
        candidate.phrase === undefined ? [] : [{ phrase: candidate.phrase, tokens: statementTokens(candidate) }],
      ),
      { budgetTokens },
    ),
  };
}

async function readCorpus(
  runs: AsyncIterable<Trajectory>,
  { heldOut, seed, withActs }: { heldOut: number; seed: number; withActs: boolean },
): Promise<{ corpus: Corpus; acts: PlannedActs }> {
  const provisional = createLexicon();
  const acts = collectPlannedActs();
  const read = new Map<string, Fragment>();
  for await (const trajectory of runs) {
    if (trajectory.copyOf !== undefined) continue;
    read.set(trajectory.id, fragmentOf(trajectory, provisional));
    if (withActs) acts.add(trajectory, trajectory.id);
  }
  const { lexicon, fragments } = inOrder([...read.values()], provisional);
  const taskNames = [...new Set(fragments.map(({ task }) => task))].sort();
  const taskNumber = new Map(taskNames.map((task, i) => [task, i]));
  const shuffled = taskNames
    .map((task) => ({ task, key: sha256(`${seed}:${task}`) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const out = new Set(shuffled.slice(0, Math.round(heldOut * shuffled.length)).map(({ task }) => task));
  const corpus = {
    fragments,
    lexicon,
    tasks: Int32Array.from(fragments, ({ task }) => taskNumber.get(task)!),
    heldOut: fragments.map(({ task }) => out.has(task)),
  };
  return { corpus, acts };
}

/** Orders runs by id and renumbers symbols by name, so that the order of reading leaves no trace. */
function inOrder(
  read: readonly Fragment[],
  provisional: ReturnType<typeof createLexicon>,
): { lexicon: Corpus['lexicon']; fragments: Fragment[] } {
  const words = Array.from({ length: provisional.size }, (_, id) => provisional.word(id));
  const lexicon = createLexicon();
  for (const word of words.toSorted()) lexicon.id(word);
  const renumbered = Int32Array.from(words, (word) => lexicon.id(word));
  const fragments = read
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((fragment) => ({ ...fragment, symbols: fragment.symbols.map((symbol) => renumbered[symbol]!) }));
  return { lexicon, fragments };
}

// More tasks than this and leaving one out can never matter, so they need not be listed.
const MAX_LISTED_TASKS = 20;

function finish(
  corpus: Corpus,
  supported: readonly { readonly candidate: Candidate; readonly provenance: readonly Exemplar[] }[],
): MinedBehavior[] {
  const runsOf = supported.map(({ candidate }) => new Set(candidate.occurrences.map(({ run }) => run)));
  const differences = runsOf.map((runs) => outcomeDifference(corpus, runs));
  const q = falseDiscovery(differences.flatMap((found) => found?.p ?? []));
  let tested = 0;
  return supported.map(({ candidate, provenance }, i): MinedBehavior => {
    const { occurrences, phrase: _, matcher, ...words } = candidate;
    const runs = runsOf[i]!;
    const support = supportOf(runs, corpus.tasks);
    const tokens = statementTokens(candidate);
    const found = differences[i];
    const taskIds = [...new Set([...runs].map((run) => corpus.fragments[run]!.task))].sort();
    return {
      id: behaviorId(candidate),
      ...words,
      matcher,
      status: 'candidate',
      version: 1,
      hash: behaviorHash(candidate),
      parents: [],
      tokens,
      support: {
        trajectories: support.runs,
        of: corpus.fragments.length,
        tasks: support.tasks,
        ...(taskIds.length <= MAX_LISTED_TASKS && { taskIds }),
      },
      ...(found !== undefined && {
        outcome: { difference: found.difference, interval: found.interval, q: q[tested++]!, n: found.n },
      }),
      savedTokens: occurrences.reduce((sum, occurrence) => sum + occurrence.tokens, 0) - tokens * support.runs,
      provenance,
    };
  });
}
