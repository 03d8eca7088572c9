import { sha256 } from '../core/content-key.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import type { Model, ModelAnswer, ModelMessage, ModelRequest, ModelUsage } from '../core/model.ts';
import type { ModelCallStore, RawAnswer } from '../core/model-call-store.ts';
import { callClaims } from './call-claims.ts';
import { callFailure, type CallFailure } from './call-failure.ts';
import { BrokenCallError, callModel, MAX_OUTPUT_TOKENS, promptTokens, type Setting } from './call-model.ts';
import { callQueue, type QueueOptions } from './call-queue.ts';
import { loadLanguageModel, type LoadedModel, type LoadOptions } from './load-language-model.ts';
import type { ModelName } from './model-name.ts';
import { costOf, priceOf, pricesCollected, type ModelPrice } from './price-of.ts';
import { promptHash as hashOf } from './prompt-hash.ts';
import { isUnusable, readAnswer } from './read-answer.ts';
import { redactRequest } from './redact-request.ts';
import { spending, type Spending } from './spending.ts';
import { unusableError } from './unusable-error.ts';

/** How a model is used. */
export interface OpenModelOptions extends LoadOptions, Partial<QueueOptions> {
  readonly store: ModelCallStore;
  /** Default: the list price of a service; nothing for a model on this machine. */
  readonly price?: ModelPrice;
  /** US dollars that this client may spend. */
  readonly maxCostUsd?: number;
  /** What it spends from together with other clients, in place of a purse of its own with `maxCostUsd` in it. */
  readonly spending?: Spending;
  /** Ask again where a stored answer could not be used. */
  readonly retryFailed?: boolean;
  /** A call is given up after so long without a sign of life; default 300 s. */
  readonly silentMs?: number;
  /** How long a server may be away before all is given up; default 60 s. */
  readonly awayMs?: number;
  /** Told once each time that a server goes away and is waited for: what was wrong, and for how long at most. */
  readonly onAway?: (message: string) => void;
  /** Told once when another process asks the same, whose answers are waited for. */
  readonly onElsewhere?: () => void;
  /** For a dry run: without a key or a package until something is sent all the same. */
  readonly isDry?: boolean;
  readonly now: () => Date;
}

/** What a client did so far. */
export interface ModelTally {
  /** Answered over the network. */
  readonly calls: number;
  /** Answered from what was stored. */
  readonly stored: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Undefined when no price is known. */
  readonly costUsd?: number;
}

/** A model that keeps its answers, and counts. */
export interface OpenModel extends Model {
  readonly concurrency: number;
  readonly price?: ModelPrice;
  readonly tally: ModelTally;
  /** Whether a question was answered before, so that asking it costs nothing. */
  isStored(request: ModelRequest): Promise<boolean>;
}

/** How often one question is sent before it is given up: what is likely to be charged for, or to happen again, less often. */
const ATTEMPTS = 6;
const ATTEMPTS_AFTER: Readonly<Record<string, number>> = { 'timed-out': 3, unreadable: 2, 'http-429': 10 };
const FIRST_BACKOFF_MS = 500;
/** Most limits are by the minute. */
const LONGEST_BACKOFF_MS = 60_000;
/** How often a server that is away is looked for. */
const AWAY_STEP_MS = 2000;

/**
 * Opens a model: questions go out redacted and in turn, answers are stored by what was asked before anybody reads them, and
 * every call is in the audit. An answer that does not have the asked shape is mended, else asked for once more with what
 * was wrong.
 *
 * @throws EthogramError `model-unusable` (key or package missing), `bad-argument` (a budget without a known price)
 */
export async function openModel(asked: ModelName, options: OpenModelOptions): Promise<OpenModel> {
  const { concurrency = 8, price = priceOf(asked.name) ?? localPrice(asked), maxCostUsd } = options;
  if (maxCostUsd !== undefined && price === undefined) {
    throw new EthogramError('bad-argument', `--max-cost: found no price of ${asked.name}, expected one`, {
      hint: `--price 0.5,2 gives it: US dollars per million input and output tokens; the list of prices is of ${pricesCollected()}`,
    });
  }
  let loaded: Promise<LoadedModel> | undefined;
  const load = (): Promise<LoadedModel> => (loaded ??= loadLanguageModel(asked, options));
  if (options.isDry !== true) await load();
  return modelClient({ ...options, asked, load, concurrency, ...(price !== undefined && { price }) });
}

