import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Receipt } from '../../handbook/receipt.ts';
import { pageReader, type CallInPage, type CallStretch } from './call-pages.ts';
import { lastingStore } from './lasting-store.ts';
import { RecorderThread, type RecorderProgress } from './recorder-thread.ts';
import type { TracesBody } from './read-traces.ts';
import type { OutcomeAnswer, ReportedOutcome, TracesAnswer } from './recorder.ts';

/** What the thread that records is started with. */
export interface RecordWorkerStart {
  /** Of the store. */
  readonly location: string;
  readonly redact: boolean;
}

/** What the main thread tells. Questions have a number by which they are answered. */
export type ToRecordWorker =
  | { readonly stretches: readonly CallStretch[]; readonly receipts: readonly Receipt[] }
  | { readonly question: number; readonly outcome: ReportedOutcome }
  | { readonly question: number; readonly traces: TracesBody }
  /** `signal`: set to 1 when all was written, to 2 when something was given up. */
  | { readonly question: number; readonly drain: true; readonly signal?: Int32Array }
  | { readonly close: true };

/** What a question may be answered. */
export type RecordAnswer = OutcomeAnswer | TracesAnswer | boolean;

/** What the thread tells. */
export type FromRecordWorker =
  | { readonly progress: RecorderProgress }
  /** All calls of a page were read. */
  | { readonly page: number }
  | { readonly question: number; readonly answer: RecordAnswer };

// On Linux a thread has a priority of its own. Recording must not take a processor from the stream that is recorded, unless
// so much waits that it would be lost, or somebody waits for an answer.
const NORMAL = constants.priority.PRIORITY_NORMAL;
const MANY_WAITING_BYTES = 32 * 2 ** 20;
const FEW_WAITING_BYTES = 8 * 2 ** 20;
let priority: number = NORMAL;

function setOwnPriority(wanted: number): boolean {
  if (wanted === priority) return true;
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), wanted);
    priority = wanted;
    return true;
  } catch {
    return false;
  }
}

// Who may not raise it again gives way a little only.
function lowPriority(): number {
  const isRaisable = setOwnPriority(NORMAL + 1) && setOwnPriority(NORMAL);
  return isRaisable ? constants.priority.PRIORITY_LOW : NORMAL + 5;
}

const port = parentPort;
if (port !== null) {
  const low = lowPriority();
  setOwnPriority(low);
  const { location, redact } = workerData as RecordWorkerStart;
  const post = (message: FromRecordWorker): void => port.postMessage(message);
  const thread = new RecorderThread(lastingStore(location), {
    redact,
    clock: () => performance.now(),
    // What is waited for when the thread is closed is not waited for.
    sleep: async (ms) => sleep(ms, undefined, { ref: false }),
    onProgress(progress) {
      post({ progress });
      settlePriority();
    },
  });
  const read = pageReader((page) => post({ page }));
  let waitingBytes = 0;
  let asked = 0;
  const settlePriority = (): void => {
    if (asked > 0 || waitingBytes >= MANY_WAITING_BYTES) setOwnPriority(NORMAL);
    else if (waitingBytes <= FEW_WAITING_BYTES) setOwnPriority(low);
  };
  const answer = (question: number, value: RecordAnswer): void => {
    asked--;
    post({ question, answer: value });
  };
  const addCall = ({ call, done }: CallInPage): void => {
    const bytes = call.request.length + call.response[0]!.length;
    waitingBytes += bytes;
    const settle = (): void => {
      waitingBytes -= bytes;
      done();
    };
    thread.add({ call, bytes, read: settle });
  };
  port.on('message', (message: ToRecordWorker) => {
    if ('question' in message) asked++;
    if ('stretches' in message) {
      for (const receipt of message.receipts) thread.add({ receipt });
      for (const stretch of message.stretches) for (const one of read(stretch)) addCall(one);
    } else if ('outcome' in message) {
      const { question, outcome } = message;
      thread.add({ outcome, answer: (value: RecordAnswer) => answer(question, value) });
    } else if ('traces' in message) {
      const { question, traces } = message;
      thread.add({ traces, answer: (value: RecordAnswer) => answer(question, value) });
    } else if ('drain' in message) {
      const { question, signal } = message;
      thread.add({
        drain(isWhole) {
          if (signal !== undefined) {
            Atomics.store(signal, 0, isWhole ? 1 : 2);
            Atomics.notify(signal, 0);
          }
          answer(question, isWhole);
        },
      });
    } else thread.close();
    settlePriority();
  });
  // An error nobody expected: thrown outside the promise, it ends the worker and reaches the main thread.
  thread.run().then(
    () => port.close(),
    (error: unknown) =>
      setImmediate(() => {
        throw error;
      }),
  );
}
