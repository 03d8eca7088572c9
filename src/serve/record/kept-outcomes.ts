import type { Json, JsonObject } from '../../core/json.ts';
import type { OutcomeRecord } from '../../trajectory/trajectory.ts';
import { createRedactor } from '../../trajectory/redact/create-redactor.ts';
import { RECORDED_FORMAT, recordedTrajectoryId } from './recorded-trajectory-id.ts';
import type { OutcomeAnswer, ReportedOutcome } from './recorder.ts';
import type { RecorderStore } from './recorder-store.ts';

/** What became of an outcome. */
interface AddedOutcome {
  readonly answer: OutcomeAnswer;
  readonly id: string;
  readonly records: readonly OutcomeRecord[];
}

const KIND = 'kept-outcome';
const MOST_KEPT = 100_000;

/**
 * Outcomes on their way to their runs. One that comes before its session is recorded is kept in the store, by the id that
 * the session's run will have, and joins the run when that is written. Who keeps it, and who writes the run, may be two
 * processes, or one that ends between the two: so what is kept is looked up in the store for each run that is written, and
 * for each outcome that was kept the run once more.
 */
export class KeptOutcomes {
  readonly #store: RecorderStore;
  readonly #redact: boolean;
  /** Ids that something is kept for, as far as this process knows; undefined until the store was asked. */
  #waiting: Set<string> | undefined;

  constructor(store: RecorderStore, { redact = true }: { readonly redact?: boolean } = {}) {
    this.#store = store;
    this.#redact = redact;
  }

  /**
   * Stores an outcome; it is durable when this resolves.
   *
   * @returns also the run's id, and the records as they are stored
   * @throws EthogramError `store-unavailable`
   */
  async add({ target, records }: ReportedOutcome): Promise<AddedOutcome> {
    const redactor = createRedactor();
    const clean = this.#redact
      ? records.map((record) => redactor.json(record as unknown as JsonObject) as unknown as OutcomeRecord)
      : records;
    const id = 'session' in target ? recordedTrajectoryId(target.session) : target.trajectory;
    const isStored = await this.#join(id, clean);
    if (isStored) return { answer: 'stored', id, records: clean };
    if ('trajectory' in target && !id.startsWith(`${RECORDED_FORMAT}:`))
      return { answer: 'not-found', id, records: clean };
    const waiting = await this.#waitingIds();
    if (waiting.size >= MOST_KEPT && !waiting.has(id)) return { answer: 'unavailable', id, records: clean };
    const all = [...((await this.#kept([id])).get(id) ?? []), ...clean];
    await this.#store.putDecisions(KIND, [{ name: id, value: all as unknown as Json }]);
    waiting.add(id);
    // Another process may have written the run since, before it could see what is kept.
    const isThereNow = (await this.joinTo([id])).size > 0;
    return { answer: isThereNow ? 'stored' : 'kept', id, records: clean };
  }

  /**
   * Gives runs that were just written what was kept for them.
   *
   * @returns those that got something, with it
   * @throws EthogramError `store-unavailable`
   */
  async joinTo(ids: readonly string[]): Promise<ReadonlyMap<string, readonly OutcomeRecord[]>> {
    const waiting = await this.#waitingIds();
    return this.#joinKept(await this.#kept(ids), waiting);
  }

  /** What is kept is read again from the store: to be called when it was another's for a while. */
  forget(): void {
    this.#waiting = undefined;
  }

  async #join(id: string, records: readonly OutcomeRecord[]): Promise<boolean> {
    try {
      await this.#store.addOutcome(id, ...records);
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code === 'not-found') return false;
      throw error;
    }
  }

  async #joinKept(
    kept: ReadonlyMap<string, readonly OutcomeRecord[]>,
    waiting: Set<string>,
  ): Promise<Map<string, readonly OutcomeRecord[]>> {
    const joined = new Map<string, readonly OutcomeRecord[]>();
    for (const [id, records] of kept) {
      if (!(await this.#join(id, records))) continue;
      await this.#store.putDecisions(KIND, [{ name: id, value: null }]);
      waiting.delete(id);
      joined.set(id, records);
    }
    return joined;
  }

  async #kept(ids?: readonly string[]): Promise<Map<string, readonly OutcomeRecord[]>> {
    const kept = (await this.#store.decisions(KIND, ids)).filter(({ value }) => Array.isArray(value));
    return new Map(kept.map(({ name, value }) => [name, value as unknown as readonly OutcomeRecord[]]));
  }

  /** Where what is kept is from another time, its run may be there already. */
  async #waitingIds(): Promise<Set<string>> {
    if (this.#waiting === undefined) {
      const kept = await this.#kept();
      const waiting = new Set(kept.keys());
      await this.#joinKept(kept, waiting);
      this.#waiting = waiting;
    }
    return this.#waiting;
  }
}
