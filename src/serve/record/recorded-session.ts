import type { Json, JsonObject } from '../../core/json.ts';
import { numberSteps, type BareStep } from '../../trajectory/chat/number-steps.ts';
import { finishTrajectory } from '../../trajectory/finish-trajectory.ts';
import type { TrajectoryDraft } from '../../trajectory/trace-format.ts';
import { partText, type Agent, type OutcomeRecord, type Trajectory } from '../../trajectory/trajectory.ts';
import { chainStep } from './chain-step.ts';
import { failureStep, type ReadCall } from './read-call.ts';
import { RECORDED_FORMAT, recordedTrajectoryId } from './recorded-trajectory-id.ts';
import type { CallOrigin } from './recorder.ts';

/** A conversation of a session: what becomes one trajectory. */
export interface Conversation {
  readonly runId: string;
  readonly agent: Agent;
  readonly extra: JsonObject;
  readonly steps: readonly BareStep[];
  readonly outcomes: readonly OutcomeRecord[];
  readonly origin: CallOrigin;
  readonly startedMs: number;
  readonly endedMs: number;
  /** An estimate of the memory it takes. */
  readonly characters: number;
}

interface OpenConversation extends Conversation {
  agent: Agent;
  extra: JsonObject;
  readonly steps: BareStep[];
  outcomes: OutcomeRecord[];
  endedMs: number;
  characters: number;
  /** Positions of steps after which it goes on: its last, and that before an answer that did not come whole. */
  open: ReadonlySet<number>;
  /** Under which `#points` lead here. */
  readonly chains: string[];
  /** What the last call said besides, so that only changes are told again. */
  said: { readonly agent: Agent; readonly extra: JsonObject };
}

interface Point {
  readonly conversation: OpenConversation;
  readonly step: number;
}

/** When a call was made. */
export interface CallTime {
  readonly startedMs: number;
  readonly endedMs: number;
}

// What a step, and a session, take beside the texts.
const STEP_CHARACTERS = 300;
const SESSION_CHARACTERS = 2000;

/**
 * The calls of one session, joined as they come: a call whose history begins with all that a conversation has so far
 * continues it, and only what is new is added. A call that leaves the path earlier (another attempt, an edit) begins a
 * conversation of its own, its beginning marked as copied; one that shares nothing (a history that was summarised, a
 * question aside) begins one without. Both name the conversation they came from in `extra.follows`.
 */
export class RecordedSession {
  readonly #session: string;
  readonly #conversations: OpenConversation[] = [];
  /** Number of the conversation begun last. */
  #last = 0;
  #characters = 0;
  /** Where the conversations have been, by chain. */
  readonly #points = new Map<string, Point>();
  /** The same of conversations that were read from the store, whose secrets are gone. */
  readonly #stored = new Map<string, Point>();
  readonly #answers = new Map<string, Point & { readonly chain: string }>();
  readonly #items = new Map<string, JsonObject>();

  constructor(session: string) {
    this.#session = session;
  }

  get conversations(): readonly Conversation[] {
    return this.#conversations;
  }

  /** An item of an earlier answer. */
  item(id: string): JsonObject | undefined {
    return this.#items.get(id);
  }

  /** An estimate of the memory that all of it takes. */
  get characters(): number {
    return this.#characters + SESSION_CHARACTERS;
  }

