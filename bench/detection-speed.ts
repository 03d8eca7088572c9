import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runExampleAgents } from '../examples/agents/run-example-agents.ts';
import { loadCodebooks } from '../src/behavior/codebooks/load-codebooks.ts';
import { runDetector } from '../src/behavior/run-detector.ts';
import { importFiles } from '../src/trajectory/import-files.ts';
import { partText, type Trajectory } from '../src/trajectory/trajectory.ts';
import { median } from './median.ts';
import { measureNode } from './run-measured.ts';

const DATA = '../shared/data/';
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'reasoning (Marco-o1, Dynamic Cheatsheet, NeMo-Gym, MINT)': ['marco-o1', 'dynamic-cheatsheet', 'nemo-gym', 'mint'],
  'solutions of sums (GSM8K, PRMBench, MR-Ben, BIG-Bench-Mistake, reasoning-gym)': ['gsm8k', 'prmbench', 'mrben', 'bbmistake', 'reasoning-gym-eval'], // prettier-ignore
  'agents with tools (τ-bench, AgentDojo, Claude Code, SWE-agent, OpenHands, SpecStory)': ['tau-bench', 'agentdojo', 'claude-code-spotter', 'swe-agent', 'openhands', 'specstory'], // prettier-ignore
  'conversations (Who&When, MAST, ShareGPT)': ['whowhen', 'mast', 'sharegpt-llamafactory'],
};
// What is compared with: one pass of one pattern that is looked for without prefilter.
const PLAIN = /\bverif(?:y|ied)\b/gi;
const PASSES = 5;
const SEARCHES = 50;
const STEPS = 1_000_000;

/**
 * Speed of detection with all codebooks that ship, cues and structures, in MB of text (UTF-8) per second of one thread, and
 * as a multiple of the time that one regular expression takes for the same text. Runs are in memory; medians of 5 passes
 * after one to warm up. Then the peak memory of a million steps, in one run and in many.
 */
export async function detectionSpeed(): Promise<string[]> {
  const lines: string[] = [];
  for (const [name, folders] of Object.entries(GROUPS)) {
    const paths = folders.map((folder) => DATA + folder).filter(existsSync);
    if (paths.length > 0) lines.push(speedLine(name, await runsIn(paths)));
  }
  if (lines.length === 0) lines.push(`detect: ${DATA} is not there, so only the example agents are measured`);
  const directory = mkdtempSync(join(tmpdir(), 'ethogram-bench-'));
  await runExampleAgents({ directory, runs: { countdown: 400, shop: 400, coding: 160 } });
  lines.push(speedLine('example agents', await runsIn([directory])));
  rmSync(directory, { recursive: true });
  return [...lines, ...memoryLines()];
}

function speedLine(name: string, runs: readonly Trajectory[]): string {
  const texts = runs.flatMap(({ steps }) => steps.flatMap(({ parts }) => parts.map(partText)));
  const megabytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6;
  const detector = runDetector(loadCodebooks());
  let events = 0;
  const detect = (): void => {
    events = 0;
    for (const run of runs) events += detector.detect(run).events.length;
  };
  const search = (): void => {
    // Several times over: once takes less than the clock of a thread can tell.
    for (let pass = 0; pass < SEARCHES; pass++)
      for (const text of texts) for (PLAIN.lastIndex = 0; PLAIN.exec(text) !== null;);
  };
  detect();
  const detecting: number[] = [];
  const ratios: number[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    detecting.push(threadMs(detect));
    ratios.push((SEARCHES * detecting.at(-1)!) / threadMs(search));
  }
  const speed = megabytes / (median(detecting) / 1000);
  return `detect ${name}: ${speed.toFixed(1)} MB/s, ${median(ratios).toFixed(0)} × ${String(PLAIN)} (${megabytes.toFixed(1)} MB, ${runs.length} runs, ${events} events)`; // prettier-ignore
}

/** Milliseconds that this thread works, so that other programs count less. */
function threadMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

function memoryLines(): string[] {
  const script = fileURLToPath(new URL('detect-steps.ts', import.meta.url));
  const peak = (steps: number, runs: number): number => measureNode([script, String(steps), String(runs)]).peakMb;
  const bare = measureNode(['-e', '0']).peakMb;
  return [1, STEPS / 50].map((runs) => {
    const [few, many] = [peak(STEPS / 50, Math.max(1, runs / 50)) - bare, peak(STEPS, runs) - bare];
    return `detect memory, ${STEPS.toLocaleString('en')} steps in ${runs.toLocaleString('en')} run${runs === 1 ? '' : 's'}: peak ${many.toFixed(0)} MiB above a bare Node (${(STEPS / 50).toLocaleString('en')} steps: ${few.toFixed(0)})`; // prettier-ignore
  });
}

async function runsIn(paths: readonly string[]): Promise<Trajectory[]> {
  const runs: Trajectory[] = [];
  for await (const item of importFiles(paths)) if ('trajectory' in item) runs.push(item.trajectory);
  return runs;
}
