import type { Receipt, ReceiptCandidate } from '../../handbook/receipt.ts';
import { splitAt } from '../split-at.ts';
import { view } from './view.ts';

const behaviors = view(
  { name: 'behaviors', is: 'a behavior of the handbook, as it is now', source: 'behaviors' },
  (behavior) => [behavior],
  {
    behavior: ['text', 'its id', ({ id }) => id],
    name: ['text', 'behavior_snake_case', ({ name }) => name],
    kind: ['text', 'strategy, workflow, repair, fact, preference or warning', ({ kind }) => kind],
    polarity: ['text', 'do or avoid', ({ polarity }) => polarity],
    status: ['text', 'candidate, shadow, active, stale or archived', ({ status }) => status],
    pinned: ['boolean', '1 when it is served whatever its effect', ({ pinned }) => pinned === true],
    held: ['boolean', '1 when its words could do harm, so that it is not served unless a person said so', ({ held }) => held !== undefined && held.length > 0],
    instruction: ['text', 'what to do', ({ instruction }) => instruction],
    applies_when: ['text', 'when to do it', ({ when }) => when],
    not_when: ['text', 'when not', ({ whenNot }) => whenNot],
    scope: ['json', 'tasks, tools, projects and models it is for', ({ scope }) => JSON.stringify(scope)],
    tokens: ['integer', 'what stating it costs, estimated', ({ tokens }) => tokens],
    version: ['integer', '1, and one more with every change of its words', ({ version }) => version],
    runs: ['integer', 'runs that show it', ({ support }) => support.trajectories],
    runs_of: ['integer', 'of so many', ({ support }) => support.of],
    tasks: ['integer', 'tasks of these runs', ({ support }) => support.tasks],
    saved_tokens: ['real', 'what its occurrences cost, less stating it once per run', ({ savedTokens }) => savedTokens],
    success_difference: ['real', 'success rate of runs with it less without it, −1 to 1', ({ outcome }) => outcome?.difference],
    success_low: ['real', 'the lower end of its 95% interval', ({ outcome }) => outcome?.interval[0]],
    success_high: ['real', 'the upper end', ({ outcome }) => outcome?.interval[1]],
    q: ['real', 'Benjamini–Hochberg q of the difference', ({ outcome }) => outcome?.q],
    found_by: ['text', 'the model that found it; NULL: counting did', ({ foundBy }) => foundBy],
    rule: ['text', 'the same as a temporal rule', ({ rule }) => rule],
  },
); // prettier-ignore

const evidence = view(
  { name: 'evidence', is: 'a place in a run that shows a behavior of the handbook', source: 'evidence' },
  (item) => [item],
  {
    behavior: ['text', 'id of the behavior', ({ behavior }) => behavior],
    run: ['text', 'the run', ({ exemplar }) => exemplar.trajectoryId],
    first_step: ['integer', 'where the occurrence begins', ({ exemplar }) => exemplar.steps[0]],
    last_step: ['integer', 'where it ends, inclusive', ({ exemplar }) => exemplar.steps.at(-1)],
    step: ['integer', 'the step that is quoted', ({ exemplar }) => exemplar.at.step],
    part: ['integer', 'the part of it', ({ exemplar }) => exemplar.at.part],
    quote: ['text', 'verbatim', ({ exemplar }) => exemplar.quote],
  },
);

const receipts = view(
  { name: 'receipts', is: 'a behavior that a session or task could have been served; one row with NULL when there was none', source: 'receipts' },
  offers,
  {
    request: ['text', 'the request it was chosen for', ({ request }) => request],
    unit: ['text', 'the session or task: what is served is drawn once for it', ({ unit }) => unit],
    run: ['text', 'the run, when it is recorded', ({ trajectory }) => trajectory],
    task: ['text', 'the task', ({ task }) => task],
    topic: ['text', 'as the caller named it', ({ topic }) => topic],
    at: ['text', 'ISO 8601', ({ at }) => at],
    policy: ['text', 'what decided, name@version', ({ policy }) => policy],
    model: ['text', 'the model that was asked', ({ model }) => model],
    holdout: ['boolean', '1 when the unit was served nothing, to compare with', ({ holdout }) => holdout],
    behavior: ['text', 'id of the behavior', ({ offer }) => offer && splitAt(offer.behavior).name],
    version: ['integer', 'its version', ({ offer }) => versionOf(offer)],
    propensity: ['real', 'the probability with which it was served', ({ offer }) => offer?.propensity],
    served: ['boolean', '1 when it was', ({ offer }) => offer?.served],
    masked: ['boolean', '1 when it was kept back by chance', ({ offer }) => offer?.stage.masked],
    cited: ['boolean', 'whether the run names it; NULL until that was looked at', ({ offer }) => offer?.stage.cited],
    applied: ['boolean', 'whether the run does it; NULL until that was looked at', ({ offer }) => offer?.stage.applied],
    tokens: ['integer', 'what stating it costs, estimated', ({ offer }) => offer?.tokens],
  },
); // prettier-ignore

const modelCalls = view(
  { name: 'model_calls', is: 'a question that Ethogram sent to a model', source: 'modelCalls' },
  (call) => [call],
  {
    at: ['text', 'ISO 8601', ({ at }) => at],
    purpose: ['text', 'judge, reflect, solve, query…', ({ purpose }) => purpose],
    model: ['text', 'provider:name', ({ model }) => model],
    status: ['text', 'answered, or what went wrong', ({ status }) => status],
    attempt: ['integer', '0 for the first time', ({ attempt }) => attempt],
    latency_ms: ['real', 'milliseconds until the answer was there', ({ latencyMs }) => latencyMs],
    input_tokens: ['integer', 'as the provider counts them', ({ inputTokens }) => inputTokens],
    cached_input_tokens: ['integer', 'of these, those from a cache', ({ cachedInputTokens }) => cachedInputTokens],
    output_tokens: ['integer', 'as the provider counts them', ({ outputTokens }) => outputTokens],
    reasoning_tokens: ['integer', 'of these, those of reasoning', ({ reasoningTokens }) => reasoningTokens],
    cost_usd: ['real', 'US dollars; NULL when no price is known', ({ costUsd }) => costUsd],
    prompt: ['text', 'sha256 of the question, as in events of tier model', ({ promptHash }) => promptHash],
  },
);

function offers(receipt: Receipt): (Receipt & { readonly offer?: ReceiptCandidate })[] {
  if (receipt.candidates.length === 0) return [receipt];
  return receipt.candidates.map((offer) => ({ ...receipt, offer }));
}

function versionOf(offer: ReceiptCandidate | undefined): number | undefined {
  const version = Number(offer === undefined ? Number.NaN : splitAt(offer.behavior).rest);
  return Number.isInteger(version) ? version : undefined;
}

/** The handbook, what was served of it, and what models were asked. */
export const HANDBOOK_VIEWS = [behaviors, evidence, receipts, modelCalls] as const;
