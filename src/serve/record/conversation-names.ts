import type { BareStep } from '../../trajectory/chat/number-steps.ts';
import type { Exchange } from '../../trajectory/exchange/read-exchange.ts';
import { chainStep } from './chain-step.ts';

const REMEMBERED = 20_000;

/**
 * Finds the session of calls that come without one that they all share: those that say the same name belong together, and a
 * name that is new belongs to the session whose conversation its history continues.
 */
export class ConversationNames {
  /** The session of each name. */
  readonly #sessions = new Map<string, string>();
  /** The session whose conversation ended so, by chain. */
  readonly #ends = new Map<string, string>();

  /** The session of a name, which is looked for in the history when the name is new. */
  nameOf(name: string, history: readonly BareStep[]): string {
    const known = this.#sessions.get(name);
    if (known !== undefined) return known;
    let found: string | undefined;
    let chain = '';
    for (const step of history) {
      chain = chainStep(chain, step);
      found = this.#ends.get(chain) ?? found;
    }
    const session = found ?? name;
    remember(this.#sessions, name, session);
    return session;
  }

  /** The session of a name that was seen before, else the name. */
  known(name: string): string {
    return this.#sessions.get(name) ?? name;
  }

  answered(session: string, { history, answer }: Exchange): void {
    // What tools said is no end that a user goes on from; a question without an answer neither.
    if (answer.length === 0) return;
    let chain = '';
    for (const step of [...history, ...answer]) chain = chainStep(chain, step);
    remember(this.#ends, chain, session);
  }
}

function remember(map: Map<string, string>, key: string, value: string): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > REMEMBERED) map.delete(map.keys().next().value!);
}
