import type { ModelCallRecord } from '../core/model-call-store.ts';

/** What a number of calls came to. */
export interface CallTally {
  readonly calls: number;
  readonly answered: number;
  /** Calls without an answer, by status. */
  readonly failures: Readonly<Record<string, number>>;
  /** Different questions: what is above that was sent again. */
  readonly questions: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** US dollars of the calls whose price is known. */
  readonly costUsd: number;
  /** Answered calls whose price is not known. */
  readonly unpriced: number;
  /** Of answered calls, in milliseconds, by nearest rank; undefined when there is none. */
  readonly latencyMs?: { readonly median: number; readonly p95: number };
}

/** Calls of one kind to one model. */
export interface CallGroup extends CallTally {
  readonly purpose: string;
  readonly model: string;
}

/** All calls, and the same by purpose and model. */
export interface CallAudit extends CallTally {
  /** When the first and the last call were sent, ISO 8601; undefined when there is none. */
  readonly from?: string;
  readonly to?: string;
  /** By purpose, then by model. */
  readonly groups: readonly CallGroup[];
}

/** Counts calls; the order in which they come does not matter. Held are the groups, latencies and the keys of questions. */
export async function tallyCalls(calls: AsyncIterable<ModelCallRecord>): Promise<CallAudit> {
  const all = counter();
  const groups = new Map<string, { readonly purpose: string; readonly model: string; readonly counted: Counter }>();
  let from: string | undefined;
  let to: string | undefined;
  for await (const call of calls) {
    const { purpose, model, at } = call;
    const key = JSON.stringify([purpose, model]);
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { purpose, model, counted: counter() }));
    all.add(call);
    group.counted.add(call);
    if (from === undefined || at < from) from = at;
    if (to === undefined || at > to) to = at;
  }
  return {
    ...all.tally(),
    ...(from !== undefined && { from, to }),
    groups: [...groups]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { purpose, model, counted }]) => ({ purpose, model, ...counted.tally() })),
  };
}

interface Counter {
  add(call: ModelCallRecord): void;
  tally(): CallTally;
}

function counter(): Counter {
  const sums = { calls: 0, answered: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };
  let costUsd = 0;
  let unpriced = 0;
  const failures = new Map<string, number>();
  const questions = new Set<string>();
  const latencies: number[] = [];
  return {
    add(call) {
      sums.calls++;
      sums.inputTokens += call.inputTokens;
      sums.cachedInputTokens += call.cachedInputTokens;
      sums.outputTokens += call.outputTokens;
      sums.reasoningTokens += call.reasoningTokens;
      costUsd += call.costUsd ?? 0;
      questions.add(call.promptHash);
      if (call.status !== 'answered') {
        failures.set(call.status, (failures.get(call.status) ?? 0) + 1);
        return;
      }
      sums.answered++;
      latencies.push(call.latencyMs);
      if (call.costUsd === undefined) unpriced++;
    },
    tally() {
      const sorted = Float64Array.from(latencies).sort();
      const rank = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1]!;
      return {
        ...sums,
        failures: Object.fromEntries([...failures].sort(([a], [b]) => (a < b ? -1 : 1))),
        questions: questions.size,
        // Sums of many small amounts, without the dust of their last binary places.
        costUsd: Number(costUsd.toPrecision(12)),
        unpriced,
        ...(sorted.length > 0 && { latencyMs: { median: rank(0.5), p95: rank(0.95) } }),
      };
    },
  };
}
