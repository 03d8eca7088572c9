import { sha256 } from '../../core/content-key.ts';
import type { BlockPlace } from '../request/splice-block.ts';
import type { ModelRequest } from '../request/model-request.ts';
import { answerSays } from './answer-says.ts';
import { answerText } from './answer-text.ts';
import type { SessionAnswer } from './session-answer.ts';
import { sessionHints } from './session-hints.ts';

/** A conversation between a program and a model, over any number of requests. */
export interface Session {
  readonly id: string;
  /** Where the block goes, once that is decided. */
  place?: BlockPlace;
  /** The provider keeps the block with the conversation. */
  isKept?: boolean;
  /** Id of the trajectory that it is recorded as, once that is asked for. */
  trajectory?: string;
}

/** Finds out which requests belong together. */
export interface SessionFinder {
  /** The session of a request. `isNew`: it opens one, as far as is known. */
  find(
    request: ModelRequest | undefined,
    header: string | undefined,
  ): { readonly session: Session; readonly isNew: boolean };
  /** To be told when a request of a session has been answered. */
  answered(session: Session, answer: SessionAnswer): void;
  /** Takes up a session of an earlier process, by its id. */
  remember(id: string): void;
  /** How many sessions are remembered. */
  readonly size: number;
}

interface OpenSession extends Session {
  /** The hash of what its first request said. */
  chain?: string;
  state: 'waiting' | 'answered' | 'failed';
  /** The hash of what the first answer said, once a later request has told. */
  firstAnswer?: string;
  /** The first answer as it came, until then. */
  raw?: SessionAnswer;
  readonly answers: string[];
}

const MOST_SESSIONS = 20_000;
const MOST_MESSAGES = 400;
const MOST_ALIKE = 64;
const MOST_RAW_BYTES = 1 << 18;
const MOST_RAW_BYTES_TOGETHER = 1 << 24;
const MOST_ANSWERS = 8;
const PREFIX = 'prefix:';
const CHAIN_DIGITS = 16;
const ANSWER_DIGITS = 24;

/**
 * Joins requests into sessions: by their ids where they have some, else by how conversations grow. Clients send again all that was
 * said before: a request that begins with all of what another began with, and goes on with an answer of the model, continues it.
 * Where several began alike (trials of one task), the first answer tells them apart. A request without an answer in it begins a
 * session, unless it repeats one that failed.
 *
 * @param now - milliseconds since 1970; tells sessions apart that begin alike
 */
