import type { Json, JsonObject } from '../../../src/core/json.ts';
import type { Random } from '../../../src/core/random.ts';
import { randomText, randomUuid } from '../random-for.ts';
import type { RunClock } from '../run-clock.ts';

/** What the agent does in one response: think, say, call. */
export interface ResponseBlock {
  readonly thinking?: string;
  readonly text?: string;
  readonly call?: { readonly name: string; readonly input: Readonly<Record<string, Json>> };
}

/** What a tool gave back. `result` is the tool's own shape, logged beside the text. */
export interface LoggedResult {
  readonly text: string | readonly JsonObject[];
  readonly isError: boolean;
  readonly result: Json;
}

/** A session log that is being written. Steps are counted as the importer counts them. */
export interface ClaudeCodeLog {
  readonly records: readonly string[];
  /** How many steps the log holds so far. */
  steps(): number;
  user(text: string): void;
  /** One response of the model: a line per block, all with the same message id. Returns the ids of its calls. */
  respond(blocks: readonly ResponseBlock[]): readonly string[];
  result(callId: string, result: LoggedResult): void;
  /** The context was summarised: a boundary line, then the summary. */
  compact(summary: string): void;
  /** How long the turn took; no step. */
  endTurn(): void;
}

const BASE36 = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz';

/** A {@link ClaudeCodeLog} of one session, or of a sub-agent in it when `agentId` is given. */
export function claudeCodeLog(
  session: {
    readonly sessionId: string;
    readonly cwd: string;
    readonly gitBranch: string;
    readonly model: string;
    readonly agentId?: string;
  },
  { random, clock }: { random: Random; clock: RunClock },
): ClaudeCodeLog {
  const records: string[] = [];
  const startedMs = clock.nowMs();
  let steps = 0;
  let parentUuid: string | null = null;
  let assistantUuid = '';
  let contextTokens = 14_000 + random.below(3000);
  let cachedTokens = 0;

  const write = (type: string, fields: Readonly<Record<string, Json>>, parent = parentUuid): string => {
    const uuid = randomUuid(random);
    const { sessionId, cwd, gitBranch, agentId } = session;
    const common = {
      parentUuid: parent,
      isSidechain: agentId !== undefined,
      userType: 'external',
      cwd,
      sessionId,
      version: '2.1.40',
      gitBranch,
    };
    records.push(
      JSON.stringify({
        ...common,
        ...(agentId !== undefined && { agentId }),
        type,
        ...fields,
        uuid,
        timestamp: clock.now(),
      }),
    );
    parentUuid = uuid;
    return uuid;
  };
  const grow = (text: string): void => {
    contextTokens += Math.ceil(text.length / 4);
  };
  if (session.agentId === undefined) {
    const messageId = randomUuid(random);
    const snapshot = { messageId, trackedFileBackups: {}, timestamp: clock.now() };
    records.push(JSON.stringify({ type: 'file-history-snapshot', messageId, snapshot, isSnapshotUpdate: false }));
  }
  return {
    records,
    steps: () => steps,
    user(text) {
      clock.pass(5, 60);
      write('user', { message: { role: 'user', content: text } });
      grow(text);
      steps++;
    },
    respond(blocks) {
      const id = `msg_01${randomText(random, 22, BASE36)}`;
      const requestId = `req_011${randomText(random, 21, BASE36)}`;
      const calls: string[] = [];
      const input = Math.max(1, contextTokens - cachedTokens);
      let written = 0;
      for (const [i, { thinking, text, call }] of blocks.entries()) {
        clock.pass(0.6, 6);
        let block: JsonObject;
        if (thinking !== undefined) block = { type: 'thinking', thinking, signature: randomText(random, 40, BASE36) };
        else if (call === undefined) block = { type: 'text', text: text ?? '' };
        else {
          calls.push(`toolu_01${randomText(random, 22, BASE36)}`);
          block = { type: 'tool_use', id: calls.at(-1)!, name: call.name, input: call.input };
        }
        written += Math.ceil(JSON.stringify(block).length / 4);
        // Only the last fragment counts all the output; the earlier ones were logged while it was still being made.
        const output = i === blocks.length - 1 ? written : Math.min(8, written);
        const usage = {
          input_tokens: 3,
          cache_creation_input_tokens: input,
          cache_read_input_tokens: cachedTokens,
          output_tokens: output,
          service_tier: 'standard',
        };
        const message = {
          model: session.model,
          id,
          type: 'message',
          role: 'assistant',
          content: [block],
          stop_reason: null,
          stop_sequence: null,
          usage,
        };
        assistantUuid = write('assistant', { message, requestId });
      }
      cachedTokens = contextTokens;
      contextTokens += written;
      steps++;
      return calls;
    },
    result(callId, { text, isError, result }) {
      clock.pass(0.05, 2.5);
      const content = [{ tool_use_id: callId, type: 'tool_result', content: text as Json, is_error: isError }];
      write('user', {
        message: { role: 'user', content },
        toolUseResult: result,
        sourceToolAssistantUUID: assistantUuid,
      });
      grow(typeof text === 'string' ? text : JSON.stringify(text));
      steps++;
    },
    compact(summary) {
      clock.pass(8, 25);
      const logicalParentUuid = parentUuid;
      const metadata = { trigger: 'auto', preTokens: 150_000 + random.below(12_000) };
      write(
        'system',
        {
          logicalParentUuid,
          subtype: 'compact_boundary',
          content: 'Conversation compacted',
          isMeta: false,
          level: 'info',
          compactMetadata: metadata,
        },
        null,
      );
      write('user', {
        message: { role: 'user', content: summary },
        isVisibleInTranscriptOnly: true,
        isCompactSummary: true,
      });
      contextTokens = 15_000 + Math.ceil(summary.length / 4);
      cachedTokens = 0;
      steps += 2;
    },
    endTurn() {
      write('system', { subtype: 'turn_duration', durationMs: clock.nowMs() - startedMs, isMeta: false });
    },
  };
}
