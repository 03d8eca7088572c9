import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { qt } from 'lib-r-math.js';
import { runExampleAgents } from '../examples/agents/run-example-agents.ts';
import { withDerivedOutcomes } from '../src/behavior/derive-outcomes.ts';
import { chooseBehaviors } from '../src/mine/choose/choose-behaviors.ts';
import { measureCoverage } from '../src/mine/choose/measure-coverage.ts';
import { phraseOf } from '../src/mine/choose/phrase-of.ts';
import { corpusOf } from '../src/mine/digest/corpus-of.ts';
import type { Corpus } from '../src/mine/digest/corpus.ts';
import { fragmentOf } from '../src/mine/digest/fragment.ts';
import { createLexicon } from '../src/mine/digest/lexicon.ts';
import { findCandidates } from '../src/mine/find-candidates.ts';
import { statementTokens } from '../src/mine/wording/state-behavior.ts';
import { importFiles } from '../src/trajectory/import-files.ts';
import type { Trajectory } from '../src/trajectory/trajectory.ts';
import { order2Coverage } from './order2-coverage.ts';

const DATA = '../shared/data';
const SETS: Readonly<Record<string, readonly string[]>> = {
  'τ-bench': ['tau-bench'],
  'τ²-bench': ['tau2-bench'],
  AgentDojo: ['agentdojo'],
  InterCode: ['intercode'],
  'coding agents': ['claude-code-spotter', 'specstory', 'codex-localpush'],
  reasoning: ['reasoning-gym-eval', 'marco-o1', 'nemo-gym'],
  'example agents': [],
};
const BUDGETS = [200, 400, 800];
const SPLITS = 6;
// The kinds that can be sequences.
const KINDS = ['workflow', 'repair', 'warning'] as const;

/**
 * Held-out coverage of mined behaviors at 200, 400 and 800 tokens, beside baselines at the same budgets and an order-2 model
 * without one: the mean over six splits of the tasks, with its 95% interval over splits.
 */
export async function coverage(): Promise<string[]> {
  const lines = ['| runs | at tokens | behaviors | without arguments | trigrams | longest repeats | with gaps | order-2 |', '|---|---|---|---|---|---|---|---|']; // prettier-ignore
  for (const [name, folders] of Object.entries(SETS)) {
    const runs = await runsOf(folders.map((folder) => join(DATA, folder)));
    if (runs.length === 0) continue;
    const found = new Map<string, number[]>();
    const note = (key: string, value: number): void => void found.set(key, [...(found.get(key) ?? []), value]);
    for (let seed = 1; seed <= SPLITS; seed++) {
      const corpus = split(runs, seed);
      const phrase = phraseOf(corpus.lexicon);
      const stated = chooseBehaviors(corpus, findCandidates(corpus, KINDS)).flatMap(({ candidate }) => {
        const sequence = phrase(candidate);
        return sequence === undefined ? [] : [{ phrase: sequence, tokens: statementTokens(candidate) }];
      });
      note('order-2', order2Coverage(corpus));
      for (const budgetTokens of BUDGETS) {
        const { heldOut, baselines } = measureCoverage(corpus, stated, { budgetTokens });
        note(`${budgetTokens} behaviors`, heldOut);
        note(`${budgetTokens} acts`, measureCoverage(corpus, stated, { budgetTokens, values: false, baselines: false }).heldOut); // prettier-ignore
        for (const [baseline, value] of Object.entries(baselines)) note(`${budgetTokens} ${baseline}`, value);
      }
    }
    for (const budget of BUDGETS) {
      const cell = (key: string): string => interval(found.get(key)!);
      const cells = ['behaviors', 'acts', 'frequent-trigrams', 'longest-repeats', 'frequent-with-gaps'];
      lines.push(`| ${name}, ${runs.length} | ${budget} | ${[...cells.map((key) => cell(`${budget} ${key}`)), cell('order-2')].join(' | ')} |`); // prettier-ignore
    }
  }
  return lines;
}

async function runsOf(paths: readonly string[]): Promise<Trajectory[]> {
  if (paths.some((path) => !existsSync(path))) return [];
  const directory = mkdtempSync(join(tmpdir(), 'ethogram-bench-'));
  if (paths.length === 0) await runExampleAgents({ directory });
  const runs = new Map<string, Trajectory>();
  for await (const item of importFiles(paths.length === 0 ? [directory] : [...paths])) {
    if (!('trajectory' in item) || item.trajectory.copyOf !== undefined) continue;
    const { trajectory } = item;
    runs.set(trajectory.id, { ...trajectory, outcomes: withDerivedOutcomes(trajectory.outcomes, trajectory.steps) });
  }
  rmSync(directory, { recursive: true });
  return [...runs.values()];
}

function split(runs: readonly Trajectory[], seed: number): Corpus {
  const symbols = createLexicon();
  const wordings = createLexicon();
  const read = runs.map((run) => fragmentOf(run, symbols, wordings));
  return corpusOf(read, { symbols, wordings, heldOut: 0.2, seed });
}

/** `5.2% (3.9 to 6.5)` */
function interval(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const half = qt(0.975, values.length - 1) * Math.sqrt(variance / values.length);
  const percent = (value: number): string => (100 * value).toFixed(1).replace(/^-(?=0\.0$)/, '');
  return `${percent(mean)}% (${percent(mean - half)} to ${percent(mean + half)})`;
}