/** A model on this machine costs nothing that a provider would bill. */
function localPrice({ baseUrl }: ModelName): ModelPrice | undefined {
  if (baseUrl === undefined) return undefined;
  const { hostname } = new URL(baseUrl);
  const local = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/.test(hostname);
  return local ? { input: 0, cachedInput: 0, output: 0 } : undefined;
}

interface ClientParts extends OpenModelOptions {
  readonly asked: ModelName;
  readonly load: () => Promise<LoadedModel>;
  readonly concurrency: number;
}

function modelClient(parts: ClientParts): OpenModel {
  const {
    asked,
    load,
    store,
    price,
    concurrency,
    now,
    retryFailed = false,
    silentMs = 300_000,
    awayMs = 60_000,
  } = parts;
  const queue = callQueue(parts);
  const { spending: money = spending(parts.maxCostUsd) } = parts;
  const claims = callClaims(store, { now, onWait: parts.onElsewhere });
  const inHand = new Map<string, Promise<Answered>>();
  let tally = { calls: 0, stored: 0, inputTokens: 0, outputTokens: 0 };
  let spentUsd = 0;
  let awaySinceMs: number | undefined;
  let unusable: EthogramError | undefined;
  const without = new Set<Setting>();

  /** One question until it is answered or given up, over the network; undefined when somebody else has it out or answered it. */
  async function send(
    request: ModelRequest,
    promptHash: string,
    stored: RawAnswer | undefined,
  ): Promise<Answered | undefined> {
    let claimed = false;
    const isMine = async (): Promise<boolean> => {
      claimed ||= await claims.take(promptHash, stored !== undefined);
      // It may have been asked again between the look and the claim.
      return claimed && (stored === undefined || isSame(stored, await store.modelAnswer(promptHash)));
    };
    try {
      const answer = await sendUntil(request, promptHash, isMine);
      if (answer !== undefined) claimed = false;
      return answer;
    } finally {
      if (claimed) await claims.release(promptHash);
    }
  }

  async function sendUntil(
    request: ModelRequest,
    promptHash: string,
    isMine: () => Promise<boolean>,
  ): Promise<Answered | undefined> {
    const maxOutput = request.maxOutputTokens ?? MAX_OUTPUT_TOKENS;
    // The estimate of tokens is within a fifth for most texts; half as much again is never exceeded by the prompt.
    const atMostUsd =
      price === undefined
        ? 0
        : costOf({ inputTokens: promptTokens(request) * 1.5, cachedInputTokens: 0, outputTokens: maxOutput }, price);
    for (let attempt = 0; ; attempt++) {
      const outcome = await queue.run(async () => {
        if (unusable !== undefined) throw unusable;
        await money.reserve(atMostUsd);
        let mine = false;
        try {
          mine = await isMine();
        } finally {
          if (!mine) money.settle(atMostUsd, 0);
        }
        if (!mine) return undefined;
        const sent = await once(request, { promptHash, attempt, atMostUsd });
        // Before the next in the queue goes out.
        if ('next' in sent && sent.next === 'wait') queue.waitMs(waitOf(sent, { promptHash, attempt }));
        return sent;
      });
      if (outcome === undefined || 'answer' in outcome) return outcome;
      await afterFailure(outcome, { promptHash, attempt });
    }
  }

  async function once(
    request: ModelRequest,
    {
      promptHash,
      attempt,
      atMostUsd,
    }: { readonly promptHash: string; readonly attempt: number; readonly atMostUsd: number },
  ): Promise<Answered | CallFailure> {
    const model = await load();
    const at = now().toISOString();
    const startedMs = performance.now();
    const record = { at, purpose: request.purpose, model: asked.name, promptHash, attempt };
    let answer: RawAnswer;
    try {
      answer = await callModel(model, request, { silentMs, without });
    } catch (thrown) {
      if (!(thrown instanceof BrokenCallError)) throw thrown;
      const { usage, cause } = thrown;
      const failure = callFailure(cause, { now, withoutKey: model.withoutKey });
      if (failure.status !== 'unreachable') awaySinceMs = undefined;
      // What came before it broke is charged for, too; what a server says of an error came from it alone.
      const costUsd = priceOfUsage(usage);
      settle(atMostUsd, costUsd);
      const latencyMs = Math.round(performance.now() - startedMs);
      await store.putModelCall({ ...record, status: failure.status, latencyMs, ...usage, ...(costUsd && { costUsd }) });
      return failure;
    }
    const costUsd = priceOfUsage(answer.usage);
    settle(atMostUsd, costUsd);
    // Written before anything else can go wrong: it has been paid for.
    const paid = { ...answer.usage, ...(costUsd !== undefined && { costUsd }) };
    const call = { ...record, status: 'answered', latencyMs: answer.latencyMs, ...paid };
    await store.putModelCall(call, { answer, subjects: request.subjects ?? [], owner: claims.owner });
    claims.answered(promptHash);
    awaySinceMs = undefined;
    const { inputTokens, outputTokens } = answer.usage;
    tally = {
      ...tally,
      calls: tally.calls + 1,
      inputTokens: tally.inputTokens + inputTokens,
      outputTokens: tally.outputTokens + outputTokens,
    };
    return { answer, stored: false, costUsd };
  }

  function settle(atMostUsd: number, costUsd = 0): void {
    money.settle(atMostUsd, costUsd);
    spentUsd += costUsd;
  }

  function priceOfUsage(usage: ModelUsage): number | undefined {
    return price === undefined ? undefined : costOf(usage, price);
  }

  /** Waits as the failure asks, or throws. */
  async function afterFailure(
    failure: CallFailure,
    { promptHash, attempt }: { readonly promptHash: string; readonly attempt: number },
  ): Promise<void> {
    const { status, message } = failure;
    // Some servers know no schemas or seeds, and some only a part of JSON Schema; the instructions hold the schema, too.
    const setting = /^http-(?:400|422|501)$/.test(status) ? refusedSetting(message, without) : undefined;
    if (setting !== undefined) {
      without.add(setting);
      return;
    }
    // Some services forbid what they take for harm, one question at a time.
    const forbidden = status === 'http-403' && tally.calls > 0;
    if (failure.next === 'unusable' && !forbidden) throw (unusable = unusableError(asked, failure, parts.env));
    if (status === 'unreachable') {
      const nowMs = performance.now();
      if (awaySinceMs === undefined) {
        awaySinceMs = nowMs;
        parts.onAway?.(`${message}; waiting for it, ${Math.round(awayMs / 1000)} seconds at most`);
      }
      // Every question waits for the server together; it may be starting again.
      if (nowMs - awaySinceMs > awayMs) throw (unusable = unusableError(asked, failure, parts.env));
      return;
    }
    if (failure.next === 'give-up' || forbidden || attempt + 1 >= (ATTEMPTS_AFTER[status] ?? ATTEMPTS)) {
      throw new EthogramError(
        'model-failed',
        `${asked.name}: ${message}${attempt > 0 ? `, ${attempt + 1} times` : ''}`,
      );
    }
    if (failure.next === 'again') {
      const waitMs = waitOf(failure, { promptHash, attempt });
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }

  function waitOf(
    { status, retryAfterMs }: CallFailure,
    sent: { readonly promptHash: string; readonly attempt: number },
  ): number {
    if (status === 'unreachable') return Math.min(AWAY_STEP_MS, awayMs / 4);
    const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** sent.attempt, LONGEST_BACKOFF_MS);
    return retryAfterMs ?? backoffMs * jitter(sent.promptHash, sent.attempt);
  }

  /** The stored answer, or one that is paid for: by whoever gets to it first. */
  async function storedOrSent(request: ModelRequest, promptHash: string): Promise<Answered> {
    const before = await store.modelAnswer(promptHash);
    for (let known = before; ; known = await store.modelAnswer(promptHash)) {
      const isWanted = known !== undefined && !(retryFailed && isSame(known, before) && isUnusable(known, request));
      if (isWanted) {
        tally = { ...tally, stored: tally.stored + 1 };
        return { answer: known!, stored: true, costUsd: 0 };
      }
      const sent = await send(request, promptHash, known);
      if (sent !== undefined) return sent;
      await claims.untilFree(promptHash);
    }
  }

  async function answered(request: ModelRequest): Promise<Answered & { readonly promptHash: string }> {
    const safe = redactRequest(request);
    const promptHash = hashOf(asked, safe);
    let running = inHand.get(promptHash);
    if (running === undefined) {
      running = storedOrSent(safe, promptHash).finally(() => inHand.delete(promptHash));
      inHand.set(promptHash, running);
    }
    return { ...(await running), promptHash };
  }

  return {
    name: asked.name,
    ...(asked.baseUrl !== undefined && { address: asked.baseUrl }),
    concurrency,
    ...(price !== undefined && { price }),
    get tally() {
      return { ...tally, ...(price !== undefined && { costUsd: spentUsd }) };
    },
    isStored: async (request) => (await store.modelAnswer(hashOf(asked, redactRequest(request)))) !== undefined,
    async generate<T>(request: ModelRequest<T>) {
      const first = await answered(request);
      const reading = readAnswer(first.answer, request);
      if ('value' in reading) return modelAnswer(asked.name, first, reading.value);
      if (request.shape === undefined || first.answer.refused) throw failed(asked.name, reading.wrong);
      const again = await answered(secondTry(request, first.answer.text, reading.wrong));
      const second = readAnswer(again.answer, request);
      if ('wrong' in second) throw failed(asked.name, second.wrong);
      return modelAnswer(asked.name, { ...again, costUsd: sum(first.costUsd, again.costUsd) }, second.value);
    },
  };
}

