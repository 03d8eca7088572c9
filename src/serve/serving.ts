import { sha256 } from '../core/content-key.ts';
import type { Receipt } from '../handbook/receipt.ts';
import type { RetrieveOptions, Retrieval } from '../handbook/retrieval/retrieval.ts';
import { splitInjected } from '../trajectory/split-injected.ts';
import { injectedBlock } from './injected-block.ts';

/** What is known of a session when its behaviors are chosen; only the first request of a session is looked at. */
export interface ServeRequest {
  /** What the choice is made for, once: the unit of its receipt. */
  readonly session: string;
  /** The text that behaviors are to fit, as it came. */
  readonly query: string | (() => string);
  /** Id of the task: what is known from this task alone is left out. */
  readonly task?: string | undefined;
  readonly topic?: string | undefined;
  readonly project?: string | undefined;
  readonly model?: string | undefined;
  /** Names of the tools the agent has. */
  readonly tools?: readonly string[] | (() => readonly string[]) | undefined;
  /** The run in which it is recorded, if it is. */
  readonly trajectory?: string | undefined;
  /** False: nothing is to be put into this request, and nothing is chosen for it. Default true. */
  readonly inject?: boolean | undefined;
}

/** What a session is served. */
export interface Served {
  /** Ids of the behaviors, in order; empty when nothing fits. */
  readonly ids: readonly string[];
  /** The marked block, byte for byte the same for every request of the session; `''` when nothing is to be put in. */
  readonly text: string;
  /** What was chosen, on the request that it was chosen for. */
  readonly receipt?: Receipt;
}

/** The handbook as serving sees it; `handbookIndex` makes one. */
export interface ServedHandbook {
  retrieve(query: string, options: RetrieveOptions): Retrieval;
}

/** What serving is made of. */
export interface ServingOptions {
  /** The handbook as it is now. */
  readonly handbook: () => ServedHandbook;
  readonly now: () => Date;
  /** Called with every receipt, once per session; must return at once. What it throws is not seen by the request. */
  readonly keep?: (receipt: Receipt) => void;
  /** A receipt of an earlier process, if there is one. */
  readonly find?: (session: string) => Promise<Receipt | undefined>;
  /** At most so many behaviors. Default 3. */
  readonly k?: number;
  /** What stating them may cost, in tokens. Default 400. */
  readonly tokens?: number;
  /** How many sessions are remembered. Default 20000. */
  readonly sessions?: number;
  /** Told of what went wrong inside, which the request never sees. */
  readonly onError?: (error: unknown) => void;
}

/** Chooses behaviors for sessions, and remembers what it chose. */
export interface Serving {
  /** Chooses on the first request of a session, and says the same ever after. Never throws: when it cannot choose, nothing is served. */
  serve(request: ServeRequest): Served;
  /** Whether the session is remembered. */
  knows(session: string): boolean;
  /** Takes up what an earlier process served, as its receipt tells. Sessions that are remembered stay as they are. */
  remember(receipt: Receipt): void;
  /** Looks a session up among the stored receipts, if it is not remembered; resolves when that is done, never rejects. */
  recall(session: string): Promise<void>;
}

/** What decides, as receipts name it. */
export const SERVING_POLICY = 'retrieve@1';

const NOTHING: Served = { ids: [], text: '' };

/**
 * Serves the behaviors of a handbook to sessions: few, chosen once for each session by its first request. What is chosen stays,
 * even when the handbook changes, since a prompt that changes loses the provider's cache and cannot be measured.
 */
export function openServing({
  handbook,
  now,
  keep,
  find,
  k = 3,
  tokens = 400,
  sessions: most = 20_000,
  onError = () => {},
}: ServingOptions): Serving {
  // In order of use: the one that was used longest ago comes first.
  const sessions = new Map<string, Served>();
  const keepServed = (session: string, served: Served): Served => {
    sessions.set(session, served);
    if (sessions.size > most) sessions.delete(sessions.keys().next().value!);
    return served;
  };
  const serving: Serving = {
    serve(request) {
      if (request.inject === false) return NOTHING;
      const { session } = request;
      const known = sessions.get(session);
      if (known !== undefined) {
        sessions.delete(session);
        sessions.set(session, known);
        return known;
      }
      try {
        const receipt = choose(request, { handbook: handbook(), now, k, tokens });
        const { ids, text } = keepServed(session, servedBy(receipt));
        keep?.(receipt);
        return { ids, text, receipt };
      } catch (error) {
        onError(error);
        // What was kept before something failed holds; else the session goes without, now and later.
        return sessions.get(session) ?? keepServed(session, NOTHING);
      }
    },
    knows: (session) => sessions.has(session),
    remember(receipt) {
      if (!sessions.has(receipt.unit)) keepServed(receipt.unit, servedBy(receipt));
    },
    async recall(session) {
      if (find === undefined || sessions.has(session)) return;
      try {
        const receipt = await find(session);
        if (receipt !== undefined) serving.remember(receipt);
      } catch (error) {
        onError(error);
      }
    },
  };
  return serving;
}

function choose(
  { session, query, task, topic, project, model, tools: given, trajectory }: ServeRequest,
  { handbook, now, k, tokens }: { handbook: ServedHandbook; now: () => Date; k: number; tokens: number },
): Receipt {
  const tools = typeof given === 'function' ? given() : given;
  const { behaviors } = handbook.retrieve(typeof query === 'function' ? query() : query, {
    k,
    tokens,
    task,
    project,
    model,
    ...(topic !== undefined && { topics: [topic] }),
    ...(tools !== undefined && tools.length > 0 && { tools }),
  });
  const at = now().toISOString();
  return {
    request: sha256(JSON.stringify([session, at]), 24),
    unit: session,
    ...(trajectory !== undefined && { trajectory }),
    task: task ?? '',
    topic: topic ?? '',
    at,
    policy: SERVING_POLICY,
    model: model ?? '',
    holdout: false,
    candidates: behaviors.map(({ id, version, tokens: cost }) => ({
      behavior: `${id}@${version}`,
      propensity: 1,
      served: true,
      stage: { retrieved: true, masked: false, injected: true },
      tokens: cost,
    })),
    text: injectedBlock(behaviors),
  };
}

/** What a receipt says was served: ids and text, as they were. */
function servedBy({ candidates, text }: Receipt): Served {
  const marked = splitInjected(text).flatMap((part) => part.injected ?? []);
  const ids = candidates.filter(({ served }) => served).map(({ behavior }) => behavior.replace(/@\d+$/, ''));
  return text === '' ? NOTHING : { ids: ids.length > 0 ? ids : marked, text };
}
