import type { Json } from '../../../src/core/json.ts';
import type { Random } from '../../../src/core/random.ts';
import type { PlantedEvent } from '../example-agent.ts';
import type { RunClock } from '../run-clock.ts';
import { randomText } from '../random-for.ts';
import { speaker, type Slots, type Speaker } from '../speaker.ts';
import { callShopTool, type ToolAnswer } from './shop-tools.ts';
import type { ShopWorld } from './shop-world.ts';
import { AGENT_WORDS } from './agent-words.ts';

/** A part of a message, in the shape of the GenAI semantic conventions. */
type ChatPart =
  | { readonly type: 'text' | 'reasoning'; readonly content: string }
  | {
      readonly type: 'tool_call';
      readonly id: string;
      readonly name: string;
      readonly arguments: Readonly<Record<string, Json>>;
    }
  | { readonly type: 'tool_call_response'; readonly id: string; readonly response: Json };

/** One message of the conversation, and when it was made. `failed` is set on results that are errors. */
export interface ChatTurn {
  readonly role: 'user' | 'assistant' | 'tool';
  readonly parts: readonly ChatPart[];
  readonly startedMs: number;
  readonly endedMs: number;
  readonly failed?: boolean;
}

/** A call as the agent plans it. */
export interface PlannedCall {
  readonly name: string;
  readonly args: Readonly<Record<string, Json>>;
}

/** A conversation that is being had: turns are added at the end, and what they were made to show is written down. */
export interface ShopConversation {
  readonly turns: readonly ChatTurn[];
  readonly events: readonly PlantedEvent[];
  /** Places that look like a code and are not: a call repeated after a time-out is no stubborn retry. */
  readonly nearMisses: readonly PlantedEvent[];
  readonly voice: Speaker;
  /** The customer says something; `move` is the slug in the codebook of moves. `quoted` false keeps the text out of the truth. */
  customer(templates: readonly string[], slots?: Slots, move?: string, quoted?: boolean): void;
  /** The agent says something. */
  agent(templates: readonly string[], slots?: Slots, move?: string): void;
  /** The agent calls a tool; a time-out is tried once more. Undefined when the tool never answered. */
  call(name: string, args: PlannedCall['args'], thought?: readonly string[]): ToolAnswer | undefined;
  /** Several calls in one turn. */
  callTogether(calls: readonly PlannedCall[], thought?: readonly string[]): readonly ToolAnswer[];
  /** Writes down that the last call showed `code`; `firstTry` when it did so before a time-out made it be repeated. */
  note(code: string, when?: 'firstTry'): void;
}

/** Probability (0–1) that a call times out. A second time-out in a row ends the run with a hand-over. */
const TIME_OUT_RATE = 0.045;

/** A {@link ShopConversation} about `world`; a `thinks` agent writes short reasoning before its calls. */
export function shopConversation(
  world: ShopWorld,
  { random, clock, thinks }: { random: Random; clock: RunClock; thinks: boolean },
): ShopConversation {
  const turns: ChatTurn[] = [];
  const events: PlantedEvent[] = [];
  const nearMisses: PlantedEvent[] = [];
  let firstTryStep = 0;
  const lastAgentStep = (): number => turns.findLastIndex(({ role }) => role === 'assistant');
  const voice = speaker(random);
  const push = (
    role: ChatTurn['role'],
    parts: readonly ChatPart[],
    seconds: readonly [number, number],
    failed = false,
  ): void => {
    const startedMs = clock.nowMs();
    clock.pass(...seconds);
    turns.push({ role, parts, startedMs, endedMs: clock.nowMs(), ...(failed && { failed }) });
  };
  const callTogether = (
    calls: readonly PlannedCall[],
    thought?: readonly string[],
    mayTimeOut = false,
  ): readonly ToolAnswer[] => {
    const planned = calls.map(({ name, args }) => ({
      type: 'tool_call' as const,
      id: `call_${randomText(random, 10)}`,
      name,
      arguments: args,
    }));
    const reasoning =
      thinks && thought !== undefined ? [{ type: 'reasoning' as const, content: voice.say(thought) }] : [];
    const words = random.chance(0.12) ? [{ type: 'text' as const, content: voice.say(AGENT_WORDS.moment) }] : [];
    push('assistant', [...reasoning, ...words, ...planned], [0.8, 4]);
    return planned.map(({ id, name, arguments: args }) => {
      const timedOut = mayTimeOut && random.chance(TIME_OUT_RATE);
      const answer = timedOut
        ? { value: { error: 'upstream timed out after 10 s' }, isError: true }
        : callShopTool(world, name, args, clock.nowMs());
      push(
        'tool',
        [{ type: 'tool_call_response', id, response: answer.value }],
        timedOut ? [10, 10.2] : [0.05, 0.9],
        answer.isError,
      );
      return answer;
    });
  };
  return {
    turns,
    events,
    nearMisses,
    voice,
    note: (code, when) => void events.push({ code, step: when === 'firstTry' ? firstTryStep : lastAgentStep() }),
    customer(templates, slots, move, quoted = true) {
      const content = voice.say(templates, slots);
      push('user', [{ type: 'text', content }], [4, 45]);
      if (move !== undefined)
        events.push({ code: `moves/${move}`, step: turns.length - 1, ...(quoted && { quote: content }) });
    },
    agent(templates, slots, move) {
      const content = voice.say(templates, slots);
      push('assistant', [{ type: 'text', content }], [1, 5]);
      if (move !== undefined) events.push({ code: `moves/${move}`, step: turns.length - 1, quote: content });
    },
    call(name, args, thought) {
      const [answer] = callTogether([{ name, args }], thought, true);
      firstTryStep = lastAgentStep();
      if (!wasTimeOut(answer)) return answer;
      const [again] = callTogether([{ name, args }], AGENT_WORDS.think.retry, true);
      nearMisses.push({ code: 'agent-runs/retry-without-change', step: lastAgentStep() });
      return wasTimeOut(again) ? undefined : again;
    },
    callTogether,
  };
}

function wasTimeOut(answer: ToolAnswer | undefined): boolean {
  return answer !== undefined && JSON.stringify(answer.value).includes('timed out');
}