interface Answered {
  readonly answer: RawAnswer;
  readonly stored: boolean;
  readonly costUsd: number | undefined;
}

function modelAnswer<T>(
  model: string,
  { answer, stored, costUsd, promptHash }: Answered & { readonly promptHash: string },
  value: T,
): ModelAnswer<T> {
  const { refused: _, ...rest } = answer;
  return { ...rest, value, model, promptHash, stored, ...(costUsd !== undefined && { costUsd }) };
}

const SETTINGS: readonly (readonly [setting: Setting, named: RegExp])[] = [
  ['shape', /response_format|json_?schema|text\.format|responseSchema/i],
  ['seed', /\bseed\b/i],
  ['temperature', /\btemperature\b/i],
];

/** Which of the settings that are still sent an error complains about. */
function refusedSetting(message: string, without: ReadonlySet<Setting>): Setting | undefined {
  return SETTINGS.find(([setting, named]) => !without.has(setting) && named.test(message))?.[0];
}

// Enough to see what was wrong; all of a flood would be paid for once more.
const MOST_SHOWN_AGAIN = 20_000;

function secondTry<T>(request: ModelRequest<T>, text: string, wrong: string): ModelRequest<T> {
  const shown = text.slice(0, MOST_SHOWN_AGAIN).toWellFormed();
  const said: ModelMessage[] = shown.trim() === '' ? [] : [{ role: 'assistant', text: shown }];
  const complaint = `That could not be used: ${wrong}. Answer again with only the JSON value that fits the schema.`;
  return { ...request, messages: [...request.messages, ...said, { role: 'user', text: complaint }] };
}

function failed(name: string, wrong: string): EthogramError {
  return new EthogramError('model-failed', `${name}: ${wrong}`, {
    hint: '--retry-failed asks again what could not be used',
  });
}

function isSame(a: RawAnswer, b: RawAnswer | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Between a half and one and a half, the same for the same question and attempt. */
function jitter(promptHash: string, attempt: number): number {
  return 0.5 + Number.parseInt(sha256(`${promptHash} ${attempt}`, 6), 16) / 0xffffff;
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}
