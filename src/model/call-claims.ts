import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { sha256 } from '../core/content-key.ts';
import type { ModelCallStore } from '../core/model-call-store.ts';

/** Keeps two clients, in this process or another, from sending the same question while one of them waits for its answer. */
export interface CallClaims {
  /** Goes with the answer, so that the claim ends where it is written. */
  readonly owner: string;
  /** Takes a question; false when another client has it out, or it is answered and not to be asked `again`. */
  take(promptHash: string, again: boolean): Promise<boolean>;
  /** To be called once the answer is written. */
  answered(promptHash: string): void;
  /** Gives a question free that has no answer. */
  release(promptHash: string): Promise<void>;
  /** Waits until nobody has the question out. */
  untilFree(promptHash: string): Promise<void>;
}

/** A client that gave no sign of life for so long is gone: much longer than anything keeps the event loop busy. */
const LEASE_MS = 20_000;
const SIGN_MS = 5000;
const LOOK_MS = 200;

const MACHINE = sha256(hostname(), 8);
let clients = 0;

/**
 * {@link CallClaims} in a store, for one client. A client of this machine that was killed is noticed at once, others after 20 s.
 *
 * @param options.onWait - told the first time that another client is waited for
 */
export function callClaims(
  store: ModelCallStore,
  { now, onWait = () => {} }: { readonly now: () => Date; readonly onWait?: (() => void) | undefined },
): CallClaims {
  const owner = `${MACHINE} ${process.pid} ${performance.timeOrigin} ${clients++}`;
  const held = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let hasWaited = false;

  const times = (): { readonly owner: string; readonly nowMs: number; readonly untilMs: number } => {
    const nowMs = now().getTime();
    return { owner, nowMs, untilMs: nowMs + LEASE_MS };
  };
  const drop = (promptHash: string): void => {
    held.delete(promptHash);
    if (held.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  return {
    owner,
    async take(promptHash, again) {
      if (!(await store.claimModelCall(promptHash, { ...times(), again }))) return false;
      held.add(promptHash);
      // A store that cannot be written says so where an answer is.
      timer ??= setInterval(() => void store.prolongModelClaims(times()).catch(() => {}), SIGN_MS).unref();
      return true;
    },
    answered: drop,
    async release(promptHash) {
      drop(promptHash);
      await store.releaseModelCall(promptHash, owner);
    },
    async untilFree(promptHash) {
      for (;;) {
        const other = await store.modelCallOwner(promptHash, now().getTime());
        if (other === undefined) return;
        if (isGone(other)) return store.releaseModelCall(promptHash, other);
        if (!hasWaited) onWait();
        hasWaited = true;
        await sleep(LOOK_MS);
      }
    },
  };
}

/** Whether an owner is a process of this machine that has ended. */
function isGone(owner: string): boolean {
  const [machine, pid] = owner.split(' ');
  if (machine !== MACHINE || !/^[1-9]\d*$/.test(pid ?? '')) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
