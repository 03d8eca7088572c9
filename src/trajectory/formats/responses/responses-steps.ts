import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import type { BareStep } from '../../chat/number-steps.ts';
import { responseItem } from './response-item.ts';
import type { Part, Usage, Visibility } from '../../trajectory.ts';

/** How {@link responsesSteps} reads items. */
export interface ResponsesStepsOptions {
  /** See `responseItem`. */
  readonly summaryVisibility?: Visibility;
  /** Names of the tools of earlier calls, by call id; calls read here are added. */
  readonly toolOfCall?: Map<string, string>;
  /** What the whole response cost: goes to the last of the agent's steps. */
  readonly usage?: Usage;
}

/**
 * Items of the Responses API as steps. What the model says in one go — reasoning, messages, calls that follow each other
 * — is one step of the agent; every output of a tool, and every message of someone else, is a step. What an item says
 * beside its parts (id, status, annotations…) stands in `extra.items`, each with the part it begins at.
 */
export function responsesSteps(items: readonly Json[], options: ResponsesStepsOptions = {}): BareStep[] {
  const { summaryVisibility, toolOfCall = new Map<string, string>(), usage } = options;
  const steps: BareStep[] = [];
  let open: { readonly parts: Part[]; readonly items: JsonObject[] } | undefined;
  const close = (): void => {
    if (open === undefined) return;
    const { parts, items: rests } = open;
    steps.push({ actor: 'agent', parts, ...(rests.length > 0 && { extra: { items: rests } }) });
    open = undefined;
  };
  for (const item of items) {
    if (!isJsonObject(item)) {
      close();
      const parts: Part[] = typeof item === 'string' ? [{ kind: 'text', text: item }] : [];
      steps.push({ actor: 'environment', parts, ...(parts.length === 0 && { extra: { value: item } }) });
      continue;
    }
    const { actor, name, parts, extra } = responseItem(item, summaryVisibility);
    for (const part of parts) if (part.kind === 'tool-call') toolOfCall.set(part.callId, part.name);
    if (actor === 'agent') {
      open ??= { parts: [], items: [] };
      if (extra !== undefined) open.items.push({ part: open.parts.length, ...extra });
      for (const one of parts) open.parts.push(one);
      continue;
    }
    close();
    const [first] = parts;
    const tool = first?.kind === 'tool-result' ? toolOfCall.get(first.callId) : undefined;
    const shown = name ?? tool;
    steps.push({
      actor,
      ...(shown !== undefined && { name: shown }),
      parts,
      ...(extra !== undefined && { extra }),
    });
  }
  close();
  if (usage !== undefined) {
    const last = steps.findLastIndex((step) => step.actor === 'agent');
    if (last >= 0) steps[last] = { ...steps[last]!, usage };
  }
  return steps;
}