export function sessionFinder(now: () => number): SessionFinder {
  const byId = new Map<string, OpenSession>();
  const byChain = new Map<string, OpenSession[]>();
  const byScope = new Map<string, OpenSession>();
  const byAnswer = new Map<string, OpenSession>();
  // In order of arrival.
  const withRaw = new Set<OpenSession>();
  let rawBytes = 0;

  const dropRaw = (session: OpenSession): void => {
    rawBytes -= bytesOf(session.raw?.body ?? []);
    withRaw.delete(session);
    delete session.raw;
  };
  const forget = (session: OpenSession): void => {
    byId.delete(session.id);
    dropRaw(session);
    for (const answer of session.answers) byAnswer.delete(answer);
    if (session.chain === undefined) return;
    const alike = byChain.get(session.chain)?.filter((other) => other !== session) ?? [];
    if (alike.length === 0) byChain.delete(session.chain);
    else byChain.set(session.chain, alike);
  };
  const use = (session: OpenSession): OpenSession => {
    byId.delete(session.id);
    byId.set(session.id, session);
    return session;
  };
  const open = (id: string, chain?: string): OpenSession => {
    const session: OpenSession = { id, state: 'waiting', answers: [], ...(chain !== undefined && { chain }) };
    byId.set(id, session);
    // Of very many that begin alike the newest can go on.
    if (chain !== undefined) byChain.set(chain, [...(byChain.get(chain) ?? []).slice(1 - MOST_ALIKE), session]);
    if (byId.size > MOST_SESSIONS) forget(byId.values().next().value!);
    return session;
  };

  const byPrefix = (request: ModelRequest, scope: string): { session: OpenSession; isNew: boolean } => {
    let chain = scope === '' ? '' : sha256(scope);
    let found: OpenSession | undefined;
    let hasAnswer = false;
    const length = Math.min(request.length, MOST_MESSAGES);
    for (let i = 0; i < length; i++) {
      const message = request.message(i)!;
      if (message.by === 'model') hasAnswer = true;
      // Instructions change from request to request in some programs (the time), and reasoning does not come back.
      if (message.key === '') continue;
      const alike = message.by === 'model' ? byChain.get(keyOf(chain)) : undefined;
      if (alike !== undefined) {
        // Answers are long, sessions many.
        const answer = sha256(message.key, ANSWER_DIGITS);
        const told = alike.find(({ firstAnswer }) => firstAnswer === answer);
        if (told !== undefined) return { session: use(told), isNew: false };
        const untold = alike.filter(({ firstAnswer, state }) => firstAnswer === undefined && state !== 'failed');
        const session =
          (untold.length > 1 ? untold.find(({ raw }) => raw !== undefined && answerSays(raw, message)) : undefined) ??
          untold.at(-1);
        if (session !== undefined) {
          session.firstAnswer = answer;
          dropRaw(session);
          return { session: use(session), isNew: false };
        }
        found = alike.at(-1);
      }
      chain = sha256(`${chain}${message.key}`);
    }
    if (found !== undefined) return { session: use(found), isNew: false };
    const same = byChain.get(keyOf(chain))?.findLast(({ state }) => state === 'failed');
    if (same !== undefined) {
      same.state = 'waiting';
      return { session: use(same), isNew: false };
    }
    // What came before was rewritten by the program: the session that spoke last goes on.
    const last = scope !== '' && hasAnswer ? byScope.get(scope) : undefined;
    if (last !== undefined && byId.has(last.id)) return { session: use(last), isNew: false };
    const begin = `${PREFIX}${keyOf(chain)}-`;
    let tick = now();
    while (byId.has(begin + tick.toString(36))) tick++;
    return { session: open(begin + tick.toString(36), keyOf(chain)), isNew: true };
  };

  return {
    find(request, header) {
      const { id, scope = '', after } = sessionHints(request, header);
      const before = after === undefined ? undefined : byAnswer.get(after);
      if (id === undefined && before !== undefined) return { session: use(before), isNew: false };
      const name = id ?? (after === undefined ? undefined : `response:${after}`);
      if (name !== undefined) {
        const known = byId.get(name);
        return { session: known === undefined ? open(name) : use(known), isNew: known === undefined };
      }
      if (request === undefined) return { session: { id: '' }, isNew: true };
      const found = byPrefix(request, scope);
      if (scope !== '') {
        byScope.delete(scope);
        byScope.set(scope, found.session);
        if (byScope.size > MOST_SESSIONS) byScope.delete(byScope.keys().next().value!);
      }
      return found;
    },
    answered({ id }, answer) {
      const session = byId.get(id);
      if (session === undefined) return;
      if (session.state !== 'answered') session.state = answer.whole ? 'answered' : 'failed';
      if (!answer.whole) return;
      const name = answerId(answer);
      if (name !== undefined) {
        session.answers.push(name);
        byAnswer.set(name, session);
        if (session.answers.length > MOST_ANSWERS) byAnswer.delete(session.answers.shift()!);
      }
      if (session.chain === undefined || session.firstAnswer !== undefined || session.raw !== undefined) return;
      const bytes = bytesOf(answer.body);
      if (bytes > MOST_RAW_BYTES) return;
      rawBytes += bytes;
      session.raw = answer;
      withRaw.add(session);
      for (const oldest of withRaw) {
        if (rawBytes <= MOST_RAW_BYTES_TOGETHER) break;
        dropRaw(oldest);
      }
    },
    remember(id) {
      if (byId.has(id)) return;
      const chain = id.startsWith(PREFIX) ? id.slice(PREFIX.length, PREFIX.length + CHAIN_DIGITS) : undefined;
      open(id, chain).state = 'answered';
    },
    get size() {
      return byId.size;
    },
  };
}

function keyOf(chain: string): string {
  return chain.slice(0, CHAIN_DIGITS).padEnd(CHAIN_DIGITS, '0');
}

function bytesOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
}

/** The id that a Responses server gave to an answer: later requests go on from it. */
function answerId(answer: SessionAnswer): string | undefined {
  return answer.hasId === true ? /"id"\s*:\s*"(resp_[\w-]{1,200})"/.exec(answerText(answer))?.[1] : undefined;
}
