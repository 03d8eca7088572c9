import { setImmediate } from 'node:timers/promises';
import type { Receipt } from '../../handbook/receipt.ts';
import { KeptOutcomes } from './kept-outcomes.ts';
import type { LastingStore } from './lasting-store.ts';
import { readTraces, type TracesBody } from './read-traces.ts';
import type { OutcomeAnswer, RecordedCall, ReportedOutcome, TracesAnswer } from './recorder.ts';
import { SessionWriter } from './session-writer.ts';
import { TraceInbox } from './trace-inbox.ts';

/** A call to be recorded; `bytes` is what it takes on its way, `read` is called when they are not needed any more. */
interface CallTask {
  readonly call: RecordedCall;
  readonly bytes: number;
  readonly read?: () => void;
}

/** What somebody waits for. */
type Question =
  | { readonly outcome: ReportedOutcome; readonly answer: (answer: OutcomeAnswer) => void }
  | { readonly traces: TracesBody; readonly answer: (answer: TracesAnswer) => void }
  | { readonly drain: (isWhole: boolean) => void };

/** What the thread is asked for. */
export type RecorderTask = CallTask | { readonly receipt: Receipt } | Question;

/** What has happened since it was last told. */
export interface RecorderProgress {
  readonly recorded: number;
  readonly dropped: number;
  readonly unread: number;
  readonly failures: number;
  /** Of calls that were read. */
  readonly bytes: number;
  /** Why the store cannot be written, when it has begun to be so. */
  readonly problem?: string;
}

/** How a {@link RecorderThread} works. */
export interface RecorderThreadOptions {
  readonly redact?: boolean;
  /** A clock for durations, in milliseconds. */
  readonly clock: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly onProgress: (progress: RecorderProgress) => void;
}

const AT_ONCE = 64;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
// How long somebody is kept waiting for an outcome or a trace to be durable.
const PATIENCE_MS = 5000;
// Attempts after which a drain lets go of what cannot be written.
const DRAIN_ATTEMPTS = 3;
const MOST_RECEIPTS = 10_000;

/**
 * Works through what a recorder takes, one thing at a time. While the store cannot be written no more calls are read, so
 * that what waits stays where it is counted; the store is tried again, less and less often.
 */
export class RecorderThread {
  readonly #options: RecorderThreadOptions;
  readonly #writer: SessionWriter;
  readonly #outcomes: KeptOutcomes;
  readonly #store: LastingStore;
  readonly #inbox: TraceInbox;
  #calls: CallTask[] = [];
  readonly #questions: Question[] = [];
  #receipts: Receipt[] = [];
  #wake: () => void = () => {};
  /** 0 while the store can be written. */
  #pauseMs = 0;
  #downSinceMs = 0;
  #resumeMs = 0;
  #isClosed = false;

  constructor(store: LastingStore, options: RecorderThreadOptions) {
    this.#store = store;
    this.#options = options;
    this.#writer = new SessionWriter(store, options);
    this.#outcomes = new KeptOutcomes(store, options);
    this.#inbox = new TraceInbox(options);
  }

  /** Calls that were taken and are not written. */
  get waiting(): number {
    return this.#calls.length + this.#writer.waiting;
  }

  add(task: RecorderTask): void {
    if ('call' in task) this.#calls.push(task);
    else if ('receipt' in task) this.#addReceipt(task.receipt);
    else this.#questions.push(task);
    this.#wake();
  }

  /** Ends {@link run} after what it is at. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** Works until it is closed. */
  async run(): Promise<void> {
    while (!this.#isClosed) {
      for (let question = this.#questions.shift(); question !== undefined; question = this.#questions.shift()) {
        await this.#answer(question);
      }
      if (this.#options.clock() >= this.#resumeMs) {
        await this.#takeCalls(AT_ONCE);
        const due = this.#writer.dueMs();
        const isDue = due !== undefined && due <= this.#options.clock();
        if (isDue || this.#receipts.length > 0) await this.#write('due');
        const traces = this.#inbox.dueMs();
        if (traces !== undefined && traces <= this.#options.clock()) await this.#attempt(async () => this.#putTraces());
      }
      await this.#rest();
    }
    await this.#store.close();
  }

  /** @returns whether all of so many were taken */
  async #takeCalls(most: number): Promise<boolean> {
    let taken = 0;
    let [unread, bytes] = [0, 0];
    const calls = this.#calls;
    for (; taken < most && taken < calls.length; taken++) {
      const { call, bytes: size, read } = calls[taken]!;
      const isRead = await this.#attempt(async () => this.#writer.add(call));
      if (isRead === undefined) break;
      if (!isRead) unread++;
      bytes += size;
      read?.();
      if (call.receipt !== undefined) this.#addReceipt(call.receipt);
    }
    this.#calls = calls.slice(taken);
    if (taken > 0) this.#tell({ unread, bytes });
    return taken === most || this.#calls.length === 0;
  }

  async #answer(question: Question): Promise<void> {
    if ('outcome' in question) {
      const given = await this.#insist(async () => this.#outcomes.add(question.outcome));
      if (given?.answer === 'stored') this.#writer.addOutcomes(given.id, given.records);
      question.answer(given?.answer ?? 'unavailable');
    } else if ('traces' in question) question.answer(await this.#takeTraces(question.traces));
    else question.drain(await this.#drain());
  }

  async #takeTraces(body: TracesBody): Promise<TracesAnswer> {
    const read = readTraces(body);
    if ('fault' in read) return { status: read.fault, rejected: 0, message: read.message };
    try {
      const { rejected } = this.#inbox.add(read.value, { size: read.size, nowMs: this.#options.clock() });
      const issues = await this.#insist(async () => this.#putTraces());
      if (issues === undefined) return { status: 'unavailable', rejected: 0 };
      return { status: 'taken', rejected, ...(issues.length > 0 && { message: issues.join('; ') }) };
    } catch (error) {
      return { status: 'unreadable', rejected: 0, message: error instanceof Error ? error.message : String(error) };
    }
  }

  async #putTraces(all = false): Promise<readonly string[]> {
    const { items, issues, done } = this.#inbox.ready(this.#options.clock(), all);
    if (items.length > 0) await this.#store.put(items);
    done();
    return issues;
  }

