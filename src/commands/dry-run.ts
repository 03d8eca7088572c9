import { formatCount, formatEstimate, formatUsd, plural } from '../core/format-number.ts';
import type { ModelRequest } from '../core/model.ts';
import { MAX_OUTPUT_TOKENS, promptTokens } from '../model/call-model.ts';
import type { OpenModel } from '../model/open-model.ts';
import { costOf } from '../model/price-of.ts';
import { promptHash } from '../model/prompt-hash.ts';
import type { CommandResult } from './command.ts';

/** What a command would ask a model. */
export interface DryRun {
  readonly dryRun: true;
  /** `provider:name`. */
  readonly model: string;
  /** Questions that would be sent. */
  readonly calls: number;
  /** Questions that were answered before, and cost nothing. */
  readonly stored: number;
  /** Of what would be sent, estimated. */
  readonly inputTokens: number;
  /** What the answers may have at most; they are mostly much shorter. */
  readonly maxOutputTokens: number;
  /** US dollars at most; undefined when no price is known. */
  readonly costUsd?: number;
}

/**
 * Adds up what asking these questions would take, and asks none. A question that comes twice is counted once. Requests are
 * taken one by one and not kept.
 */
export async function dryRunOf(
  model: OpenModel,
  requests: Iterable<ModelRequest> | AsyncIterable<ModelRequest>,
): Promise<DryRun> {
  const seen = new Set<string>();
  const sums = { calls: 0, stored: 0, inputTokens: 0, maxOutputTokens: 0 };
  for await (const request of requests) {
    const key = promptHash({ provider: 'compatible', model: '', name: model.name }, request);
    if (seen.has(key)) continue;
    seen.add(key);
    if (await model.isStored(request)) {
      sums.stored++;
      continue;
    }
    sums.calls++;
    sums.inputTokens += promptTokens(request);
    sums.maxOutputTokens += request.maxOutputTokens ?? MAX_OUTPUT_TOKENS;
  }
  const { price } = model;
  const usage = { inputTokens: sums.inputTokens, cachedInputTokens: 0, outputTokens: sums.maxOutputTokens };
  return { dryRun: true, model: model.name, ...sums, ...(price !== undefined && { costUsd: costOf(usage, price) }) };
}

/** A {@link DryRun} in one line. */
export function dryRunText({ model, calls, stored, inputTokens, maxOutputTokens, costUsd }: DryRun): string {
  const kept = stored > 0 ? ` (${formatCount(stored)} more answered before)` : '';
  const cost = costUsd === undefined ? 'no price known (--price gives it)' : `at most ${formatUsd(costUsd)}`;
  return `${model} would be asked ${plural(calls, 'question')}${kept}: about ${formatEstimate(inputTokens)} tokens in, at most ${formatEstimate(maxOutputTokens)} out, ${cost}`;
}

/**
 * What a command gives back under `--dry-run`.
 *
 * @param more - what cannot be told before the first answers are there, as a sentence
 */
export async function dryRunResult(
  model: OpenModel,
  requests: Iterable<ModelRequest> | AsyncIterable<ModelRequest>,
  more?: string,
): Promise<CommandResult> {
  const json = await dryRunOf(model, requests);
  const text = [dryRunText(json), ...(more === undefined ? [] : [more]), 'Nothing was asked.'].join('\n');
  return { json: more === undefined ? json : { ...json, more }, text };
}
