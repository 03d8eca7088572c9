import { isJsonObject, jsonObjectIn, type Json, type JsonObject } from '../core/json.ts';
import { atifStepReader } from './formats/atif/atif-step-reader.ts';
import { factsBeyond, type StepFacts } from './formats/atif/restored-run.ts';
import type { Part, Step, Trajectory, Usage } from './trajectory.ts';

/** The version that {@link exportAtif} writes. */
const VERSION = 'ATIF-v1.7';

/**
 * Trajectories as ATIF documents of Harbor, one JSON text per line, each ending in a newline. A sub-agent that comes
 * behind its parent, with nothing but sub-agents of the same run between, is embedded in it and referred to from the
 * result of the call that started it; any other stands alone and names its parent in `extra.ethogram`.
 *
 * Tool steps become the observation of the agent step before them. What ATIF has no field for, or says in other words
 * (white space of arguments, actors, outcomes, `extra`), stands in `extra.ethogram` of the document and of its steps, so
 * that importing it again gives equal steps. Not carried: the id (it becomes the `trajectory_id`, so that the run that is
 * imported has another one, unless it came from ATIF), `revision`, `copyOf`, `source`, labels, and which call started a sub-agent that stands alone.
 */
export async function* exportAtif(
  trajectories: AsyncIterable<Trajectory> | Iterable<Trajectory>,
): AsyncGenerator<string, void, undefined> {
  let family: Trajectory[] = [];
  const ids = new Set<string>(); // of the family
  for await (const trajectory of trajectories) {
    const { parentId } = trajectory;
    const belongs = parentId !== undefined && ids.has(parentId);
    if (!belongs && family.length > 0) {
      yield `${JSON.stringify(familyDocument(family))}\n`;
      family = [];
      ids.clear();
    }
    family.push(trajectory);
    ids.add(trajectory.id);
  }
  if (family.length > 0) yield `${JSON.stringify(familyDocument(family))}\n`;
}

function familyDocument(family: readonly Trajectory[]): JsonObject {
  const childrenOf = new Map<string, Trajectory[]>();
  for (const member of family.slice(1)) {
    const siblings = childrenOf.get(member.parentId!);
    if (siblings === undefined) childrenOf.set(member.parentId!, [member]);
    else siblings.push(member);
  }
  const documentOf = (trajectory: Trajectory): JsonObject => {
    const children = childrenOf.get(trajectory.id) ?? [];
    return {
      ...document(trajectory, children),
      ...(children.length > 0 && { subagent_trajectories: children.map(documentOf) }),
    };
  };
  return documentOf(family[0]!);
}

function document(trajectory: Trajectory, children: readonly Trajectory[]): JsonObject {
  const { agent, task, outcomes, extra, project, sessionId, startedAt, endedAt, parentId } = trajectory;
  const parent = parentId === undefined ? undefined : documentId(parentId);
  const facts = { task, agent, outcomes, extra, project, sessionId, startedAt, endedAt, parentId: parent };
  return {
    schema_version: VERSION,
    ...(sessionId !== undefined && { session_id: sessionId }),
    trajectory_id: documentId(trajectory.id),
    agent: {
      name: agent.name ?? 'unknown',
      version: agent.version ?? 'unknown',
      ...(agent.model !== undefined && { model_name: agent.model }),
      ...(Array.isArray(agent.tools) && agent.tools.every(isJsonObject) && { tool_definitions: agent.tools }),
    },
    steps: atifSteps(trajectory, children),
    final_metrics: finalMetrics(trajectory.steps),
    extra: { ethogram: JSON.parse(JSON.stringify(facts)) as Json },
  };
}

// A run that was read from ATIF keeps its id when it is read again.
function documentId(id: string): string {
  return id.startsWith('atif:') && !id.includes('%') ? id.slice('atif:'.length) : id;
}

// An agent step and the tool steps right behind it are one ATIF step.
function atifSteps({ steps, agent }: Trajectory, children: readonly Trajectory[]): JsonObject[] {
  const written: JsonObject[] = [];
  const read = atifStepReader(agent.model);
  const startedBy = new Map<string, Json[]>();
  for (const child of children) {
    const { spawnedBy } = child;
    if (spawnedBy === undefined) continue;
    startedBy.set(spawnedBy.callId, [
      ...(startedBy.get(spawnedBy.callId) ?? []),
      { trajectory_id: documentId(child.id) },
    ]);
  }
  let index = 0;
  for (let at = 0; at < steps.length;) {
    const first = steps[at]!;
    const message = first.actor === 'tool' ? undefined : first;
    let end = message === undefined ? at : at + 1;
    if (message === undefined || message.actor === 'agent') while (steps[end]?.actor === 'tool') end++;
    const tools = steps.slice(message === undefined ? at : at + 1, end);
    const record = atifStep(message, tools, written.length + 1, startedBy);
    const plain = read(record, index);
    const entries: StepFacts[] = [];
    let from = 0;
    for (const step of steps.slice(at, end)) {
      if (step === message) entries.push(entry(step, plain.message));
      else {
        const to = from + resultsOf(step).length;
        entries.push({ results: [from, to], ...entry(step, plain.results(from, to)) });
        from = to;
      }
    }
    const isPlain =
      message !== undefined &&
      entries.every(({ set }) => set === undefined) &&
      (entries.length === 1 || (entries.length === 2 && tools.length === 1));
    const facts = { ethogram: { steps: entries as unknown as Json } };
    // Fields of the step's own, so that other readers find nothing of another name among them.
    written.push(isPlain ? record : { ...record, extra: facts });
    index += end - at;
    at = end;
  }
  return written;
}