  /** As its trajectories have it. */
  get sessionId(): string {
    return sessionIdOf(this.#session);
  }

  /** The source's id of a conversation; the first is 1. */
  runIdOf(number: number): string {
    return number === 1 ? this.#session : `${this.#session}.${number}`;
  }

  /** Takes up a conversation that was recorded earlier, by another process or before it was let go. In order of number. */
  restore(number: number, trajectory: Trajectory): void {
    const { steps, agent, extra, outcomes, startedAt, endedAt } = trajectory;
    const startedMs = Date.parse(startedAt ?? '') || 0;
    this.#last = number;
    const conversation: OpenConversation = {
      runId: this.runIdOf(number),
      agent,
      extra,
      steps: steps.map(({ index: _index, ...step }) => step),
      outcomes: outcomes.filter(({ by }) => by !== 'derived'),
      origin: originOf(trajectory, this.#session),
      startedMs,
      endedMs: Date.parse(endedAt ?? '') || startedMs,
      characters: 0,
      open: new Set(),
      chains: [],
      said: { agent, extra },
    };
    this.#begin(conversation);
    let chain = '';
    let last = -1;
    for (const [i, step] of conversation.steps.entries()) {
      const next = chainStep(chain, step, true);
      if (next === chain) continue;
      const isPartial = step.actor === 'agent' && typeof step.extra?.['end'] === 'string';
      conversation.open = new Set(isPartial && last >= 0 ? [last, i] : [i]);
      last = i;
      chain = next;
      this.#stored.set(chain, { conversation, step: i });
      const id = step.actor === 'agent' ? step.extra?.['id'] : undefined;
      if (typeof id === 'string') this.#answers.set(id, { conversation, step: i, chain });
    }
  }

  /** Takes the next call. @returns the conversation that it belongs to */
  add(read: ReadCall, origin: CallOrigin, time: CallTime): Conversation {
    const { history } = read.exchange;
    const chains: string[] = [];
    const named = read.continues === undefined ? undefined : this.#answers.get(read.continues);
    let chain = named?.chain ?? '';
    let found: Point | undefined = named;
    let upTo = 0;
    for (const [i, step] of history.entries()) {
      const next = chainStep(chain, step);
      chains.push(next);
      const point = next === chain ? undefined : this.#points.get(next);
      chain = next;
      if (point === undefined) continue;
      found = point;
      upTo = i + 1;
    }
    if (found === undefined && this.#stored.size > 0) [found, upTo] = this.#foundStored(history, upTo);
    const before = upTo === 0 ? (named?.chain ?? '') : chains[upTo - 1]!;
    const conversation = this.#continued(found, read, origin, time);
    const at = found === undefined ? -1 : found.step;
    if (at >= 0) this.#setPoint(before, conversation, at);
    this.#addHistory(conversation, history.slice(upTo), { at, chains: chains.slice(upTo), time });
    this.#addAnswer(conversation, read, { base: chain, time });
    for (const [id, item] of read.items) this.#items.set(id, item);
    return conversation;
  }

  /** Tells the conversation that became a trajectory what was said of it. */
  addOutcomes(trajectoryId: string, records: readonly OutcomeRecord[]): void {
    const conversation = this.#conversations.find(({ runId }) => recordedTrajectoryId(runId) === trajectoryId);
    if (conversation !== undefined) conversation.outcomes = [...conversation.outcomes, ...records];
  }

  /** What clients send back is looked for among what is stored, as it was stored: split, secrets replaced. */
  #foundStored(history: readonly BareStep[], from: number): [Point | undefined, number] {
    const draft: TrajectoryDraft = {
      task: { tags: [] },
      agent: {},
      outcomes: [],
      steps: numberSteps(history),
      extra: {},
    };
    const { steps } = finishTrajectory(draft, { format: RECORDED_FORMAT, uri: '' }).trajectory;
    let chain = '';
    let found: Point | undefined;
    let upTo = from;
    for (const [i, step] of steps.entries()) {
      const next = chainStep(chain, step, true);
      const point = next === chain ? undefined : this.#stored.get(next);
      chain = next;
      if (point === undefined) continue;
      found = point;
      upTo = i + 1;
    }
    return [found, upTo];
  }

  #continued(found: Point | undefined, read: ReadCall, origin: CallOrigin, time: CallTime): OpenConversation {
    if (found?.conversation.open.has(found.step) === true) return found.conversation;
    const { agent, extra } = read.exchange;
    const main = this.#conversations[0];
    const from = found?.conversation ?? main;
    const copied = found === undefined ? [] : found.conversation.steps.slice(0, found.step + 1);
    const follows =
      from === undefined ? undefined : { id: recordedTrajectoryId(from.runId), ...(found && { step: found.step }) };
    const opening = copied.length > 0 || read.injected === undefined ? [] : [injectedStep(read.injected)];
    const conversation: OpenConversation = {
      runId: this.runIdOf(++this.#last),
      agent: { ...agent, ...(origin.agent !== undefined && { name: origin.agent }) },
      extra: { ...extra, ...(follows !== undefined && { follows }) },
      steps: [...opening, ...copied.map((step) => ({ ...step, copied: true }))],
      outcomes: [],
      origin,
      ...time,
      characters: 0,
      open: new Set(),
      chains: [],
      said: { agent, extra },
    };
    this.#begin(conversation);
    return conversation;
  }

  #begin(conversation: OpenConversation): void {
    this.#conversations.push(conversation);
    for (const step of conversation.steps) this.#count(conversation, step);
  }

  #setPoint(chain: string, conversation: OpenConversation, step: number): void {
    if (chain === '') return;
    this.#points.set(chain, { conversation, step });
    conversation.chains.push(chain);
  }

