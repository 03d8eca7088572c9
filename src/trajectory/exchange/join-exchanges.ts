import { sha256 } from '../../core/content-key.ts';
import { jsonText, type BareStep } from '../chat/number-steps.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Exchange } from './read-exchange.ts';
import type { Agent, Step } from '../trajectory.ts';

/** Exchanges of one conversation, each step told once. */
export interface JoinedConversation {
  /** Id of the first answer that has one. */
  readonly id?: string;
  /** 0-based positions of its exchanges among those given. */
  readonly exchanges: readonly number[];
  readonly agent: Agent;
  readonly steps: readonly Step[];
  /** What the first exchange says besides; later ones say it at their answers. */
  readonly extra: JsonObject;
}

interface Open {
  id?: string;
  readonly exchanges: number[];
  readonly agent: Agent;
  readonly steps: BareStep[];
  readonly extra: JsonObject;
  chain: string;
}

/** An exchange, and what its recording says about it: kept at its answer. */
export interface RecordedExchange {
  readonly exchange: Exchange;
  readonly facts?: JsonObject;
}

/**
 * Joins exchanges into conversations: one whose history begins with all that a conversation has so far continues it,
 * and only what is new is added. A conversation can be continued once; whoever branches off it later starts anew.
 * Reasoning, which clients often do not send back, does not count. Other instructions, tools or models than those
 * the conversation began with stand in `extra.agent` of the answer.
 */
export function joinExchanges(recorded: readonly RecordedExchange[]): JoinedConversation[] {
  const open: Open[] = [];
  const byChain = new Map<string, Open>();
  for (const [at, { exchange, facts }] of recorded.entries()) {
    const { history } = exchange;
    let chain = '';
    let found: { readonly conversation: Open; readonly upTo: number } | undefined;
    for (const [i, step] of history.entries()) {
      chain = chained(chain, step);
      const conversation = byChain.get(chain);
      if (conversation !== undefined) found = { conversation, upTo: i + 1 };
    }
    const conversation: Open = found?.conversation ?? {
      exchanges: [],
      agent: exchange.agent,
      steps: [],
      extra: exchange.extra,
      chain: '',
    };
    if (found === undefined) open.push(conversation);
    else byChain.delete(conversation.chain);
    if (exchange.id !== undefined) conversation.id ??= exchange.id;
    const isFirst = conversation.exchanges.length === 0;
    conversation.exchanges.push(at);
    const said = answerFacts(exchange, isFirst ? undefined : conversation, facts);
    const begin = conversation.steps.length - (found?.upTo ?? 0);
    for (const step of history.slice(found?.upTo ?? 0)) add(conversation, step, begin);
    const answers = exchange.answer.length === 0 ? [{ actor: 'agent' as const, parts: [] }] : exchange.answer;
    for (const [i, step] of answers.entries()) {
      const extra = { ...step.extra, ...(i === 0 ? said : {}) };
      const dated = exchange.at !== undefined && step.at === undefined ? { ...step, at: exchange.at } : step;
      add(conversation, Object.keys(extra).length > 0 ? { ...dated, extra } : dated, begin);
    }
    byChain.set(conversation.chain, conversation);
  }
  return open.map(({ chain: _chain, steps, ...rest }) => ({
    ...rest,
    steps: steps.map((step, index) => ({ index, ...step })),
  }));
}

// Branches of an exchange count from its own history.
function add(conversation: Open, step: BareStep, begin: number): void {
  conversation.chain = chained(conversation.chain, step);
  conversation.steps.push(step.parent === undefined ? step : { ...step, parent: step.parent + begin });
}

function chained(before: string, step: BareStep): string {
  const said = step.parts.flatMap((part): Json[] => {
    if (part.kind === 'reasoning') return [];
    if (part.kind === 'tool-call') return [['call', part.callId, part.name, part.argumentsText]];
    if (part.kind === 'tool-result') return [['result', part.callId, part.text]];
    return [[part.kind, part.kind === 'media' ? part.ref : part.text]];
  });
  // A step of reasoning alone says nothing that could come back.
  return said.length === 0 ? before : sha256(`${before}${step.actor}${JSON.stringify(said)}`);
}

function answerFacts(exchange: Exchange, before: Open | undefined, facts: JsonObject | undefined): JsonObject {
  const agent: Record<string, Json> = {};
  if (before !== undefined) {
    for (const name of ['model', 'instructions', 'tools'] as const) {
      const now = exchange.agent[name] ?? null;
      if (jsonText(now) !== jsonText(before.agent[name] ?? null)) agent[name] = now;
    }
  }
  return {
    ...(Object.keys(agent).length > 0 && { agent }),
    ...(before !== undefined && exchange.id !== undefined && { id: exchange.id }),
    ...(before !== undefined && exchange.extra),
    ...facts,
  };
}
