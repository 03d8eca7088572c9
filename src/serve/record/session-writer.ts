import type { JsonObject } from '../../core/json.ts';
import { finishTrajectory } from '../../trajectory/finish-trajectory.ts';
import type { ImportItem, OutcomeRecord, Trajectory } from '../../trajectory/trajectory.ts';
import { ConversationNames } from './conversation-names.ts';
import { readCall } from './read-call.ts';
import { conversationDraft, RecordedSession, type Conversation } from './recorded-session.ts';
import { RECORDED_FORMAT, recordedTrajectoryId } from './recorded-trajectory-id.ts';
import type { RecordedCall } from './recorder.ts';
import type { RecorderStore } from './recorder-store.ts';

/** How sessions are written. */
export interface SessionWriterOptions {
  /** Replace secrets and personal data; default true. */
  readonly redact?: boolean;
  /** Characters of sessions that are remembered. Default 8 million. */
  readonly remembered?: number;
  /** A clock for durations, in milliseconds. */
  readonly clock: () => number;
}

/** What became of the calls that were to be written, and the ids of the runs they are in. */
export interface WrittenCalls {
  readonly recorded: number;
  readonly dropped: number;
  readonly runs: readonly string[];
}

interface Kept {
  readonly name: string;
  /** Of its first run. */
  readonly id: string;
  readonly session: RecordedSession;
  readonly dirty: Map<Conversation, { calls: number; readonly dueMs: number }>;
}

interface Due {
  readonly kept: Kept;
  readonly conversation: Conversation;
  readonly calls: number;
  readonly items: readonly ImportItem[];
}

const REMEMBERED_CHARACTERS = 8 * 2 ** 20;
/** How long calls are gathered before they are written. */
const GATHERED_MS = 50;
// Writing a run anew takes as long as the run is. At most a twentieth of the time goes into it, and into all of them: the
// more there is to write, the longer it is gathered.
const REST_PER_COST = 19;
const LONGEST_REST_MS = 5000;
const LONGEST_GATHERED_MS = 1500;
// So many calls are not gathered any longer.
const MOST_GATHERED = 4000;
// Conversations that one session is remembered by: a name that all calls of a program share has no end of them.
const MOST_CONVERSATIONS = 200;
const MOST_RESTORED = 20;
// A run that cannot be written while others can is let go after so many attempts.
const MOST_ATTEMPTS = 3;

/**
 * Joins calls into sessions, and writes what changed of them: what was gathered in a twentieth of a second in one
 * transaction. A conversation that takes long to write is written less often, so that a session of hundreds of calls does
 * not cost the square of them.
 */
export class SessionWriter {
  readonly #store: RecorderStore;
  readonly #options: SessionWriterOptions;
  /** Least recently used first. */
  readonly #kept = new Map<string, Kept>();
  readonly #dirty = new Set<Kept>();
  readonly #restMs = new WeakMap<Conversation, number>();
  readonly #attempts = new WeakMap<Conversation, number>();
  readonly #names = new ConversationNames();
  #characters = 0;
  #waiting = 0;
  #nextMs = Infinity;
  #gatherMs = GATHERED_MS;

  constructor(store: RecorderStore, options: SessionWriterOptions) {
    this.#store = store;
    this.#options = options;
  }

