import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { threadEnvironment } from '../../store/thread-environment.ts';
import type { Receipt } from '../../handbook/receipt.ts';
import { callPages } from './call-pages.ts';
import type { FromRecordWorker, RecordAnswer, RecordWorkerStart, ToRecordWorker } from './record-worker.ts';
import type { Recorder, RecorderCounts, ReportedOutcome, OutcomeAnswer, TracesAnswer } from './recorder.ts';

/** How to record. */
export interface OpenRecorderOptions {
  /** Replace secrets and personal data; default true. */
  readonly redact?: boolean;
  /** Told once per outage why the store cannot be written. */
  readonly onProblem?: (message: string) => void;
  /** Calls that may wait to be written; more are dropped. Default 20,000. */
  readonly mostWaiting?: number;
  /** Their bytes that may wait to be read. Default 64 MB. */
  readonly mostWaitingBytes?: number;
}

const MOST_WAITING = 20_000;
const MOST_WAITING_BYTES = 64 * 2 ** 20;
// No provider takes a request as large.
const LARGEST_CALL_BYTES = 64 * 2 ** 20;
/** How long calls are gathered before the thread is woken for them. */
const GATHERED_MS = 10;
const GATHERED_BYTES = 2 ** 20;
// Above it the thread ends, and another begins; below it garbage is collected the sooner.
const OLD_GENERATION_MB = 400;
const NO_TRACES: TracesAnswer = { status: 'unavailable', rejected: 0 };
// A thread that dies again and again is left alone.
const MOST_STARTS = 5;

/**
 * Opens a recorder that writes into the store at `location`, from a thread of its own. It opens at once, whatever the state
 * of the store: what cannot be written waits, and when too much waits it is dropped and counted. The thread does not keep
 * the process alive.
 *
 * @param location - as `openStore` takes it
 */
