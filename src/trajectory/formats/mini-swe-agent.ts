import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { chatSteps, isChatMessage } from '../chat/chat-steps.ts';
import { listField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import { commandParts } from './harness/command-parts.ts';
import type { DraftItem, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import { partText, type OutcomeRecord, type Part, type Step } from '../trajectory.ts';

const OBSERVATION = /^\s*<returncode>-?\d+<\/returncode>/;
const BLOCK = /```(?:mswea_bash_command|bash)[ \t]*\r?\n([\s\S]*?)\r?\n?```/;

/**
 * mini-swe-agent trajectories: `{info, messages, trajectory_format: "mini-swe-agent-…"}`, or the bare list of messages
 * of its first versions. The command in an answer's code block is a call, the next message its result; joined they read
 * as they stood. What the harness notes of a message (`extra`) stays with its step.
 */
export const miniSweAgent: TraceFormat = {
  name: 'mini-swe-agent',
  description: 'mini-swe-agent trajectories (.traj.json)',
  independentRecords: false,
  detect({ records }) {
    if (records.some((record) => isJsonObject(record) && isRun(record))) return 0.98;
    const isBare = records.length > 0 && records.every(isChatMessage) && records.some(isObservation);
    return isBare ? 0.92 : 0;
  },
  open() {
    const bare: Json[] = [];
    let firstLine: number | undefined;
    return {
      *read({ value, line }): Iterable<DraftItem> {
        if (isJsonObject(value) && isRun(value)) yield { draft: { ...draftOf(value), line } };
        else if (isChatMessage(value)) {
          firstLine ??= line;
          bare.push(value);
        } else {
          const message = 'found something else, expected {"messages", "trajectory_format"} or a message';
          yield { issue: { line, code: 'bad-record', message } };
        }
      },
      *end(): Iterable<DraftItem> {
        if (bare.length > 0) yield { draft: { ...draftOf({ messages: bare }), line: firstLine ?? 1 } };
      },
    };
  },
};

function isRun(record: JsonObject): boolean {
  if (!Array.isArray(record['messages'])) return false;
  const format = stringField(record, 'trajectory_format') ?? '';
  return format.startsWith('mini-swe-agent') || 'mini_version' in (objectField(record, 'info') ?? {});
}

function isObservation(message: Json): boolean {
  return isJsonObject(message) && message['role'] === 'user' && OBSERVATION.test(stringField(message, 'content') ?? '');
}

function draftOf(record: JsonObject): TrajectoryDraft {
  const info = objectField(record, 'info') ?? {};
  const config = objectField(info, 'config') ?? {};
  const model = stringField(objectField(config, 'model') ?? {}, 'model_name');
  const version = stringField(info, 'mini_version');
  const id = stringField(record, 'instance_id');
  const exit = stringField(info, 'exit_status');
  const outcomes: OutcomeRecord[] = exit === undefined ? [] : [{ name: 'exit_status', value: exit, by: 'self' }];
  const steps = withCommands(chatSteps(listField(record, 'messages')!));
  return {
    task: { ...(id !== undefined && { id }), tags: ['mini-swe-agent'] },
    agent: {
      name: 'mini-swe-agent',
      ...(model !== undefined && { model }),
      ...(version !== undefined && { version }),
    },
    outcomes,
    steps,
    extra: otherFields(record, new Set(['messages', 'instance_id'])) ?? {},
    distinguishing: steps.find((step) => step.actor === 'agent')?.parts.map(partText) ?? null,
  };
}

function withCommands(steps: readonly Step[]): Step[] {
  let calls = 0;
  let open: { readonly callId: string; readonly name: string } | undefined;
  return steps.map((step): Step => {
    if (step.actor === 'agent') {
      open = undefined;
      if (step.parts.some((part) => part.kind === 'tool-call')) return step;
      const parts = step.parts.flatMap((part): readonly Part[] => {
        const command = part.kind === 'text' && open === undefined ? BLOCK.exec(part.text)?.[1] : undefined;
        if (command === undefined) return [part];
        const callId = `call_${calls++}`;
        const cut = commandParts(partText(part), command, callId);
        if (cut === undefined) return [part];
        open = { callId, name: 'bash' };
        return cut.map((found) => (found.kind === 'tool-call' ? { ...found, name: 'bash' } : found));
      });
      return { ...step, parts };
    }
    const [part] = step.parts;
    const isResult = step.actor === 'user' && step.parts.length === 1 && part?.kind === 'text' && open !== undefined;
    if (!isResult || !OBSERVATION.test(part.text)) return step;
    const { callId, name } = open!;
    open = undefined;
    return { ...step, actor: 'tool', name, parts: [{ kind: 'tool-result', callId, text: part.text }] };
  });
}
