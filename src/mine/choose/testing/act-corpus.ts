import type { Trajectory } from '../../../trajectory/trajectory.ts';
import type { Corpus } from '../../digest/corpus.ts';
import { corpusOf } from '../../digest/corpus-of.ts';
import { fragmentOf } from '../../digest/fragment.ts';
import { createLexicon } from '../../digest/lexicon.ts';

/** A call of a made-up tool, with its arguments and what it answers. */
export interface Act {
  readonly tool: string;
  readonly fields?: Readonly<Record<string, string | number>>;
  readonly answer?: string;
}

/** A run that makes these calls. */
export function actRun(id: string, task: string, acts: readonly Act[]): Trajectory {
  return {
    id,
    contentHash: id,
    revision: 1,
    source: { format: 'openai-chat', uri: 'planted' },
    task: { id: task, tags: [] },
    agent: {},
    outcomes: [],
    extra: {},
    steps: acts.flatMap(({ tool, fields = {}, answer = 'ok' }, i) => [
      {
        index: 2 * i,
        actor: 'agent' as const,
        parts: [{ kind: 'tool-call' as const, callId: `c${i}`, name: tool, argumentsText: JSON.stringify(fields) }],
      },
      {
        index: 2 * i + 1,
        actor: 'tool' as const,
        parts: [{ kind: 'tool-result' as const, callId: `c${i}`, text: answer }],
      },
    ]),
  };
}

/** A corpus of such runs, a fifth of whose tasks are held out. */
export function actCorpus(runs: readonly Trajectory[]): Corpus {
  const symbols = createLexicon();
  const wordings = createLexicon();
  const read = runs.map((run) => fragmentOf(run, symbols, wordings));
  return corpusOf(read, { symbols, wordings, heldOut: 0.2, seed: 1 });
}

/** The symbol ids of a list of made-up tools. */
export function toolIds({ lexicon }: Corpus, tools: readonly string[]): number[] {
  return tools.map((tool) => lexicon.id(`tool:${tool}`));
}