export function openRecorder(
  location: string,
  {
    redact = true,
    onProblem = () => {},
    mostWaiting = MOST_WAITING,
    mostWaitingBytes = MOST_WAITING_BYTES,
  }: OpenRecorderOptions = {},
): Recorder {
  const counts = { recorded: 0, dropped: 0, unread: 0, waiting: 0, waitingBytes: 0, failures: 0 };
  const questions = new Map<number, (answer: RecordAnswer) => void>();
  let asked = 0;
  let starts = 0;
  let worker: Worker | undefined;
  let closed = false;
  const pages = callPages();
  let calls = 0;
  let receipts: Receipt[] = [];
  let gatheredBytes = 0;
  let timer: NodeJS.Timeout | undefined;

  const settle = (message: FromRecordWorker): void => {
    if ('progress' in message) {
      const { recorded, dropped, unread, failures, bytes, problem } = message.progress;
      counts.recorded += recorded;
      counts.dropped += dropped;
      counts.unread += unread;
      counts.failures += failures;
      counts.waiting = Math.max(0, counts.waiting - recorded - dropped - unread);
      counts.waitingBytes = Math.max(0, counts.waitingBytes - bytes);
      if (problem !== undefined) onProblem(problem);
    } else if ('page' in message) pages.giveBack(message.page);
    else {
      questions.get(message.question)?.(message.answer);
      questions.delete(message.question);
    }
  };
  // What the thread had is gone with it.
  const lost = (gone: Worker): void => {
    if (worker !== gone) return;
    worker = undefined;
    pages.lose();
    counts.dropped += counts.waiting;
    counts.waiting = 0;
    counts.waitingBytes = 0;
    for (const answer of questions.values()) answer('unavailable');
    questions.clear();
  };
  const start = (): Worker | undefined => {
    if (worker !== undefined || closed || starts >= MOST_STARTS) return worker;
    starts++;
    const workerData: RecordWorkerStart = { location, redact };
    // `.ts` in a checkout, `.js` in the published package.
    const started = new Worker(new URL(`record-worker${extname(import.meta.url)}`, import.meta.url), {
      workerData,
      env: withoutOptions(threadEnvironment()),
      // Flags of the main thread (`--import`, `--test`) are not for it.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: OLD_GENERATION_MB },
    });
    started.on('message', settle);
    // Not before somebody listens, which would undo it.
    started.unref();
    started.on('error', (error) => {
      counts.failures++;
      onProblem(error instanceof Error ? error.message : String(error));
      lost(started);
    });
    started.on('exit', () => lost(started));
    worker = started;
    return worker;
  };
  const send = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (calls === 0 && receipts.length === 0) return;
    const message: ToRecordWorker = { stretches: pages.take(), receipts };
    const running = start();
    if (running === undefined) {
      counts.dropped += calls;
      counts.waiting = Math.max(0, counts.waiting - calls);
    } else running.postMessage(message);
    calls = 0;
    receipts = [];
    gatheredBytes = 0;
  };
  const gather = (): void => {
    if (gatheredBytes >= GATHERED_BYTES) send();
    else timer ??= setTimeout(send, GATHERED_MS).unref();
  };
  const ask = async <Answer extends RecordAnswer>(
    question: (number: number) => ToRecordWorker,
    otherwise: Answer,
  ): Promise<Answer> => {
    send();
    const running = start();
    if (running === undefined) return otherwise;
    const number = ++asked;
    // Somebody waits for it: until it is answered, the process lives.
    running.ref();
    const answer = await new Promise<RecordAnswer>((resolve) => {
      questions.set(number, resolve);
      running.postMessage(question(number));
    });
    if (questions.size === 0) running.unref();
    return (typeof answer === typeof otherwise ? answer : otherwise) as Answer;
  };
  const drain = async (): Promise<void> => {
    if (worker === undefined && calls === 0 && receipts.length === 0) return;
    await ask((question) => ({ question, drain: true }), false);
  };

  return {
    record(call) {
      try {
        const size = call.response.reduce((sum, piece) => sum + piece.length, call.request.length);
        if (
          closed ||
          size > LARGEST_CALL_BYTES ||
          counts.waiting >= mostWaiting ||
          counts.waitingBytes + size > mostWaitingBytes
        ) {
          counts.dropped++;
          return;
        }
        pages.add(call);
        counts.waiting++;
        counts.waitingBytes += size;
        gatheredBytes += size;
        calls++;
        gather();
      } catch {
        counts.dropped++;
      }
    },
    receipt(receipt) {
      if (closed || receipts.length >= mostWaiting) return;
      receipts.push(receipt);
      gather();
    },
    outcome: async (outcome: ReportedOutcome) =>
      closed ? 'unavailable' : ask<OutcomeAnswer>((question) => ({ question, outcome }), 'unavailable'),
    traces: async (body) =>
      closed
        ? NO_TRACES
        : ask<TracesAnswer>((question) => ({ question, traces: { ...body, bytes: body.bytes.slice() } }), NO_TRACES),
    counts: (): RecorderCounts => ({ ...counts }),
    drain,
    drainNow(timeoutMs) {
      try {
        send();
        if (worker === undefined || closed) return true;
        const signal = new Int32Array(new SharedArrayBuffer(4));
        const message: ToRecordWorker = { question: ++asked, drain: true, signal };
        worker.postMessage(message);
        Atomics.wait(signal, 0, 0, timeoutMs);
        return Atomics.load(signal, 0) === 1;
      } catch {
        return false;
      }
    },
    async close() {
      if (closed) return;
      await drain();
      closed = true;
      const running = worker;
      if (running === undefined) return;
      const ended = new Promise<void>((resolve) => running.once('exit', () => resolve()));
      running.ref();
      running.postMessage({ close: true } satisfies ToRecordWorker);
      await ended;
    },
  };
}

// `NODE_OPTIONS=--import ethogram/record` would have the thread that records record itself.
function withoutOptions({ NODE_OPTIONS: _options, ...environment }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return environment;
}