function entry(step: Step, plain: Step): { readonly set?: JsonObject } {
  const set = factsBeyond(step, plain);
  return set === undefined ? {} : { set };
}

function atifStep(
  message: Step | undefined,
  tools: readonly Step[],
  stepId: number,
  startedBy: ReadonlyMap<string, Json>,
): JsonObject {
  const parts = message?.parts ?? [];
  const isAgent = message?.actor === 'agent';
  const reasoning = parts.flatMap((part) => (part.kind === 'reasoning' && part.text !== '' ? [part.text] : []));
  const calls = isAgent ? parts.filter((part) => part.kind === 'tool-call') : [];
  const results = tools.flatMap(resultsOf);
  const known = new Set(calls.map(({ callId }) => callId));
  const metrics = isAgent ? metricsOf(message.usage) : undefined;
  return {
    step_id: stepId,
    ...(message?.at !== undefined && !Number.isNaN(Date.parse(message.at)) && { timestamp: message.at }),
    source: isAgent ? 'agent' : message?.actor === 'user' ? 'user' : 'system',
    message: contentOf(parts.filter(({ kind }) => kind !== 'tool-result')),
    ...(isAgent && reasoning.length > 0 && { reasoning_content: reasoning.join('\n\n') }),
    ...(calls.length > 0 && {
      tool_calls: calls.map(({ callId, name, argumentsText }) => ({
        tool_call_id: callId,
        function_name: name,
        arguments: argumentsOf(argumentsText),
      })),
    }),
    ...(tools.length > 0 && {
      observation: { results: results.map(({ result, media }) => resultOf(result, media, known, startedBy)) },
    }),
    ...(metrics !== undefined && { metrics }),
    ...(message?.copied === true && { is_copied_context: true }),
  };
}

function contentOf(parts: readonly Part[]): Json {
  const shown = parts.filter(
    (part) => part.kind === 'text' || part.kind === 'compaction' || part.kind === 'feedback' || isImage(part),
  );
  if (shown.length === 0) return '';
  if (shown.length === 1 && shown[0]!.kind !== 'media') return (shown[0] as { readonly text: string }).text;
  return shown.map((part): Json =>
    part.kind === 'media'
      ? { type: 'image', source: { media_type: part.mediaType, path: part.ref } }
      : { type: 'text', text: (part as { readonly text: string }).text },
  );
}

function isImage(part: Part): boolean {
  return part.kind === 'media' && part.mediaType.startsWith('image/');
}

interface ObservedResult {
  readonly result: Extract<Part, { readonly kind: 'tool-result' }> | undefined;
  readonly media: readonly Part[];
}

// Each result with the media behind it; what a tool step holds besides has no place in an observation.
function resultsOf(step: Step): ObservedResult[] {
  const results: { result: ObservedResult['result']; media: Part[] }[] = [];
  for (const part of step.parts) {
    if (part.kind === 'tool-result') results.push({ result: part, media: [] });
    else if (part.kind === 'text') {
      results.push({ result: { kind: 'tool-result', callId: '', text: part.text }, media: [] });
    } else if (isImage(part) && results.length > 0) results.at(-1)!.media.push(part);
  }
  return results;
}

function resultOf(
  result: ObservedResult['result'],
  media: readonly Part[],
  known: ReadonlySet<string>,
  startedBy: ReadonlyMap<string, Json>,
): JsonObject {
  const callId = result?.callId ?? '';
  const refs = startedBy.get(callId);
  const text: Part[] = result === undefined ? [] : [{ kind: 'text', text: result.text }];
  return {
    ...(known.has(callId) && { source_call_id: callId }),
    content: contentOf([...text, ...media]),
    ...(refs !== undefined && { subagent_trajectory_ref: refs }),
    ...(result?.isError !== undefined && { extra: { is_error: result.isError } }),
  };
}

// ATIF has objects; what is none stands under a name, and verbatim among the facts.
function argumentsOf(text: string): JsonObject {
  return jsonObjectIn(text) ?? (text === '' ? {} : { input: text });
}

function metricsOf(usage: Usage | undefined): JsonObject | undefined {
  if (usage === undefined) return undefined;
  const { inputTokens, cachedInputTokens, outputTokens, costUsd } = usage;
  const metrics = {
    ...(inputTokens !== undefined && { prompt_tokens: inputTokens }),
    ...(outputTokens !== undefined && { completion_tokens: outputTokens }),
    ...(cachedInputTokens !== undefined && { cached_tokens: cachedInputTokens }),
    ...(costUsd !== undefined && { cost_usd: costUsd }),
  };
  return Object.keys(metrics).length === 0 ? undefined : metrics;
}

function finalMetrics(steps: readonly Step[]): JsonObject {
  const sum = (name: keyof Usage): number | undefined => {
    const values = steps.flatMap(({ actor, usage }) => (actor === 'agent' ? (usage?.[name] ?? []) : []));
    return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
  };
  const [input, output, cached, cost] = [
    sum('inputTokens'),
    sum('outputTokens'),
    sum('cachedInputTokens'),
    sum('costUsd'),
  ];
  return {
    ...(input !== undefined && { total_prompt_tokens: input }),
    ...(output !== undefined && { total_completion_tokens: output }),
    ...(cached !== undefined && { total_cached_tokens: cached }),
    ...(cost !== undefined && { total_cost_usd: cost }),
  };
}