  /**
   * Takes a call; it is not written yet.
   *
   * @returns false when it is no call of a model
   * @throws EthogramError as `RecorderStore.get`: the session could not be looked up
   */
  async add(call: RecordedCall): Promise<boolean> {
    const first = attempted(() => readCall(call));
    if (first === undefined) return false;
    const name = call.joins === true ? this.#names.nameOf(call.session, first.exchange.history) : call.session;
    const kept = await this.#take(name);
    const { session, dirty } = kept;
    const parent = call.parent && { ...call.parent, session: this.#names.known(call.parent.session) };
    const origin = { ...call, session: name, ...(parent && { parent }) };
    const itemOf = (id: string): JsonObject | undefined => session.item(id);
    this.#characters -= session.characters;
    const conversation = attempted(() => {
      const read = (call.path.endsWith('/responses') ? readCall(call, itemOf) : first) ?? first;
      if (call.joins === true) this.#names.answered(name, read.exchange);
      return session.add(read, origin, call);
    });
    this.#characters += session.characters;
    if (conversation === undefined) return false;
    const { calls, dueMs } = dirty.get(conversation) ?? {
      calls: 0,
      dueMs: this.#options.clock() + Math.max(this.#gatherMs, this.#restMs.get(conversation) ?? 0),
    };
    dirty.set(conversation, { calls: calls + 1, dueMs });
    this.#nextMs = this.#waiting++ === 0 ? dueMs : Math.min(this.#nextMs, dueMs);
    this.#dirty.add(kept);
    return true;
  }

  /** When the next conversation is due, by the writer's clock; undefined when all is written. */
  dueMs(): number | undefined {
    if (this.#waiting === 0) return undefined;
    return this.#waiting >= MOST_GATHERED ? 0 : this.#nextMs;
  }

  /** Calls that are not written. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Writes conversations in one transaction.
   *
   * @param which - what is due, or everything
   * @throws EthogramError as `RecorderStore.put`; what was to be written still is
   */
  async write(which: 'due' | 'all'): Promise<WrittenCalls> {
    const began = this.#options.clock();
    // What is due a little later costs less now than by itself.
    const latest = this.#waiting >= MOST_GATHERED ? Infinity : began + this.#gatherMs / 4;
    let dropped = 0;
    const due: Due[] = [];
    this.#nextMs = Infinity;
    for (const kept of this.#dirty) {
      for (const [conversation, { calls, dueMs }] of kept.dirty) {
        if (which === 'due' && dueMs > latest) {
          this.#nextMs = Math.min(this.#nextMs, dueMs);
          continue;
        }
        const items = this.#itemsOf(conversation);
        if (items !== undefined) due.push({ kept, conversation, calls, items });
        else {
          dropped += calls;
          this.#settle(kept, conversation);
        }
      }
    }
    if (due.length === 0) return { recorded: 0, dropped, runs: [] };
    const later = this.#nextMs;
    // What fails is still due.
    this.#nextMs = Math.min(this.#nextMs, began);
    const { written, given } = await this.#put(due);
    if (written.length + given.length === due.length) this.#nextMs = later;
    const all = due.reduce((sum, { conversation }) => sum + conversation.characters, 0);
    const spent = this.#options.clock() - began;
    this.#gatherMs = Math.min(LONGEST_GATHERED_MS, Math.max(GATHERED_MS, REST_PER_COST * spent));
    for (const { kept, conversation } of [...written, ...given]) {
      const cost = (spent * conversation.characters) / Math.max(1, all);
      this.#restMs.set(conversation, Math.min(LONGEST_REST_MS, REST_PER_COST * cost));
      this.#settle(kept, conversation);
    }
    for (const { kept } of written) this.#trim(kept);
    this.#forget();
    const runs = written.map(({ conversation }) => recordedTrajectoryId(conversation.runId));
    return { recorded: sumOf(written), dropped: dropped + sumOf(given), runs };
  }

  /** Lets go of everything that is not written. @returns how many calls that were */
  giveUp(): number {
    let calls = 0;
    for (const { dirty } of this.#dirty) for (const one of dirty.values()) calls += one.calls;
    this.#waiting = 0;
    this.#dirty.clear();
    this.#kept.clear();
    this.#characters = 0;
    return calls;
  }

  /** Tells a remembered conversation of outcomes that were stored with its run, so that writing it anew keeps them. */
  addOutcomes(trajectoryId: string, records: readonly OutcomeRecord[]): void {
    for (const { id, session } of this.#kept.values()) {
      if (trajectoryId.startsWith(id)) session.addOutcomes(trajectoryId, records);
    }
  }

  /** One run that cannot be written must not keep the others from it. */
  async #put(due: readonly Due[]): Promise<{ readonly written: readonly Due[]; readonly given: readonly Due[] }> {
    try {
      await this.#store.put(due.flatMap(({ items }) => items));
      return { written: due, given: [] };
    } catch (error) {
      if (due.length === 1) throw error;
      const written: Due[] = [];
      const failed: Due[] = [];
      for (const one of due) {
        const isWritten = await this.#store.put(one.items).then(
          () => true,
          () => false,
        );
        (isWritten ? written : failed).push(one);
      }
      if (written.length === 0) throw error;
      const given = failed.filter(({ conversation }) => {
        const attempts = (this.#attempts.get(conversation) ?? 0) + 1;
        this.#attempts.set(conversation, attempts);
        return attempts >= MOST_ATTEMPTS;
      });
      return { written, given };
    }
  }

  #settle(kept: Kept, conversation: Conversation): void {
    this.#waiting -= kept.dirty.get(conversation)?.calls ?? 0;
    kept.dirty.delete(conversation);
    if (kept.dirty.size === 0) this.#dirty.delete(kept);
  }

  async #take(name: string): Promise<Kept> {
    const known = this.#kept.get(name);
    if (known !== undefined) {
      this.#kept.delete(name);
      this.#kept.set(name, known);
      return known;
    }
    const session = new RecordedSession(name);
    for (const [number, trajectory] of await this.#stored(session)) session.restore(number, trajectory);
    const kept: Kept = { name, id: recordedTrajectoryId(name), session, dirty: new Map() };
    this.#kept.set(name, kept);
    this.#characters += session.characters;
    return kept;
  }

  /** The first conversation of a session, and the last ones: they are numbered without gaps. */
  async #stored(session: RecordedSession): Promise<readonly (readonly [number: number, trajectory: Trajectory])[]> {
    const found = new Map<number, Trajectory>();
    const isThere = async (number: number): Promise<boolean> => {
      const trajectory = await this.#store.get(recordedTrajectoryId(session.runIdOf(number)));
      // Another session may be called as the second conversation of this one is.
      if (trajectory?.source.format !== RECORDED_FORMAT || trajectory.sessionId !== session.sessionId) return false;
      found.set(number, trajectory);
      return true;
    };
    if (!(await isThere(1))) return [];
    let low = 1;
    let high = 2;
    while (await isThere(high)) [low, high] = [high, 2 * high];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (await isThere(middle)) low = middle;
      else high = middle;
    }
    const numbers = [
      1,
      ...Array.from({ length: MOST_RESTORED }, (_, i) => low - MOST_RESTORED + 1 + i).filter((n) => n > 1),
    ];
    for (const number of numbers) if (!found.has(number)) await isThere(number);
    return numbers.flatMap((number) => (found.has(number) ? [[number, found.get(number)!] as const] : []));
  }

  // What cannot be finished (nested beyond measure) is let go.
  #itemsOf(conversation: Conversation): ImportItem[] | undefined {
    const { redact = true } = this.#options;
    const source = { format: RECORDED_FORMAT, uri: recordedTrajectoryId(conversation.runId) };
    try {
      const { trajectory } = finishTrajectory(
        conversationDraft(conversation),
        redact ? source : { ...source, redaction: 'off' },
        { redact },
      );
      const { parent } = conversation.origin;
      if (parent?.callId === undefined) return [{ trajectory }];
      const link = { parentId: recordedTrajectoryId(parent.session), callId: parent.callId, childId: trajectory.id };
      return [{ trajectory }, { link }];
    } catch {
      return undefined;
    }
  }

  #trim({ session, dirty }: Kept): void {
    if (session.conversations.length <= MOST_CONVERSATIONS) return;
    this.#characters -= session.characters;
    session.forgetOldest(MOST_CONVERSATIONS / 2, (conversation) => !dirty.has(conversation));
    this.#characters += session.characters;
  }

  // Sessions that were not heard of for longest, and are written, can be read again.
  #forget(): void {
    const { remembered = REMEMBERED_CHARACTERS } = this.#options;
    if (this.#characters <= remembered) return;
    for (const { name, session, dirty } of this.#kept.values()) {
      if (dirty.size > 0) continue;
      this.#kept.delete(name);
      this.#characters -= session.characters;
      if (this.#characters <= remembered) return;
    }
  }
}

// A reader is written not to throw; should it, one call is lost and no others.
function attempted<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function sumOf(due: readonly Due[]): number {
  return due.reduce((sum, { calls }) => sum + calls, 0);
}
