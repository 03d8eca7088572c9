import { setTimeout as sleep } from 'node:timers/promises';
import { visibleText } from '../../chart/visible-text.ts';
import type { OutcomeRecord } from '../../trajectory/trajectory.ts';
import { openStore } from '../../store/open-store.ts';
import type { Store } from '../../store/store.ts';
import { handbookSource, type StampedSource } from '../handbook-source.ts';
import { openRecorder } from '../record/open-recorder.ts';
import { recordedTrajectoryId } from '../record/recorded-trajectory-id.ts';
import type { CallOrigin, RecordedCall, Recorder } from '../record/recorder.ts';
import { openServing, type Served, type ServeRequest, type Serving } from '../serving.ts';

/** How a program is given the handbook, and recorded, from within. */
export interface InAppOptions {
  /** Where the store is; default `ETHOGRAM_STORE`, else `.ethogram/ethogram.db` in the working directory. */
  readonly store?: string;
  /** Joins calls that belong together. Without one, calls are joined by what they repeat of each other. */
  readonly session?: string;
  /** Id of the task. */
  readonly task?: string;
  readonly topic?: string;
  readonly project?: string;
  /** Name of the agent. */
  readonly agent?: string;
  /** Whether behaviors are put into prompts. Default true. */
  readonly inject?: boolean;
  /** Whether calls are recorded. Default true. */
  readonly record?: boolean;
  /** Replace secrets and personal data in what is recorded. Default true. */
  readonly redact?: boolean;
  /** At most so many behaviors a session. Default 3. */
  readonly k?: number;
  /** What stating them may cost, in tokens. Default 400. */
  readonly tokens?: number;
  /** Told of what goes wrong inside, which calls never see. Default: one line on stderr, the first time. */
  readonly onProblem?: (message: string) => void;
  /** Default: the system's clock. */
  readonly now?: () => Date;
}

/** What can be done beside calling models. */
export interface InAppHandle {
  /** Says how a session went; resolves to whether that is stored. Records without a time get the present one. */
  outcome(session: string, records: readonly OutcomeRecord[]): Promise<boolean>;
  /** Resolves when all that was recorded is written. */
  drain(): Promise<void>;
  /** Drains, and lets go of everything. Calls still go through, as they came. */
  close(): Promise<void>;
}

/** Ethogram within a program. */
export interface InApp {
  /** What a session is served; waits a moment when the handbook is being read for the first time. Never rejects. */
  serve(request: Omit<ServeRequest, 'trajectory'>): Promise<Served>;
  /** Records a call. Never throws. */
  record(call: Omit<RecordedCall, keyof CallOrigin> & Partial<CallOrigin> & { readonly session: string }): void;
  readonly now: () => Date;
  readonly options: InAppOptions;
  readonly handle: InAppHandle;
}

// A program that asks at once waits so long for the handbook, at most: what is not served then is not served in that session.
const FIRST_MS = 1000;
const RECALL_MS = 50;
const LAST_MS = 5000;

/** Opens the store's handbook and a recorder, at the first call. Whatever is wrong with the store, calls go on as they came. */
export function openInApp(options: InAppOptions): InApp {
  const {
    store: location = process.env['ETHOGRAM_STORE'] || '.ethogram/ethogram.db',
    inject = true,
    record = true,
    redact = true,
    now = () => new Date(),
    onProblem = tellOnce(),
  } = options;
  let opened: Opened | undefined;
  let closed = false;
  const open = (): Opened => {
    opened ??= openParts({ ...options, location, redact, now, onProblem, withHandbook: inject });
    return opened;
  };
  return {
    now,
    options,
    async serve(request) {
      try {
        if (!inject || closed || request.inject === false) return NOTHING;
        const { serving, ready } = open();
        if (!serving.knows(request.session)) {
          await Promise.race([ready, sleep(FIRST_MS, undefined, { ref: false })]);
          await Promise.race([serving.recall(request.session), sleep(RECALL_MS, undefined, { ref: false })]);
        }
        return serving.serve({ ...request, ...(record && { trajectory: recordedTrajectoryId(request.session) }) });
      } catch {
        return NOTHING;
      }
    },
    record(call) {
      if (!record || closed) return;
      const { task, topic, project, agent } = options;
      const origin = {
        ...(task !== undefined && { task }),
        ...(topic !== undefined && { topic }),
        ...(project !== undefined && { project }),
        ...(agent !== undefined && { agent }),
      };
      open().recorder.record({ ...origin, ...call });
    },
    handle: {
      async outcome(session, records) {
        if (closed) return false;
        const at = now().toISOString();
        const dated = records.map((one) => ({ ...one, at: one.at ?? at }));
        const answer = await open().recorder.outcome({ target: { session }, records: dated });
        return answer === 'stored' || answer === 'kept';
      },
      drain: async () => opened?.recorder.drain(),
      async close() {
        closed = true;
        await opened?.close();
      },
    },
  };
}

const NOTHING: Served = { ids: [], text: '' };

interface Opened {
  readonly serving: Serving;
  readonly ready: Promise<void>;
  readonly recorder: Recorder;
  readonly close: () => Promise<void>;
}

interface PartOptions {
  readonly location: string;
  readonly redact: boolean;
  readonly now: () => Date;
  readonly onProblem: (message: string) => void;
  readonly withHandbook: boolean;
  readonly k?: number;
  readonly tokens?: number;
}

function openParts({ location, redact, now, onProblem, withHandbook, k, tokens }: PartOptions): Opened {
  const recorder = openRecorder(location, { redact, onProblem });
  const store = readStore(location);
  const handbook = withHandbook ? handbookSource(store) : undefined;
  const serving = openServing({
    handbook: () => handbook!.current(),
    now,
    ...(k !== undefined && { k }),
    ...(tokens !== undefined && { tokens }),
    find: async (unit) => {
      for await (const receipt of store.receipts({ unit })) return receipt;
      return undefined;
    },
    onError: (error) => onProblem(error instanceof Error ? error.message : String(error)),
  });
  const onExit = (): void => void recorder.drainNow(LAST_MS);
  process.once('exit', onExit);
  return {
    serving,
    ready: handbook?.refresh() ?? Promise.resolve(),
    recorder,
    async close() {
      process.off('exit', onExit);
      handbook?.close();
      await recorder.close();
      await store.close();
    },
  };
}

/** A store for reading that is opened when there is one: a recorder may be about to make it. */
function readStore(location: string): StampedSource & Pick<Store, 'receipts'> & { close(): Promise<void> } {
  let opened: Promise<Store> | undefined;
  const store = async (): Promise<Store> => {
    if (opened === undefined) {
      opened = openStore(location, { readonly: true });
      opened.catch(() => (opened = undefined));
    }
    return opened;
  };
  return {
    handbookStamp: async () => (await store()).handbookStamp(),
    behaviors: async () => (await store()).behaviors(),
    provenance: async (id) => (await store()).provenance(id),
    async *list(filter) {
      yield* (await store()).list(filter);
    },
    async *receipts(filter) {
      yield* (await store()).receipts(filter);
    },
    close: async () => (await opened)?.close(),
  };
}

function tellOnce(): (message: string) => void {
  let told = false;
  return (message) => {
    if (told) return;
    told = true;
    process.stderr.write(`ethogram: ${visibleText(message)}\n`);
  };
}
