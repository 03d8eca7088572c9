import { failedResult } from '../../behavior/call/failed-result.ts';
import { partText, type Part, type Step, type Trajectory } from '../../trajectory/trajectory.ts';
import { view, type ViewValue } from './view.ts';

/** A part with what only the whole run tells of it. */
interface PartRow {
  readonly run: string;
  readonly step: Step;
  readonly index: number;
  readonly part: Part;
  readonly tool: string | undefined;
  /** Undefined where nothing tells. */
  failed: boolean | undefined;
}

const steps = view({ name: 'steps', is: 'a step of a run: one turn of one actor', source: 'runs' }, stepRows, {
  run: ['text', 'the run', ({ run }) => run],
  step: ['integer', '0 for the first', ({ step }) => step.index],
  actor: ['text', 'system, user, agent, tool or environment', ({ step }) => step.actor],
  name: ['text', 'which of them, where there are several', ({ step }) => step.name],
  started_at: ['text', 'ISO 8601', ({ step }) => step.at],
  ended_at: ['text', 'ISO 8601', ({ step }) => step.endedAt],
  follows: ['integer', 'the step it follows, where that is not the one before', ({ step }) => step.parent],
  parts: ['integer', 'how many parts it has', ({ step }) => step.parts.length],
  calls: ['integer', 'how many of them are tool calls', ({ step }) => countOf(step, 'tool-call')],
  results: ['integer', 'how many are results of tools', ({ step }) => countOf(step, 'tool-result')],
  failed: ['integer', 'how many results report a failure', ({ step }) => failuresIn(step)],
  input_tokens: ['integer', 'as the source counts them, cached ones included', ({ step }) => step.usage?.inputTokens],
  cached_input_tokens: ['integer', 'of these, those from a cache', ({ step }) => step.usage?.cachedInputTokens],
  output_tokens: ['integer', 'as the source counts them', ({ step }) => step.usage?.outputTokens],
  reasoning_tokens: ['integer', 'of these, those of reasoning', ({ step }) => step.usage?.reasoningTokens],
  cost_usd: ['real', 'US dollars, as the source has it', ({ step }) => step.usage?.costUsd],
  copied: ['boolean', '1 when it was handed over from another run', ({ step }) => step.copied === true],
  simulated_user: ['boolean', '1 when a model played the user', ({ step }) => step.simulatedUser === true],
  text: ['text', 'its words, without what Ethogram put there', ({ step }) => wordsOf(step)],
  reasoning: ['text', 'its reasoning, as far as it can be seen', ({ step }) => reasoningOf(step)],
});

const parts = view(
  { name: 'parts', is: 'a part of a step, with its text as it is', source: 'runs' },
  partRows,
  {
    run: ['text', 'the run', ({ run }) => run],
    step: ['integer', 'the step', ({ step }) => step.index],
    part: ['integer', '0 for the first of the step', ({ index }) => index],
    actor: ['text', 'whose step it is', ({ step }) => step.actor],
    kind: ['text', 'text, reasoning, tool-call, tool-result, media, compaction or feedback', ({ part }) => part.kind],
    tool: ['text', 'of calls and results: which tool', ({ tool }) => tool],
    call: ['text', 'of calls and results: the call’s id', ({ part }) => ('callId' in part ? part.callId : null)],
    failed: ['boolean', 'of calls and results: whether the result reports a failure; NULL without a result', ({ failed }) => failed],
    visibility: ['text', 'of reasoning: raw, summary, encrypted or absent', ({ part }) => ('visibility' in part ? part.visibility : null)],
    injected: ['boolean', '1 when Ethogram put it there', ({ part }) => 'injected' in part && part.injected !== undefined],
    text: ['text', 'words, reasoning, a call’s arguments, a result', ({ part }) => (part.kind === 'media' ? null : partText(part))],
  },
); // prettier-ignore

const calls = view(
  { name: 'calls', is: 'a tool call, without its texts: quicker to read than parts', source: 'calls' },
  (call) => [call],
  {
    run: ['text', 'the run', ({ trajectoryId }) => trajectoryId],
    step: ['integer', 'the step', ({ step }) => step],
    part: ['integer', 'the part of the step', ({ part }) => part],
    tool: ['text', 'the tool’s name', ({ name }) => name],
    symbol: ['text', 'what the other analyses call it, such as Bash(git commit)', ({ symbol }) => symbol.replace(/^tool:/, '')],
    fields: ['json', 'names of its arguments, sorted', ({ fields }) => JSON.stringify(fields)],
    failed: ['boolean', 'whether its result reports a failure; 0 without a result', ({ error }) => error],
  },
); // prettier-ignore

function* stepRows(run: Trajectory): Generator<{ readonly run: string; readonly step: Step }> {
  for (const step of run.steps) yield { run: run.id, step };
}

function partRows(run: Trajectory): PartRow[] {
  const rows: PartRow[] = [];
  // Calls that wait for their result, by call id, as the store pairs them.
  const open = new Map<string, PartRow>();
  for (const step of run.steps) {
    for (const [index, part] of step.parts.entries()) {
      const asked = part.kind === 'tool-result' ? open.get(part.callId) : undefined;
      const tool = part.kind === 'tool-call' ? part.name : (asked?.tool ?? (part.kind === 'tool-result' ? step.name : undefined));
      const row: PartRow = { run: run.id, step, index, part, tool, failed: undefined };
      rows.push(row);
      if (part.kind === 'tool-call') open.set(part.callId, row);
      if (part.kind !== 'tool-result') continue;
      row.failed = failedResult(part);
      if (asked === undefined) continue;
      asked.failed = row.failed;
      open.delete(part.callId);
    }
  }
  return rows;
} // prettier-ignore

function countOf({ parts: all }: Step, kind: Part['kind']): number {
  return all.filter((part) => part.kind === kind).length;
}

function failuresIn({ parts: all }: Step): number {
  return all.filter((part) => part.kind === 'tool-result' && failedResult(part)).length;
}

function wordsOf({ parts: all }: Step): ViewValue {
  const words = all.flatMap((part) => (part.kind === 'text' && part.injected === undefined ? [part.text] : []));
  return words.length === 0 ? null : words.join('\n\n');
}

function reasoningOf({ parts: all }: Step): ViewValue {
  const shown = all.flatMap((part) => (part.kind === 'reasoning' && part.text !== '' ? [part.text] : []));
  return shown.length === 0 ? null : shown.join('\n\n');
}

/** What runs consist of. */
export const STEP_VIEWS = [steps, parts, calls] as const;
