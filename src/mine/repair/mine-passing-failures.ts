import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Candidate } from '../candidate.ts';
import { supportOf, type Corpus } from '../digest/corpus.ts';
import { behaviorName } from '../wording/behavior-name.ts';
import { symbolTool } from '../wording/tool-words.ts';
import { REPAIR_HORIZON } from './aftermath.ts';
import { excess, type Share } from './excess.ts';
import { failurePlace } from './failure-place.ts';
import type { Failure, FailureGroups } from './group-failures.ts';
import { quotedRemark, remarkPieces } from './remark-pieces.ts';
import { remarkName } from './remark-name.ts';
import { withoutOrders } from './without-orders.ts';

// Trying again is what everybody does anyway: worth saying only when it is sure.
const MAX_Q = 0.01;
const MIN_RATE = 0.5;
const ENOUGH_OTHERS = 5;

/**
 * Failures that pass by themselves: after this error, whichever tools meet it, the very same call is made again at once,
 * more often than after other errors, and then works; where it is made after other errors, it works less often there.
 */
export function minePassingFailures(corpus: Corpus, failed: FailureGroups): Candidate[] {
  const groups = Map.groupBy([...failed.values()].flat(), ([first]) => first!.remark);
  const byRemark = new Map([...groups].map(([remark, alike]) => [remark, alike.flat()]));
  const remarks = [...byRemark.keys()].sort();
  const tallies = remarks.map((remark) => tallyOf(byRemark.get(remark)!));
  const none: { made: Share; worked: Share } = { made: { of: 0, n: 0 }, worked: { of: 0, n: 0 } };
  const all = tallies.reduce(
    (sum, { made, worked }) => ({ made: plus(sum.made, made), worked: plus(sum.worked, worked) }),
    none,
  );
  const tested = remarks.map((remark, i) => {
    const { made, worked } = tallies[i]!;
    const failures = byRemark.get(remark)!.filter(passed);
    const support = supportOf(failures.map(({ run }) => run), corpus.tasks); // prettier-ignore
    if (support.runs < 2 || support.tasks < 2 || worked.of < MIN_RATE * worked.n)
      return { remark, failures, worked, p: 1 };
    const elsewhere = minus(all.worked, worked);
    const p = Math.max(
      excess(made, minus(all.made, made)),
      elsewhere.n < ENOUGH_OTHERS ? 0 : excess(worked, elsewhere),
    );
    return { remark, failures, worked, p };
  });
  const q = falseDiscovery(tested.map(({ p }) => p));
  return tested.filter((_, i) => q[i]! <= MAX_Q).flatMap((found) => candidateOf(corpus, found) ?? []);
}

function tallyOf(failures: readonly Failure[]): { made: Share; worked: Share } {
  const repeated = failures.filter(isRepeated).length;
  return {
    made: { of: repeated, n: failures.length },
    worked: { of: failures.filter(passed).length, n: repeated },
  };
}

function plus(a: Share, b: Share): Share {
  return { of: a.of + b.of, n: a.n + b.n };
}

function minus(a: Share, b: Share): Share {
  return { of: a.of - b.of, n: a.n - b.n };
}

/** Whether the very same call was made next, nothing else being done in between. */
function isRepeated({ call, aftermath: { again, others } }: Failure): boolean {
  return again !== undefined && others.length === 0 && again.next.call.shape === call.shape;
}

function passed(failure: Failure): boolean {
  return isRepeated(failure) && !failure.aftermath.again!.next.call.failed;
}

function candidateOf(
  { fragments, lexicon }: Corpus,
  { remark, failures, worked }: { remark: string; failures: readonly Failure[]; worked: Share },
): Candidate | undefined {
  const said = withoutOrders(remark);
  if (said === undefined) return undefined;
  const symbols = [...new Set(failures.map(({ symbol }) => lexicon.word(symbol)))].sort();
  const tools = [...new Set(symbols.map((symbol) => symbolTool(symbol).tool))].sort();
  const called = symbols.length === 1 ? `\`${symbolTool(symbols[0]!).command ?? tools[0]!}\`` : 'a call';
  return {
    kind: 'repair',
    polarity: 'do',
    name: behaviorName(`repeat after ${remarkName(said.replaceAll('…', '⟨v⟩'))}`),
    instruction: `When ${called} fails with “${quotedRemark(said)}”, make the same call once more: the failure passes.`,
    repaired: { worked: worked.of, tried: worked.n },
    scope: { tools },
    matcher: {
      sequence: {
        symbols: [tools.map((tool) => `error:${tool}`).join(' | '), symbols.join(' | ')],
        maxGap: REPAIR_HORIZON,
        where: [
          { element: 0, says: remarkPieces([remark]) },
          { element: 1, succeeds: true },
        ],
      },
    },
    occurrences: failures
      .map(({ run, call, aftermath }) => {
        const { steps } = fragments[run]!;
        const at = failurePlace(fragments[run]!, call);
        const covered = new Set([steps[call.at]!, at.step, steps[aftermath.again!.next.call.at]!]);
        return {
          run,
          steps: [...covered].sort((a, b) => a - b),
          at,
          tokens: call.tokens,
        };
      })
      .sort((a, b) => a.run - b.run || a.at.step - b.at.step),
  };
}