  #addHistory(
    conversation: OpenConversation,
    steps: readonly BareStep[],
    { at, chains, time }: { readonly at: number; readonly chains: readonly string[]; readonly time: CallTime },
  ): void {
    // What was said before the model's last words is not of now.
    const now = steps.findLastIndex(({ actor }) => actor === 'agent') + 1;
    const began = new Date(time.startedMs).toISOString();
    for (const [i, step] of steps.entries()) {
      const dated = i >= now && step.actor !== 'system' ? { at: began, ...step } : step;
      this.#append(conversation, i === 0 ? withParent(dated, at, conversation.steps) : dated);
      this.#setPoint(chains[i]!, conversation, conversation.steps.length - 1);
    }
    if (steps.length > 0) conversation.open = new Set([conversation.steps.length - 1]);
    else if (at >= 0) conversation.open = new Set([at]);
  }

  #addAnswer(
    conversation: OpenConversation,
    { exchange, failure }: ReadCall,
    { base, time }: { readonly base: string; readonly time: CallTime },
  ): void {
    const [from] = conversation.open;
    const times = { at: new Date(time.startedMs).toISOString(), endedAt: new Date(time.endedMs).toISOString() };
    const facts = this.#facts(conversation, exchange, failure);
    const open: number[] = [];
    let chain = base;
    for (const [i, step] of exchange.answer.entries()) {
      const isChoice = step.parent !== undefined;
      chain = chainStep(isChoice ? base : chain, step);
      const { parent: _parent, ...bare } = step;
      const extra = { ...bare.extra, ...(i === 0 && facts) };
      const dated: BareStep = { ...bare, ...times, ...(Object.keys(extra).length > 0 && { extra }) };
      const places = i > 0 && !isChoice ? dated : withParent(dated, from ?? -1, conversation.steps);
      this.#append(conversation, places);
      const place = conversation.steps.length - 1;
      if (!isChoice) open.length = 0;
      open.push(place);
      this.#setPoint(chain, conversation, place);
      if (exchange.id !== undefined) this.#answers.set(exchange.id, { conversation, step: place, chain });
    }
    if (failure !== undefined) {
      if (exchange.answer.length === 0) this.#append(conversation, { ...failureStep(failure), ...times });
      if (from !== undefined) open.push(from);
    }
    if (open.length > 0) conversation.open = new Set(open);
    conversation.endedMs = Math.max(conversation.endedMs, time.endedMs);
  }

  // What is as it was is not told again.
  #facts(
    conversation: OpenConversation,
    { agent, extra, id }: ReadCall['exchange'],
    failure: ReadCall['failure'],
  ): JsonObject {
    const { said } = conversation;
    conversation.said = { agent, extra };
    const changed: Record<string, Json> = {};
    for (const name of ['model', 'instructions', 'tools'] as const) {
      if (!isSame(agent[name], said.agent[name])) changed[name] = agent[name] ?? null;
    }
    const names = Object.keys(extra).filter((name) => extra !== said.extra && !isSame(extra[name], said.extra[name]));
    return {
      ...(Object.keys(changed).length > 0 && { agent: changed }),
      ...(id !== undefined && { id }),
      ...Object.fromEntries(names.map((name) => [name, extra[name]!])),
      ...(failure !== undefined && failure.end !== 'whole' && { end: failure.end }),
    };
  }

  #append(conversation: OpenConversation, step: BareStep): void {
    conversation.steps.push(step);
    this.#count(conversation, step);
  }

  #count(conversation: OpenConversation, step: BareStep): void {
    const characters = charactersOf(step);
    conversation.characters += characters;
    this.#characters += characters;
  }

  /** Lets go of the oldest conversations beyond so many, but for those that `mayGo` keeps. The first always stays. */
  forgetOldest(most: number, mayGo: (conversation: Conversation) => boolean): void {
    for (let i = 1; i < this.#conversations.length && this.#conversations.length > most;) {
      const conversation = this.#conversations[i]!;
      if (!mayGo(conversation)) {
        i++;
        continue;
      }
      this.#conversations.splice(i, 1);
      this.#characters -= conversation.characters;
      for (const chain of conversation.chains) {
        if (this.#points.get(chain)?.conversation === conversation) this.#points.delete(chain);
      }
      drop(this.#stored, conversation);
      drop(this.#answers, conversation);
    }
  }
}

function drop(places: Map<string, Point>, conversation: Conversation): void {
  for (const [name, point] of places) if (point.conversation === conversation) places.delete(name);
}

// A step follows the one before it unless it says otherwise; what went wrong in between is on nobody's path.
function withParent(step: BareStep, at: number, steps: readonly BareStep[]): BareStep {
  const last = steps.findLastIndex(({ actor, name }) => !(actor === 'environment' && name === 'model-error'));
  const { parent: _parent, ...rest } = step;
  return at < 0 || at === last ? rest : { ...rest, parent: at };
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function injectedStep(block: string): BareStep {
  return { actor: 'system', parts: [{ kind: 'text', text: block }] };
}

function charactersOf(step: BareStep): number {
  const extra = step.extra === undefined ? 0 : JSON.stringify(step.extra).length;
  return step.parts.reduce((sum, part) => sum + partText(part).length, STEP_CHARACTERS + extra);
}

function sessionIdOf(session: string): string {
  return recordedTrajectoryId(session).slice(RECORDED_FORMAT.length + 1);
}

function originOf({ task, project, agent, parentId }: Trajectory, session: string): CallOrigin {
  const prefix = `${RECORDED_FORMAT}:`;
  const parent = parentId?.startsWith(prefix) === true ? parentId.slice(prefix.length) : undefined;
  return {
    session,
    ...(parent !== undefined && { parent: { session: decodeURIComponent(parent) } }),
    ...(task.id !== undefined && { task: task.id }),
    ...(task.tags[0] !== undefined && { topic: task.tags[0] }),
    ...(project !== undefined && { project }),
    ...(agent.name !== undefined && { agent: agent.name }),
  };
}

/** A conversation as the draft of a trajectory. */
export function conversationDraft(conversation: Conversation): TrajectoryDraft {
  const { runId, origin, agent, extra, steps, outcomes, startedMs, endedMs } = conversation;
  return {
    runId,
    ...(origin.parent !== undefined && { parentRunId: origin.parent.session }),
    ...(origin.project !== undefined && { project: origin.project }),
    sessionId: sessionIdOf(origin.session),
    task: {
      ...(origin.task !== undefined && { id: origin.task }),
      tags: origin.topic === undefined ? [] : [origin.topic],
    },
    agent,
    startedAt: new Date(startedMs).toISOString(),
    endedAt: new Date(endedMs).toISOString(),
    outcomes,
    steps: numberSteps(steps),
    extra,
  };
}
