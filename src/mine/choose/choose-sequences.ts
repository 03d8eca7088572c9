import type { Candidate } from '../candidate.ts';
import { learnCode } from './learn-code.ts';
import { supportOf, type Corpus } from '../digest/corpus.ts';
import { crossBits, taskFolds } from './task-folds.ts';
import { sameBehavior, placed, type Placed } from './same-behavior.ts';
import { handsOver, looksUpPerson, symbolTool, writesSomething } from '../wording/tool-words.ts';

const MAX_SEQUENCES = 16;
// Choosing looks at this many symbols at most; more would not change what is chosen.
const MAX_SYMBOLS = 4000;
// Measuring a gain again beside those chosen since is most of the work; this many times is enough for the order to settle.
const MAX_REMEASURED = 60;
// A sequence that saves no bits is kept when this many runs and tasks, and this share of the runs that come to its end, show
// it, and most of it is new.
const MIN_COMMON_TASKS = 3;
const MIN_COMMON_SHARE = 0.25;
const MIN_COMMON_RUNS = 8;
const MOSTLY = 0.6;

/**
 * Chooses sequences. First what very many runs agree on with their user: asking who it is, asking for a yes. Then by
 * description length: greedily the one that shortens the description of runs of *other tasks* most
 * (three folds of tasks), beside those chosen before, as long as it saves more than stating it takes. Then those that an
 * order-1 model foresees too, so that stating them saves nothing, but that very many runs of several tasks share and that
 * take care of something: what comes before a change or a refusal, or a check after it.
 *
 * @returns at most 16, those that say most about most runs first
 */
export function chooseSequences(corpus: Corpus, candidates: readonly Candidate[]): Candidate[] {
  const agreed = commonSequences(corpus, candidates.filter(isAgreement), []);
  const saving = [...agreed, ...savingSequences(corpus, candidates, agreed)];
  return [...saving, ...commonSequences(corpus, candidates, saving)]
    .slice(0, MAX_SEQUENCES)
    .sort((a, b) => reach(b) - reach(a) || (a.name < b.name ? -1 : 1));
}

/** A short form that begins with a question to the user: asked and looked up; asked, agreed, done. */
function isAgreement({ matcher }: Candidate): boolean {
  const symbols = matcher?.sequence?.symbols ?? [];
  return symbols.length <= 3 && symbols[0]?.startsWith('agent:ask-') === true;
}

/** A sequence that says what comes before a change or a refusal, what after a change, or who is looked up first. */
function isCareful({ matcher }: Candidate): boolean {
  const elements = (matcher?.sequence?.symbols ?? []).map((symbols) => symbols.split('|'));
  const last = elements.at(-1) ?? [];
  const writes = (symbol: string): boolean => symbol.startsWith('tool:') && writesSomething(symbolTool(symbol).tool);
  return (
    last.every((symbol) => symbol === 'agent:refuse' || handsOver(symbolTool(symbol).tool) || writes(symbol)) ||
    last.every((symbol) => symbolTool(symbol).command !== undefined) ||
    elements[0]!.every((symbol) => looksUpPerson(symbolTool(symbol).tool))
  );
}

interface Queued extends Placed {
  readonly gain: number;
  readonly stating: number;
  /** How many were chosen when the gain was measured. */
  readonly beside: number;
}

function savingSequences(corpus: Corpus, candidates: readonly Candidate[], before: readonly Candidate[]): Candidate[] {
  const folds = taskFolds(corpus, { maxSymbols: MAX_SYMBOLS });
  const { size } = corpus.lexicon;
  const order1 = learnCode(
    folds.flatMap(({ measured }) => measured),
    size,
  );
  const chosen: Placed[] = before.map(placed);
  let best = crossBits(
    folds,
    size,
    before.map(({ phrase }) => phrase!),
  );
  const gainOf = (candidate: Candidate): number =>
    best - crossBits(folds, size, [...chosen.map((other) => other.candidate.phrase!), candidate.phrase!]);
  // Lazy greedy: a gain measured beside fewer others is nearly always an upper bound.
  const plain = crossBits(folds, size, []);
  const queue: Queued[] = candidates
    .map((candidate) => ({
      ...placed(candidate),
      gain: plain - crossBits(folds, size, [candidate.phrase!]),
      stating: order1.statement(candidate.phrase!),
      beside: 0,
    }))
    .sort(byGain);
  let remeasured = 0;
  while (queue.length > 0 && chosen.length < MAX_SEQUENCES && remeasured < MAX_REMEASURED) {
    const next = queue.shift()!;
    if (next.gain <= next.stating || chosen.some((other) => sameBehavior(other, next))) continue;
    if (next.beside < chosen.length) {
      remeasured++;
      queue.push({ ...next, gain: gainOf(next.candidate), beside: chosen.length });
      queue.sort(byGain);
    } else {
      chosen.push(next);
      best -= next.gain;
    }
  }
  return chosen.slice(before.length).map(({ candidate }) => candidate);
}

function byGain(a: Queued, b: Queued): number {
  return b.gain - b.stating - (a.gain - a.stating) || (a.candidate.name < b.candidate.name ? -1 : 1);
}

function commonSequences(
  { fragments, tasks }: Corpus,
  candidates: readonly Candidate[],
  chosen: readonly Candidate[],
): Candidate[] {
  const kept = chosen.map(placed);
  const covered = new Set(kept.flatMap(({ steps }) => [...steps]));
  return candidates
    .map((candidate) => ({
      candidate,
      support: supportOf(
        candidate.occurrences.map(({ run }) => run),
        tasks,
      ),
    }))
    .filter(({ candidate, support }) => {
      if (!isAgreement(candidate) && !isCareful(candidate)) return false;
      if (support.tasks < MIN_COMMON_TASKS || support.runs < MIN_COMMON_RUNS) return false;
      const end = candidate.phrase!.elements.at(-1)!;
      const arrived = fragments.filter(({ symbols }) => end.some((symbol) => symbols.includes(symbol))).length;
      return support.runs >= MIN_COMMON_SHARE * arrived;
    })
    .sort((a, b) => b.support.runs - a.support.runs || (a.candidate.name < b.candidate.name ? -1 : 1))
    .flatMap(({ candidate }) => {
      const next = placed(candidate);
      const known = [...next.steps].filter((step) => covered.has(step)).length;
      if (known >= MOSTLY * next.steps.size || kept.some((other) => sameBehavior(other, next))) return [];
      kept.push(next);
      for (const step of next.steps) covered.add(step);
      return [candidate];
    });
}

/** How many runs a sequence is seen in, times its links. */
function reach({ occurrences, phrase }: Candidate): number {
  return new Set(occurrences.map(({ run }) => run)).size * (phrase!.elements.length - 1);
}
