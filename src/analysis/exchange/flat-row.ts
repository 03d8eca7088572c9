import { codeKey, codeSlug } from '../../behavior/code-key.ts';
import type { Coding, Event } from '../../behavior/event.ts';
import type { TrajectorySummary } from '../../trajectory/trajectory-store.ts';

/** What a column of a flat table holds; `json` is text, `time` ISO 8601 text, of the whole world (UTC) where it names no zone. Every column may be empty. */
export type ColumnType = 'text' | 'integer' | 'real' | 'boolean' | 'json' | 'time';

/** A row of a flat table: a value per column, in their order. */
export type FlatRow = readonly (string | number | boolean | null)[];

/** Names and types of the columns of a flat table, in order. */
export type FlatColumns = Readonly<Record<string, ColumnType>>;

/** One row per run. */
export const RUN_COLUMNS = {
  run: 'text', format: 'text', source: 'text', task: 'text', trial: 'text', tags: 'json', project: 'text', agent: 'text',
  model: 'text', version: 'text', parent: 'text', started_at: 'time', ended_at: 'time', success: 'boolean', reward: 'real',
  scores: 'json', steps: 'integer', tokens: 'integer', revision: 'integer',
} as const satisfies FlatColumns; // prettier-ignore

/** A row of {@link RUN_COLUMNS}. */
export function runRow(summary: TrajectorySummary): FlatRow {
  const { id, format, source, task, project, agent, parentId, startedAt, endedAt, outcome, steps, tokens, revision } =
    summary;
  return [
    id,
    format,
    source.uri,
    task.id ?? null,
    task.trial ?? null,
    JSON.stringify(task.tags),
    project ?? null,
    agent.name ?? null,
    agent.model ?? null,
    agent.version ?? null,
    parentId ?? null,
    startedAt ?? null,
    endedAt ?? null,
    outcome.success ?? null,
    outcome.reward ?? null,
    JSON.stringify(outcome.scores),
    steps,
    tokens,
    revision,
  ];
}

/** One row per event, whatever its verdict and whoever decided; `quote` is its first piece of evidence. */
export const EVENT_COLUMNS = {
  event: 'text', run: 'text', codebook: 'text', behavior: 'text', code: 'text', kind: 'text', unit: 'text', actor: 'text',
  subject: 'text', target: 'text', first_step: 'integer', last_step: 'integer', started_at: 'time', ended_at: 'time',
  verdict: 'text', tier: 'text', detector: 'text', confidence: 'real', coder: 'text', modifiers: 'json', quote: 'text', quote_part: 'integer',
  quote_start: 'integer', quote_end: 'integer', quotes: 'integer', cost_usd: 'real',
} as const satisfies FlatColumns; // prettier-ignore

/** A row of {@link EVENT_COLUMNS}. */
export function eventRow(event: Event): FlatRow {
  const { id, trajectoryId, code, kind, unit, actor, subject, target, steps, time, spans } = event;
  const [span] = spans;
  return [
    id,
    trajectoryId,
    codeKey(code).slice(0, Math.max(0, codeKey(code).indexOf('/'))),
    codeSlug(code),
    code,
    kind,
    unit,
    actor,
    subject ?? null,
    target ?? null,
    steps[0],
    steps[1],
    time === undefined ? null : new Date(time.startMs).toISOString(),
    time === undefined ? null : new Date(time.endMs).toISOString(),
    event.verdict,
    event.tier,
    event.detector,
    event.confidence,
    event.coder ?? null,
    event.modifiers === undefined ? null : JSON.stringify(event.modifiers),
    span?.quote ?? null,
    span?.part ?? null,
    span?.start ?? null,
    span?.end ?? null,
    spans.length,
    event.costUsd ?? null,
  ];
}

/** One row per run, codebook, detector and code that was looked for: the denominators of rates. */
export const CODING_COLUMNS = {
  run: 'text', codebook: 'text', behavior: 'text', codebook_version: 'text', detector: 'text', observed_units: 'real',
  not_observable: 'real', observed_tokens: 'real', revision: 'integer',
} as const satisfies FlatColumns; // prettier-ignore

/** Rows of {@link CODING_COLUMNS}. */
export function codingRows(coding: Coding): FlatRow[] {
  const { trajectoryId, codebook, detector, observedUnits, notObservable, observedTokens, revision } = coding;
  const slugs = new Set([...Object.keys(observedUnits), ...Object.keys(notObservable)]);
  return [...slugs].map((slug) => [
    trajectoryId,
    codeKey(codebook),
    slug,
    codebook,
    detector,
    observedUnits[slug] ?? 0,
    notObservable[slug] ?? 0,
    observedTokens,
    revision,
  ]);
}