  #addReceipt(receipt: Receipt): void {
    if (this.#receipts.length < MOST_RECEIPTS) this.#receipts.push(receipt);
  }

  /** @returns whether nothing failed */
  async #write(which: 'due' | 'all'): Promise<boolean> {
    const written = await this.#attempt(async () => this.#writer.write(which));
    if (written === undefined) return false;
    const { recorded, dropped, runs } = written;
    if (recorded + dropped > 0) this.#tell({ recorded, dropped });
    const receipts = this.#receipts;
    const rest = await this.#attempt(async () => {
      if (receipts.length > 0) await this.#store.putReceipts(receipts);
      this.#receipts = this.#receipts.slice(receipts.length);
      if (runs.length > 0) {
        for (const [id, records] of await this.#outcomes.joinTo(runs)) this.#writer.addOutcomes(id, records);
      }
      return true;
    });
    return rest === true;
  }

  async #drain(): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      const isWritten = (await this.#takeCalls(Infinity)) && (await this.#write('all'));
      if (isWritten && (await this.#attempt(async () => this.#putTraces(true))) !== undefined) return true;
      if (attempt >= DRAIN_ATTEMPTS) break;
      await this.#options.sleep(FIRST_PAUSE_MS * attempt);
    }
    const bytes = this.#calls.reduce((sum, call) => sum + call.bytes, 0);
    this.#tell({ dropped: this.#writer.giveUp() + this.#calls.length, bytes });
    for (const { read } of this.#calls) read?.();
    this.#calls = [];
    this.#receipts = [];
    return false;
  }

  /** @returns undefined when it failed: then there is a pause */
  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const done = await work();
      if (!this.#store.isFailing()) this.#pauseMs = this.#resumeMs = 0;
      return done;
    } catch (error) {
      const now = this.#options.clock();
      const isNew = this.#pauseMs === 0;
      if (isNew) this.#downSinceMs = now;
      this.#pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, 2 * this.#pauseMs));
      this.#resumeMs = now + this.#pauseMs;
      this.#outcomes.forget();
      this.#tell({ failures: 1, ...(isNew && { problem: error instanceof Error ? error.message : String(error) }) });
      return undefined;
    }
  }

  /** Tries for a while, since somebody waits for it; once, when the store has been away for longer than that. */
  async #insist<T>(work: () => Promise<T>): Promise<T | undefined> {
    for (;;) {
      const done = await this.#attempt(work);
      if (done !== undefined) return done;
      if (this.#options.clock() + this.#pauseMs > this.#downSinceMs + PATIENCE_MS) return undefined;
      await this.#options.sleep(this.#pauseMs);
    }
  }

  async #rest(): Promise<void> {
    const now = this.#options.clock();
    const isPaused = this.#resumeMs > now;
    if (this.#isClosed || this.#questions.length > 0) return;
    if (!isPaused && this.#calls.length > 0) {
      // Whoever asks comes in between, and what arrives is counted.
      await setImmediate();
      return;
    }
    const next = Math.min(this.#writer.dueMs() ?? Infinity, this.#inbox.dueMs() ?? Infinity);
    const due = isPaused ? this.#resumeMs : next === Infinity ? undefined : next;
    const woken = new Promise<void>((resolve) => (this.#wake = resolve));
    await (due === undefined ? woken : Promise.race([woken, this.#options.sleep(Math.max(1, due - now))]));
  }

  #tell(progress: Partial<RecorderProgress>): void {
    this.#options.onProgress({ recorded: 0, dropped: 0, unread: 0, failures: 0, bytes: 0, ...progress });
  }
}
