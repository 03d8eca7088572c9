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
 * the session's run will have, and joins the run when that is written.
 */
export class KeptOutcomes {
  readonly #store: RecorderStore;
  readonly #redact: boolean;
  #kept: Map<string, readonly OutcomeRecord[]> | undefined;

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
    const kept = await this.#all();
    if (kept.size >= MOST_KEPT) return { answer: 'unavailable', id, records: clean };
    const all = [...(kept.get(id) ?? []), ...clean];
    await this.#store.putDecisions(KIND, [{ name: id, value: all as unknown as Json }]);
    kept.set(id, all);
    return { answer: 'kept', id, records: clean };
  }

  /**
   * Gives runs that were just written what was kept for them.
   *
   * @returns those that got something, with it
   * @throws EthogramError `store-unavailable`
   */
  async joinTo(ids: readonly string[]): Promise<ReadonlyMap<string, readonly OutcomeRecord[]>> {
    const joined = new Map<string, readonly OutcomeRecord[]>();
    const kept = await this.#all();
    if (kept.size === 0) return joined;
    for (const id of ids) {
      const records = kept.get(id);
      if (records === undefined || !(await this.#join(id, records))) continue;
      await this.#store.putDecisions(KIND, [{ name: id, value: null }]);
      kept.delete(id);
      joined.set(id, records);
    }
    return joined;
  }

  /** What is kept is read again from the store: to be called when it was another's for a while. */
  forget(): void {
    this.#kept = undefined;
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

  async #all(): Promise<Map<string, readonly OutcomeRecord[]>> {
    if (this.#kept === undefined) {
      const decisions = await this.#store.decisions(KIND);
      const kept = decisions.filter(({ value }) => Array.isArray(value));
      this.#kept = new Map(kept.map(({ name, value }) => [name, value as unknown as readonly OutcomeRecord[]]));
    }
    return this.#kept;
  }
}
