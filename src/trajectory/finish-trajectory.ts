import { canonicalJson, sha256 } from '../core/content-key.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { contentHash } from './content-hash.ts';
import { findSecrets, type SecretKind } from './redact/find-secrets.ts';
import { mayBeInjected, splitInjected } from './split-injected.ts';
import { createRedactor, type Redactor } from './redact/create-redactor.ts';
import { mayHoldReasoning, splitReasoning } from './split-reasoning.ts';
import type { LateParts, TrajectoryDraft } from './trace-format.ts';
import { partText, type Part, type Source, type Step, type Trajectory } from './trajectory.ts';

/** Characters of each end of a prompt that tell it from another. */
const END_LENGTH = 500;

/** A finished trajectory and how many secrets were replaced in it, per kind. */
export interface FinishedTrajectory {
  readonly trajectory: Trajectory;
  readonly redactions: Readonly<Partial<Record<SecretKind, number>>>;
  /**
   * Redacts, or leaves alone, a value that belongs to the trajectory: with the same placeholders.
   *
   * @throws Error when it is nested too deeply to be written again
   */
  readonly finishValue: (value: Json) => Json;
}

const NONE_LATE: readonly LateParts[] = [];
const DRAFT_ONLY = new Set(['runId', 'parentRunId', 'line', 'distinguishing', 'late', 'steps']);
/** Fields besides the steps that may hold secrets, in the order in which they are numbered. */
const REDACTED = ['project', 'task', 'agent', 'outcomes', 'extra'] as const;

// What is nested deeper cannot be written by `JSON.stringify` for certain.
const DEEPEST = 200;

/**
 * Makes a trajectory of what a format read: inline reasoning and injected text become parts of their own, secrets become
 * placeholders, steps are numbered, hashed, and the run is identified.
 *
 * @throws Error when something besides the parts is nested too deeply to be written again
 * @param source - where the draft was read; its `uri` is redacted too
 */
export function finishTrajectory(
  draft: TrajectoryDraft,
  source: Source,
  { redact = true }: { readonly redact?: boolean } = {},
): FinishedTrajectory {
  const { runId, parentRunId, line, late = NONE_LATE } = draft;
  requireShallow(draft, draft.steps);
  const redactor = createRedactor();
  const split = draft.steps.map(splitStep);
  const steps = redact ? redactSteps(split, splitLate(draft.steps, late), redactor) : split;
  const id = runId === undefined ? draftId(draft, source.format) : runTrajectoryId(source.format, runId);
  const place: Source = line === undefined ? source : { ...source, line };
  const head: Record<string, unknown> = { id, contentHash: contentHash(steps), revision: 1, source: place };
  if (parentRunId !== undefined) head['parentId'] = runTrajectoryId(source.format, parentRunId);
  // This runs for every run of an import: fields are set one by one, which is cheaper than spreading.
  for (const name in draft) if (!DRAFT_ONLY.has(name)) head[name] = draft[name as keyof TrajectoryDraft];
  if (redact) {
    for (const name of REDACTED) if (head[name] !== undefined) head[name] = redactor.json(head[name] as Json);
    const uri = redactor.text(place.uri);
    if (uri !== place.uri) head['source'] = { ...place, uri };
  }
  head['steps'] = steps;
  return finished(head as unknown as Trajectory, redactor, redact);
}

/**
 * A trajectory that Ethogram wrote earlier, with its own identity: redacted if it was not, steps numbered, hashed anew
 * (what a file says its hash is, is not believed). Nothing changes for what is already so.
 */
export function refinishTrajectory(
  stored: Trajectory,
  { redact = true }: { readonly redact?: boolean } = {},
): FinishedTrajectory {
  requireShallow(stored, stored.steps);
  const redactor = createRedactor();
  const numbered = stored.steps.map((step, index) => (step.index === index ? step : { ...step, index }));
  const steps = redact ? redactSteps(numbered, [], redactor) : numbered;
  const { steps: _steps, id, contentHash: _hash, source: stood, ...rest } = stored;
  const { redaction: _redaction, ...source } = stood;
  const head = redact ? (redactor.json(rest as unknown as Json) as unknown as typeof rest) : rest;
  const trajectory: Trajectory = {
    id,
    contentHash: contentHash(steps),
    source: redact ? { ...source, uri: redactor.text(source.uri) } : stood,
    ...head,
    steps,
  };
  return finished(trajectory, redactor, redact);
}

function finished(trajectory: Trajectory, redactor: Redactor, redact: boolean): FinishedTrajectory {
  const finishValue = (value: Json): Json => {
    if (isDeep(value, 0)) throw new Error(`nested deeper than ${DEEPEST} levels`);
    return redact ? redactor.json(value) : value;
  };
  return { trajectory, redactions: redactor.counts(), finishValue };
}

function requireShallow(
  head: { readonly extra: Json; readonly agent: Trajectory['agent'] },
  steps: readonly Step[],
): void {
  const deep = isDeep(head.extra, 0) || isDeep(head.agent.tools ?? null, 0);
  if (deep || steps.some((step) => step.extra !== undefined && isDeep(step.extra, 0))) {
    throw new Error(`nested deeper than ${DEEPEST} levels`);
  }
}

