import { sha256 } from '../core/content-key.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Part, Step, TextPart } from '../trajectory/trajectory.ts';
import type { EncodedChunk } from './encoded-batch.ts';
import { unpackJson } from './pack-json.ts';

// Characters of JSON at which a chunk is closed, unless it is the last: large enough to compress well, small enough to append to.
const CHUNK_CHARACTERS = 65_536;
/**
 * Texts this long that stand before the agent's first step (a policy, few-shot examples) are likely to open every run of
 * a source, so they are stored once.
 */
export const SHARED_CHARACTERS = 1024;
// System prompts are shared nearly always.
const SHARED_SYSTEM_CHARACTERS = 256;

/** Takes a value that runs share and returns the hash it is found under. */
export type Share = (value: Json) => string;

/** The hash a shared JSON text is stored under: 32 hex digits. */
export function sharedHash(json: string): string {
  return sha256(json, 32);
}

/** What {@link encodeSteps} needs. */
interface EncodeStepsOptions {
  readonly extra: JsonObject;
  /** An estimate of the characters of all texts. */
  readonly characters: number;
  readonly share: Share;
}

/** A piece of a run before it is packed: consecutive steps as the text of a JSON array. */
export interface StepText {
  readonly steps: number;
  readonly json: string;
}

/**
 * Steps as the texts of chunks, cut greedily by size so that a run that grew has the same chunks up to where it grew. Long texts of
 * the prompt go to `share`, and leave their hash. What else the source had of the run follows the last step.
 */
export function encodeSteps(steps: readonly Step[], { extra, characters, share }: EncodeStepsOptions): StepText[] {
  const tail = Object.keys(extra).length === 0 ? [] : [extra];
  const stored = withoutSharedTexts(steps, share);
  if (characters < CHUNK_CHARACTERS / 2 && steps.length > 0) {
    const json = JSON.stringify(tail.length === 0 ? stored : [...stored, extra]);
    if (json.length <= CHUNK_CHARACTERS) return [{ steps: steps.length, json }];
  }
  const chunks: StepText[] = [];
  let texts: string[] = [];
  let size = 0;
  const close = (rest: readonly JsonObject[] = []): void => {
    const json = [...texts, ...rest.map((value) => JSON.stringify(value))].join(',');
    chunks.push({ steps: texts.length, json: `[${json}]` });
    texts = [];
    size = 0;
  };
  for (const [i, step] of stored.entries()) {
    const json = JSON.stringify(step);
    texts.push(json);
    size += json.length;
    if (size >= CHUNK_CHARACTERS && i < stored.length - 1) close();
  }
  if (texts.length + tail.length > 0) close(tail);
  return chunks;
}

/** A step as it lies in a chunk: text parts may hold the hash of a shared text instead of the text. */
export type StoredStep = Omit<Step, 'parts'> & { readonly parts: readonly StoredPart[] };
type StoredPart = Part | SharedPart;
type SharedPart = Omit<TextPart, 'text'> & { readonly shared: string };

/** The steps of a chunk, shared texts still as hashes (equal hashes mean equal texts), and what follows the last one. */
export function decodeChunk({ steps, bytes }: EncodedChunk): {
  readonly steps: StoredStep[];
  readonly extra: JsonObject;
} {
  const values = unpackJson(bytes) as (StoredStep | JsonObject)[];
  const extra = (values[steps] ?? {}) as JsonObject;
  return { steps: values.slice(0, steps) as StoredStep[], extra };
}

/** The hashes of the shared texts that steps refer to. */
export function sharedTextsOf(steps: readonly StoredStep[]): string[] {
  const hashes: string[] = [];
  for (const step of steps) {
    if (step.actor === 'agent') break;
    for (const part of step.parts) if (isHash(part)) hashes.push(part.shared);
  }
  return hashes;
}

/** Steps with their shared texts filled in from `texts`, by hash. */
export function withSharedTexts(steps: readonly StoredStep[], texts: ReadonlyMap<string, unknown>): Step[] {
  const agent = steps.findIndex((step) => step.actor === 'agent');
  return steps.map((step, i) =>
    agent >= 0 && i >= agent ? (step as Step) : { ...step, parts: step.parts.map((part) => partWithText(part, texts)) },
  );
}

function partWithText(part: StoredPart, texts: ReadonlyMap<string, unknown>): Part {
  if (!isHash(part)) return part;
  const { kind, shared, ...rest } = part;
  return { kind, text: texts.get(shared) as string, ...rest };
}

function withoutSharedTexts(steps: readonly Step[], share: Share): readonly StoredStep[] {
  let stored: StoredStep[] | undefined;
  for (const [i, step] of steps.entries()) {
    if (step.actor === 'agent') break;
    const shortest = step.actor === 'system' ? SHARED_SYSTEM_CHARACTERS : SHARED_CHARACTERS;
    if (!step.parts.some((part) => isShared(part, shortest))) continue;
    stored ??= [...steps];
    const parts = step.parts.map((part) => (isShared(part, shortest) ? partWithHash(part, share) : part));
    stored[i] = { ...step, parts };
  }
  return stored ?? steps;
}

function isHash(part: StoredPart): part is SharedPart {
  return 'shared' in part && !('text' in part);
}

function isShared(part: Part, shortest: number): boolean {
  return part.kind === 'text' && part.text.length >= shortest;
}

function partWithHash(part: Part, share: Share): StoredPart {
  if (part.kind !== 'text') return part;
  const { kind, text, ...rest } = part;
  return { kind, shared: share(text), ...rest };
}
