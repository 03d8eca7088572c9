import { callSymbol } from '../behavior/call/call-symbol.ts';
import { withDerivedOutcomes } from '../behavior/derive-outcomes.ts';
import { failedResult } from '../behavior/call/failed-result.ts';
import { estimateTokens } from '../core/estimate-tokens.ts';
import { contentHash } from '../trajectory/content-hash.ts';
import { messageFingerprint } from '../trajectory/message-texts.ts';
import {
  outcomeOf,
  partText,
  requestOf,
  type ImportItem,
  type Step,
  type Trajectory,
} from '../trajectory/trajectory.ts';
import type { EncodedAction, EncodedBatch, EncodedBlob, EncodedItem, EncodedRun } from './encoded-batch.ts';
import { jsonPacker, type JsonPacker } from './json-packer.ts';
import { encodeSteps, SHARED_CHARACTERS, sharedHash, type Share } from './encode-steps.ts';
import { linePacker, type LinePacker } from './line-packer.ts';
import { rememberTexts } from './remember-texts.ts';
import { saidByKey, type StoredHead } from './stored-head.ts';

// Tool definitions and instructions shorter than this are not worth a row of their own.
const SMALLEST_SHARED = 256;
const REQUEST_CHARACTERS = 2000;
// Steps with less JSON than this go into a pack. Larger ones compress as well by themselves, and lists need not read them.
const PACKED_CHARACTERS = 16_384;
// Shared values an encoder remembers having sent.
const REMEMBERED_BLOBS = 10_000;

// Fields of a run that its head does not hold: columns, chunks and the key of its row do.
const KEPT_ELSEWHERE = new Set(['id', 'steps', 'outcomes', 'extra', 'contentHash', 'revision']);

/** Makes items ready for storing; see {@link itemEncoder}. */
export type ItemEncoder = (items: readonly ImportItem[]) => EncodedBatch;

/**
 * A function that makes items ready for `Store.putEncoded`: the slow part of storing (JSON, compression, call symbols,
 * token estimates), which needs no database and so can run in any thread. Issues are left out.
 *
 * The function remembers which shared values it has handed over and leaves them out of later batches, so all its batches
 * must go to one store, in order, as long as none of them fails.
 */
export function itemEncoder(): ItemEncoder {
  const packer = jsonPacker();
  const lines = linePacker(packer);
  const sent = new Set<string>();
  let blobs: EncodedBlob[] = [];
  let shared = new Set<string>();
  const send = (json: string): string => {
    const hash = sharedHash(json);
    if (sent.size >= REMEMBERED_BLOBS) sent.clear();
    if (!sent.has(hash)) {
      sent.add(hash);
      blobs.push({ hash, bytes: packer.pack(json) });
    }
    return hash;
  };
  const sendText = rememberTexts((text) => send(JSON.stringify(text)), { shortest: 0 });
  // Of many runs the outcomes are the same few, so that those of a batch may lie in the same memory.
  const outcomes = new Map<string, Uint8Array>();
  const context: EncodeContext = {
    pack: packer.pack,
    packOutcomes(json) {
      let bytes = outcomes.get(json);
      if (bytes === undefined) {
        bytes = packer.pack(json);
        outcomes.set(json, bytes);
      }
      return bytes;
    },
    addLines: lines.add,
    share(value) {
      const hash = typeof value === 'string' ? sendText(value) : send(JSON.stringify(value));
      shared.add(hash);
      return hash;
    },
    tokensOf: rememberTexts(estimateTokens, { shortest: SHARED_CHARACTERS }),
  };
  return (items) => {
    blobs = [];
    shared = new Set();
    const actions = actionTable();
    outcomes.clear();
    const runs: PlacelessRun[] = [];
    for (const item of items) {
      if ('trajectory' in item) runs.push(encodeRun(item.trajectory, context, actions.index));
    }
    const { packs, places } = lines.take();
    const encoded: EncodedItem[] = [];
    let next = 0;
    for (const item of items) {
      if ('trajectory' in item) {
        const run = runs[next]!;
        const { pack, line } = places[next++]!;
        run.pack = pack;
        run.line = line;
        encoded.push({ run });
      } else if (!('issue' in item)) encoded.push(item);
    }
    return { items: encoded, actions: actions.list, blobs, shared: [...shared], packs, buffers: packer.take() };
  };
}

/** What encoding a run needs from the encoder. */
interface EncodeContext {
  readonly pack: JsonPacker['pack'];
  readonly packOutcomes: JsonPacker['pack'];
  readonly addLines: LinePacker['add'];
  readonly share: Share;
  readonly tokensOf: (text: string) => number;
}

/** A run whose place in a pack is set when all of the batch have added their lines. */
type PlacelessRun = Omit<EncodedRun, 'pack' | 'line'> & { pack: number; line: number };

type ActionIndex = (name: string, argumentsText: string) => number;