function isDeep(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth > DEEPEST) return true;
  if (Array.isArray(value)) return (value as readonly Json[]).some((item) => isDeep(item, depth + 1));
  const fields = value as JsonObject;
  for (const name in fields) if (isDeep(fields[name]!, depth + 1)) return true;
  return false;
}

/**
 * The id of a run that its source names: `<format>:<run id>`, without spaces, the same on every machine. A run id that
 * is itself a secret (an e-mail address, a token) or longer than 200 characters is replaced by its hash.
 */
export function runTrajectoryId(format: string, runId: string): string {
  const plain = runId.toWellFormed();
  if (plain === '' || plain.length > 200 || findSecrets(plain) !== undefined) return `${format}:${sha256(runId, 20)}`;
  return `${format}:${plain.replace(/[%\s\p{Cc}]/gu, (character) => encodeURIComponent(character))}`;
}

// Made of what does not change when the run grows, and not of secrets, so that redaction does not change it either.
function draftId(draft: TrajectoryDraft, format: string): string {
  const facts: Json = {
    task: draft.task.id ?? null,
    trial: draft.task.trial ?? null,
    text: draft.task.text ?? null,
    model: draft.agent.model ?? null,
    distinguishing: draft.distinguishing ?? null,
    content: firstContent(draft.steps),
  };
  return `${format}:${sha256(createRedactor().text(canonicalJson(facts)), 20)}`;
}

// What the user said first; of a prompt before it, its two ends, since it is long and the same in many runs.
function firstContent(steps: readonly Step[]): string[] {
  const firstUser = Math.max(
    0,
    steps.findIndex((step) => step.actor === 'user'),
  );
  return steps.slice(0, firstUser + 1).map((step, index) => {
    const text = step.parts.map(partText).join('\n');
    if (index === firstUser || text.length <= 2 * END_LENGTH) return `${step.actor} ${text}`;
    return `${step.actor} ${text.length} ${text.slice(0, END_LENGTH)} ${text.slice(-END_LENGTH)}`;
  });
}

function splitStep(step: Step, index: number): Step {
  if (!step.parts.some((part) => part.kind === 'text' && needsSplit(part.text, step.actor))) {
    return step.index === index ? step : { ...step, index };
  }
  const parts = step.parts.flatMap((part): Part[] => {
    if (part.kind !== 'text' || part.injected !== undefined) return [part];
    return step.actor === 'agent' ? splitReasoning(part.text) : splitInjected(part.text);
  });
  return { ...step, index, parts };
}

// Only a prompt is where Ethogram writes: a tool that returns the marker cannot hide its words from mining.
function needsSplit(text: string, actor: Step['actor']): boolean {
  if (actor === 'agent') return mayHoldReasoning(text);
  return (actor === 'system' || actor === 'user') && mayBeInjected(text);
}

// Where late parts are once the parts before them are split.
function splitLate(steps: readonly Step[], late: readonly LateParts[]): LateParts[] {
  return late.map(({ step, from, to, after }) => {
    const place = (part: number): number =>
      splitStep({ ...steps[step]!, parts: steps[step]!.parts.slice(0, part) }, step).parts.length;
    return { step, from: place(from), to: place(to), after };
  });
}

// What is said is redacted first and in the order of the source, all else after it: so the placeholders in the parts of
// a run that grows, by which it is known again, keep their numbers.
function redactSteps(steps: readonly Step[], late: readonly LateParts[], redactor: Redactor): Step[] {
  const firstLate = new Map(late.toReversed().map(({ step, from }) => [step, from]));
  const redacted = [...steps];
  const redact = (index: number, from: number, to: number): void => {
    redacted[index] = redactParts(redacted[index]!, from, to, redactor);
  };
  let next = 0;
  for (const [index, step] of steps.entries()) {
    redact(index, 0, firstLate.get(index) ?? step.parts.length);
    for (; next < late.length && late[next]!.after <= index + 1; next++) {
      redact(late[next]!.step, late[next]!.from, late[next]!.to);
    }
  }
  return redacted.map((step) => {
    if (step.extra === undefined) return step;
    const extra = redactor.json(step.extra);
    return extra === step.extra ? step : { ...step, extra };
  });
}

function redactParts(step: Step, from: number, to: number, redactor: Redactor): Step {
  let parts: Part[] | undefined;
  for (let index = from; index < to; index++) {
    const part = step.parts[index]!;
    const redacted = redactPart(part, redactor);
    if (redacted === part) continue;
    parts ??= [...step.parts];
    parts[index] = redacted;
  }
  const name = step.name === undefined || step.actor === 'tool' ? step.name : redactor.text(step.name);
  if (parts === undefined && name === step.name) return step;
  return { ...step, ...(parts !== undefined && { parts }), ...(name !== undefined && { name }) };
}

// Names of tools and ids of calls are never touched.
function redactPart(part: Part, redactor: Redactor): Part {
  switch (part.kind) {
    case 'tool-call': {
      const argumentsText = redactor.text(part.argumentsText);
      return argumentsText === part.argumentsText ? part : { ...part, argumentsText };
    }
    case 'media': {
      const ref = redactor.text(part.ref);
      return ref === part.ref ? part : { ...part, ref };
    }
    default: {
      const text = redactor.text(part.text);
      return text === part.text ? part : { ...part, text };
    }
  }
}
