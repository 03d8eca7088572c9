import type { Json } from '../../core/json.ts';
import type { Step, Trajectory } from '../../trajectory/trajectory.ts';
import { corpusOf } from '../digest/corpus-of.ts';
import type { Corpus } from '../digest/corpus.ts';
import { fragmentOf } from '../digest/fragment.ts';
import { createLexicon } from '../digest/lexicon.ts';

/** A call with its arguments and its answer (default `ok` and a number that is never twice the same). */
export type MadeCall = readonly [name: string, values: Readonly<Record<string, Json>>, answer?: string];

/** A run that makes calls, each a step with its answer in the next, and says that it is done. */
export function callsRun(
  id: string,
  calls: readonly MadeCall[],
  { task, success }: { readonly task: string; readonly success?: boolean },
): Trajectory {
  const steps = calls.flatMap(([name, values, answer], i): Omit<Step, 'index'>[] => [
    { actor: 'agent', parts: [{ kind: 'tool-call', callId: `c${i}`, name, argumentsText: JSON.stringify(values) }] },
    { actor: 'tool', parts: [{ kind: 'tool-result', callId: `c${i}`, text: answer ?? `ok ${i} of ${id}` }] },
  ]);
  const last = { actor: 'agent' as const, parts: [{ kind: 'text' as const, text: 'That is what I did.' }] };
  return {
    id, contentHash: id, revision: 1, source: { format: 'openai-chat', uri: 'planted' }, task: { id: task, tags: [] }, agent: {},
    outcomes: success === undefined ? [] : [{ name: 'success', value: success, by: 'verifier' }],
    steps: [...steps, last].map((step, index) => ({ ...step, index })),
    extra: {},
  }; // prettier-ignore
}

/** Runs as mining sees them. */
export function readRuns(runs: readonly Trajectory[]): Corpus {
  const symbols = createLexicon();
  const wordings = createLexicon();
  const read = runs.map((run) => fragmentOf(run, symbols, wordings));
  return corpusOf(read, { symbols, wordings, heldOut: 0, seed: 1 });
}