function actionTable(): { readonly list: readonly EncodedAction[]; readonly index: ActionIndex } {
  const list: EncodedAction[] = [];
  const known = new Map<string, number>();
  return {
    list,
    index(name, argumentsText) {
      const symbol = callSymbol(name, argumentsText);
      const fields = JSON.stringify(fieldsOf(argumentsText));
      const identity = `${name.length}:${name}${symbol.length}:${symbol}${fields}`;
      let index = known.get(identity);
      if (index === undefined) {
        index = list.push({ name, symbol, fields }) - 1;
        known.set(identity, index);
      }
      return index;
    },
  };
}

function encodeRun(
  trajectory: Trajectory,
  { pack, packOutcomes, addLines, share, tokensOf }: EncodeContext,
  action: ActionIndex,
): PlacelessRun {
  const { steps, outcomes: given, extra, contentHash: hash, revision } = trajectory;
  const outcomes = withDerivedOutcomes(given, steps);
  const { tokens, characters } = measure(steps, tokensOf);
  const started = trajectory.startedAt === undefined ? Number.NaN : Date.parse(trajectory.startedAt);
  const { success } = outcomeOf(outcomes);
  const texts = encodeSteps(steps, { extra, characters, share });
  const [only = { steps: 0, json: '[]' }] = texts;
  const isSmall = texts.length <= 1 && only.json.length < PACKED_CHARACTERS;
  addLines(trajectory.id, JSON.stringify(headOf(trajectory, share)), isSmall ? only.json : '');
  return {
    id: trajectory.id,
    contentHash: /^[0-9a-f]{64}$/.test(hash) ? hash : contentHash(steps),
    revision,
    format: trajectory.source.format,
    project: trajectory.project,
    parentId: trajectory.parentId,
    taskId: trajectory.task.id,
    model: trajectory.agent.model,
    startedAt: Number.isNaN(started) ? undefined : started,
    success,
    steps: steps.length,
    tokens,
    outcomes: packOutcomes(JSON.stringify(outcomes)),
    messages: messageFingerprint(steps),
    redacted: trajectory.source.redaction !== 'off',
    chunks: isSmall ? [] : texts.map(({ steps: n, json }) => ({ steps: n, bytes: pack(json) })),
    calls: callsOf(steps, action),
    pack: 0,
    line: 0,
  };
}

function headOf(trajectory: Trajectory, share: Share): StoredHead {
  const { tools, instructions, ...agent } = trajectory.agent;
  const shareTools = tools !== undefined && JSON.stringify(tools).length >= SMALLEST_SHARED;
  const shareInstructions = instructions !== undefined && instructions.length >= SMALLEST_SHARED;
  const request = trajectory.task.text === undefined ? requestOf(trajectory) : '';
  // This runs for every run of an import: fields are set one by one, which is cheaper than spreading.
  const run: Record<string, unknown> = {};
  if (!saidByKey(trajectory.id)) run['id'] = trajectory.id;
  for (const name in trajectory) {
    if (!KEPT_ELSEWHERE.has(name)) run[name] = trajectory[name as keyof Trajectory];
  }
  if (shareTools || shareInstructions) {
    run['agent'] = {
      ...agent,
      ...(tools !== undefined && !shareTools && { tools }),
      ...(instructions !== undefined && !shareInstructions && { instructions }),
    };
  }
  return {
    run: run as unknown as StoredHead['run'],
    ...(shareTools && { tools: share(tools) }),
    ...(shareInstructions && { instructions: share(instructions) }),
    ...(request !== '' && { request: request.slice(0, REQUEST_CHARACTERS) }),
  };
}

// As `callShape` names them, without the key that it makes of their values.
function fieldsOf(argumentsText: string): string[] {
  if (!argumentsText.trimStart().startsWith('{')) return [];
  try {
    return Object.keys(JSON.parse(argumentsText) as object).sort();
  } catch {
    return [];
  }
}

function measure(steps: readonly Step[], tokensOf: EncodeContext['tokensOf']): { tokens: number; characters: number } {
  let tokens = 0;
  let characters = 0;
  for (const step of steps) {
    for (const part of step.parts) {
      const text = partText(part);
      tokens += tokensOf(text);
      characters += text.length;
    }
  }
  return { tokens, characters };
}

function callsOf(steps: readonly Step[], action: ActionIndex): number[] {
  const calls: number[] = [];
  // Calls that wait for their result, by call id: where in `calls` their error flag stands.
  const open = new Map<string, number>();
  for (const [i, step] of steps.entries()) {
    for (const [j, part] of step.parts.entries()) {
      if (part.kind === 'tool-call') {
        calls.push(i, j, action(part.name, part.argumentsText), 0);
        open.set(part.callId, calls.length - 1);
      } else if (part.kind === 'tool-result') {
        const flag = open.get(part.callId);
        if (flag === undefined) continue;
        open.delete(part.callId);
        if (failedResult(part)) calls[flag] = 1;
      }
    }
  }
  return calls;
}
