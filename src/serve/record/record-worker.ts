import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Receipt } from '../../handbook/receipt.ts';
import { lastingStore } from './lasting-store.ts';
import { RecorderThread, type RecorderProgress } from './recorder-thread.ts';
import type { TracesBody } from './read-traces.ts';
import type { OutcomeAnswer, RecordedCall, ReportedOutcome, TracesAnswer } from './recorder.ts';

/** What the thread that records is started with. */
export interface RecordWorkerStart {
  /** Of the store. */
  readonly location: string;
  readonly redact: boolean;
}

/** A call without its bodies, and how long its bytes are: the request's and each of the response's pieces lie side by side. */
export interface PackedCall {
  readonly head: Omit<RecordedCall, 'request' | 'response'>;
  readonly bytes: Uint8Array;
  readonly requestBytes: number;
}

/** What the main thread tells. Questions have a number by which they are answered. */
export type ToRecordWorker =
  | { readonly calls: readonly PackedCall[]; readonly receipts: readonly Receipt[] }
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
  | { readonly question: number; readonly answer: RecordAnswer };

// On Linux a thread has a priority of its own. Recording must not take a processor from the stream that is recorded, unless
// so much waits that it would be lost.
const NORMAL = constants.priority.PRIORITY_NORMAL;
const LOW = NORMAL + 5;
const MANY_WAITING = 1500;
const FEW_WAITING = 300;
let priority: number = NORMAL;

function setOwnPriority(wanted: number): void {
  if (wanted === priority) return;
  priority = wanted;
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), wanted);
  } catch {
    // Elsewhere, and where it may not be raised again, it goes on as it is.
  }
}

const port = parentPort;
if (port !== null) {
  setOwnPriority(LOW);
  const { location, redact } = workerData as RecordWorkerStart;
  const post = (message: FromRecordWorker): void => port.postMessage(message);
  const thread = new RecorderThread(lastingStore(location), {
    redact,
    clock: () => performance.now(),
    // What is waited for when the thread is closed is not waited for.
    sleep: async (ms) => sleep(ms, undefined, { ref: false }),
    onProgress: (progress) => post({ progress }),
  });
  port.on('message', (message: ToRecordWorker) => {
    if (thread.waiting >= MANY_WAITING) setOwnPriority(NORMAL);
    else if (thread.waiting <= FEW_WAITING) setOwnPriority(LOW);
    if ('calls' in message) {
      for (const receipt of message.receipts) thread.add({ receipt });
      for (const { head, bytes, requestBytes } of message.calls) {
        const request = bytes.subarray(0, requestBytes);
        thread.add({ call: { ...head, request, response: [bytes.subarray(requestBytes)] }, bytes: bytes.length });
      }
    } else if ('outcome' in message) {
      const { question, outcome } = message;
      thread.add({ outcome, answer: (answer: OutcomeAnswer) => post({ question, answer }) });
    } else if ('traces' in message) {
      const { question, traces } = message;
      thread.add({ traces, answer: (answer: TracesAnswer) => post({ question, answer }) });
    } else if ('drain' in message) {
      const { question, signal } = message;
      thread.add({
        drain(isWhole) {
          if (signal !== undefined) {
            Atomics.store(signal, 0, isWhole ? 1 : 2);
            Atomics.notify(signal, 0);
          }
          post({ question, answer: isWhole });
        },
      });
    } else thread.close();
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
