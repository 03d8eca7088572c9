import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { NextScores } from '../src/analysis/predict/next-scores.ts';
import { predictAcross } from '../src/analysis/predict/predict-across.ts';
import { predictNext, type NextPrediction } from '../src/analysis/predict/predict-next.ts';
import type { SequenceSet } from '../src/analysis/sequence/behavior-sequence.ts';
import { readSequences } from '../src/analysis/sequence/read-sequences.ts';
import { openStore } from '../src/store/open-store.ts';

const DATA = '../shared/data';
const SETS: Readonly<Record<string, string>> = {
  'τ-bench': 'tau-bench',
  'τ²-bench': 'tau2-bench',
  AgentDojo: 'agentdojo',
  InterCode: 'intercode',
  'Claude Code': 'claude-code-*',
};
const CODEBOOKS = ['agent-runs', 'four-habits', 'moves'];

/**
 * Next-behavior prediction beside its baselines, on tool calls and on coded behaviors, each event predicted from other tasks; behaviors
 * below 1%; and contexts learned in one domain and tried in another.
 */
export async function predict(): Promise<string[]> {
  const calls: [string, NextPrediction][] = [];
  const codes: [string, SequenceSet, NextPrediction][] = [];
  for (const [name, folder] of Object.entries(SETS)) {
    const paths = globSync(join(DATA, folder)).map((path) => resolve(path));
    if (!paths.some((path) => existsSync(path))) continue;
    const read = await sequencesOf(paths);
    const found = predictNext(read.calls);
    if (found !== undefined) calls.push([name, found]);
    const coded = predictNext(read.codes);
    if (coded !== undefined) codes.push([name, read.codes, coded]);
  }
  return [
    ...scoresTable('tool calls', calls),
    '',
    ...scoresTable('coded behaviors', codes.map(([name, , found]) => [name, found])), // prettier-ignore
    '',
    ...rareTable(calls),
    '',
    ...acrossTable(codes),
  ];
}

async function sequencesOf(paths: readonly string[]): Promise<{ calls: SequenceSet; codes: SequenceSet }> {
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-predict-'));
  const address = join(folder, 'store.db');
  const run = (...args: string[]): unknown =>
    execFileSync(process.execPath, ['bin/ethogram.js', ...args, '--store', address, '--json'], { stdio: 'ignore' });
  run('import', ...paths);
  run('detect', ...CODEBOOKS.flatMap((name) => ['--codebook', name]));
  const store = await openStore(address);
  const calls = await readSequences(store, { of: 'calls' });
  const codes = await readSequences(store, { of: 'codes', actor: 'agent' });
  await store.close();
  rmSync(folder, { recursive: true });
  return { calls, codes };
}

function scoresTable(what: string, found: readonly [string, NextPrediction][]): string[] {
  const lines = [
    `| ${what} | events (tasks) | predicted by | bits | first | in three | macro recall | Brier | calibration error |`,
    '|---|---|---|---|---|---|---|---|---|',
  ];
  for (const [name, { n, tasks, baselines, contexts, context, order, gain }] of found) {
    const models: [string, NextScores][] = [
      ['most frequent', baselines.marginal],
      ['the same again', baselines.repeat],
      ['order 1', baselines.order1],
      [`contexts, order ${order}`, contexts],
      [
        `with what else is known (${signed(gain.bits)}; ${gain.interval.map(signed).join(' to ')} beside ${gain.over})`,
        context!,
      ],
    ];
    for (const [i, [model, scores]] of models.entries()) {
      lines.push(
        `| ${i === 0 ? name : ''} | ${i === 0 ? `${n} (${tasks})` : ''} | ${model} | ${scores.bitsPerEvent.toFixed(2)} | ${percent(scores.top1)} | ${percent(scores.top3)} | ${scores.macroRecall.toFixed(2)} | ${scores.brier.toFixed(3)} | ${scores.calibrationError.toFixed(3)} |`,
      );
    }
  }
  return lines;
}

function rareTable(found: readonly [string, NextPrediction][]): string[] {
  return [
    '| calls below 1% | events | order 1: first / in three | the same again | with what else is known |',
    '|---|---|---|---|---|',
    ...found.map(([name, { rare, baselines, context }]) => {
      const cell = (scores: NextScores): string => `${percent(scores.rare.recall)} / ${percent(scores.rare.top3)}`;
      return `| ${name} | ${rare.n} | ${cell(baselines.order1)} | ${cell(baselines.repeat)} | ${cell(context!)} |`;
    }),
  ];
}

function acrossTable(found: readonly [string, SequenceSet, NextPrediction][]): string[] {
  return [
    `| bits (first), learned on ↓ tried on → | ${found.map(([name]) => name).join(' | ')} |`,
    `|---|${found.map(() => '---').join('|')}|`,
    ...found.map(([from, learned, { order }]) => {
      const cells = found.map(([to, tested, own]) => {
        const { contexts } = from === to ? own : predictAcross(learned, tested, Math.max(1, order));
        const cell = `${contexts.bitsPerEvent.toFixed(2)} (${percent(contexts.top1)})`;
        return from === to ? `**${cell}**` : cell;
      });
      return `| ${from} | ${cells.join(' | ')} |`;
    }),
    `| frequencies of its own | ${found.map(([, , { baselines }]) => `${baselines.marginal.bitsPerEvent.toFixed(2)} (${percent(baselines.marginal.top1)})`).join(' | ')} |`,
  ];
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

function signed(bits: number): string {
  return `${bits < 0 ? '−' : '+'}${Math.abs(bits).toFixed(2)}`;
}
