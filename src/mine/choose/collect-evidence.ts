import type { Exemplar } from '../../behavior/behavior.ts';
import { partText, requestOf, type Trajectory } from '../../trajectory/trajectory.ts';
import type { Candidate, Occurrence } from '../candidate.ts';
import type { Corpus } from '../digest/corpus.ts';
import { textHash } from '../digest/text-hash.ts';
import { wordStretches } from '../digest/word-stretches.ts';
import { obeyedOrders } from './obeyed-orders.ts';
import { overrulingPlaces, secretPlaces } from '../wording/may-be-said.ts';

const MAX_QUOTE = 300;
// A secret that begins before a quote, or ends after it, is not cut in two.
const MAX_SECRET = 200;
/** What the second reading found out about each candidate. */
export interface Evidence {
  /** Up to so many per candidate, tasks taking turns; in order of trajectory, then step. */
  readonly exemplars: readonly (readonly Exemplar[])[];
  /** Of those exemplars in which the agent carried out what a tool's answer told it to, how many there are, and one of the orders. */
  readonly obeyed: readonly { readonly exemplars: number; readonly quote: string }[];
  /** Whether the candidate's words hold more than eight words in a row of a task's own words. */
  readonly quotesTask: readonly boolean[];
}

/**
 * Reads the runs a second time for what the candidates chosen need of their text: verbatim quotes, and a check that no
 * candidate speaks in the words of a task.
 *
 * @param runs - gives the runs of these ids, in any order
 * @param options.maxExemplars - per candidate
 */
export async function collectEvidence(
  runs: (ids: readonly string[]) => AsyncIterable<Trajectory>,
  { fragments, tasks }: Corpus,
  candidates: readonly Candidate[],
  { maxExemplars }: { maxExemplars: number },
): Promise<Evidence> {
  const wanted = new Map<string, { candidate: number; occurrence: Occurrence }[]>();
  for (const [candidate, { occurrences }] of candidates.entries()) {
    for (const occurrence of pickExemplars(occurrences, tasks, maxExemplars)) {
      const { id } = fragments[occurrence.run]!;
      wanted.set(id, [...(wanted.get(id) ?? []), { candidate, occurrence }]);
    }
  }
  const stretches = new Map<string, number[]>();
  for (const [candidate, { instruction, when, whenNot }] of candidates.entries()) {
    for (const stretch of wordStretches(`${instruction} ${when ?? ''} ${whenNot ?? ''}`)) {
      stretches.set(stretch, [...(stretches.get(stretch) ?? []), candidate]);
    }
  }
  // Hashes may agree by chance; the words themselves decide.
  const hashes = new Set([...stretches.keys()].map(textHash));
  for (const { id, requestStretches } of fragments) {
    if (hashes.size > 0 && !wanted.has(id) && requestStretches.some((hash) => hashes.has(hash))) wanted.set(id, []);
  }
  const exemplars: Exemplar[][] = candidates.map(() => []);
  const obeyed = candidates.map(() => ({ exemplars: 0, quote: '' }));
  const quotesTask = candidates.map(() => false);
  for await (const trajectory of runs([...wanted.keys()])) {
    const here = wanted.get(trajectory.id) ?? [];
    const orders = here.length === 0 ? [] : obeyedOrders(trajectory);
    for (const { candidate, occurrence } of here) {
      const exemplar = exemplarOf(trajectory, occurrence);
      if (exemplar === undefined) continue;
      exemplars[candidate]!.push(exemplar);
      const order = orders.find(({ step }) => exemplar.steps.includes(step));
      if (order !== undefined) obeyed[candidate] = { exemplars: obeyed[candidate]!.exemplars + 1, quote: order.quote };
    }
    if (stretches.size === 0) continue;
    for (const stretch of wordStretches(requestOf(trajectory))) {
      for (const candidate of stretches.get(stretch) ?? []) quotesTask[candidate] = true;
    }
  }
  for (const found of exemplars) found.sort(inOrder);
  return { exemplars, obeyed, quotesTask };
}

function inOrder(a: Exemplar, b: Exemplar): number {
  if (a.trajectoryId !== b.trajectoryId) return a.trajectoryId < b.trajectoryId ? -1 : 1;
  return a.at.step - b.at.step || a.at.part - b.at.part || a.at.start - b.at.start;
}

/** Up to `max` occurrences: one of each task, then a second of each, and so on, each time from another run if there is one. */
function pickExemplars(occurrences: readonly Occurrence[], tasks: Int32Array, max: number): Occurrence[] {
  const rounds = new Map<number, number>();
  const runsSeen = new Map<number, number>();
  return occurrences
    .map((occurrence, order) => {
      const again = runsSeen.get(occurrence.run) ?? 0;
      runsSeen.set(occurrence.run, again + 1);
      const task = tasks[occurrence.run]!;
      const round = rounds.get(task) ?? 0;
      if (again === 0) rounds.set(task, round + 1);
      return { occurrence, order, round: again * 1e6 + round };
    })
    .sort((a, b) => a.round - b.round || a.order - b.order)
    .slice(0, max)
    .map(({ occurrence }) => occurrence);
}

function exemplarOf(trajectory: Trajectory, { steps, at }: Occurrence): Exemplar | undefined {
  const part = trajectory.steps[at.step]?.parts[at.part];
  if (part === undefined || trajectory.steps[at.step]!.copied === true) return undefined;
  // What Ethogram said is no evidence of what agents do.
  if (part.kind === 'text' && part.injected !== undefined) return undefined;
  const text = partText(part);
  const end = clipEnd(text, at.start, Math.min(at.end, text.length));
  // What a tool's answer says after it has begun to give orders is not repeated.
  const [order] = part.kind === 'tool-result' ? overrulingPlaces(text.slice(at.start, end)) : [];
  const told = withoutSecrets(text, at.start, order === undefined ? end : at.start + order.start);
  const quote = text.slice(told.start, told.end);
  if (quote.trim() === '') return undefined;
  return { trajectoryId: trajectory.id, steps, quote, at: { step: at.step, part: at.part, ...told } };
}

/** The longest stretch of a quote that tells no secret; a secret that reaches beyond the quote counts. */
function withoutSecrets(text: string, start: number, end: number): { start: number; end: number } {
  const from = Math.max(0, start - MAX_SECRET);
  let best = { start, end: start };
  let open = start;
  for (const secret of [...secretPlaces(text.slice(from, end + MAX_SECRET)), { start: end - from, end: end - from }]) {
    const stop = Math.min(end, from + secret.start);
    if (stop - open > best.end - best.start) best = { start: open, end: stop };
    open = Math.max(open, from + secret.end);
  }
  return best;
}

/** Where a quote of at most 300 UTF-16 units ends, without cutting a character in two. */
function clipEnd(text: string, start: number, end: number): number {
  if (end - start <= MAX_QUOTE) return end;
  const cut = start + MAX_QUOTE;
  const unit = text.charCodeAt(cut - 1);
  return unit >= 0xd800 && unit < 0xdc00 ? cut - 1 : cut;
}
