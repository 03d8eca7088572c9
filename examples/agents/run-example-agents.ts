import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { codingAgent } from './coding/coding-agent.ts';
import { countdownAgent } from './countdown/countdown-agent.ts';
import type { ExampleAgent, ExampleRun } from './example-agent.ts';
import { randomFor } from './random-for.ts';
import { shopAgent } from './shop/shop-agent.ts';

/** How many runs each agent makes. */
export interface ExampleCounts {
  readonly countdown: number;
  readonly shop: number;
  readonly coding: number;
}

/** What to run, and where to write the logs. */
export interface ExampleRunsOptions {
  /** Made when it is not there. */
  readonly directory: string;
  readonly seed?: number;
  readonly runs?: ExampleCounts;
  /** First day of the runs, ISO 8601; they spread over four weeks from there. */
  readonly startDate?: string;
}

/** A run that was written: the truth about it and where its log is. */
export type WrittenRun = Omit<ExampleRun, 'records' | 'subAgents'> & {
  readonly agent: string;
  readonly format: ExampleAgent['format'];
  readonly file: string;
  /** Ids of the trajectories of its sub-agents. */
  readonly subAgentIds: readonly string[];
};

/** All that was written. */
export interface ExampleRuns {
  readonly directory: string;
  /** Absolute paths of the logs. */
  readonly files: readonly string[];
  readonly runs: readonly WrittenRun[];
}

/** Enough runs to see something in, in a second. */
export const EXAMPLE_COUNTS: ExampleCounts = { countdown: 150, shop: 150, coding: 60 };

const DAYS = 28;
const DAY_MS = 86_400_000;

/**
 * Runs the example agents and writes `countdown.jsonl`, `shop.otel.jsonl`, `coding/<session>.jsonl` and
 * `coding/<session>/subagents/agent-<id>.jsonl`. The same options give the same bytes. Logs of the same name are
 * overwritten, other files stay: begin with an empty folder.
 */
export async function runExampleAgents({
  directory,
  seed = 1,
  runs = EXAMPLE_COUNTS,
  startDate = '2026-01-05',
}: ExampleRunsOptions): Promise<ExampleRuns> {
  const root = path.resolve(directory);
  const firstMs = Date.parse(startDate);
  const written = new Map<string, string>();
  const all: WrittenRun[] = [];
  const add = (agent: ExampleAgent, run: ExampleRun, file: string): void => {
    const { records, subAgents, ...rest } = run;
    written.set(file, (written.get(file) ?? '') + records.map((record) => `${record}\n`).join(''));
    for (const { agentId, records: lines } of subAgents) {
      const place = path.join(file.replace(/\.jsonl$/u, ''), 'subagents', `agent-${agentId}.jsonl`);
      written.set(place, lines.map((record) => `${record}\n`).join(''));
    }
    all.push({
      ...rest,
      agent: agent.name,
      format: agent.format,
      file,
      subAgentIds: subAgents.map(({ trajectoryId }) => trajectoryId),
    });
  };
  for (const [agent, count] of [
    [countdownAgent, runs.countdown],
    [shopAgent, runs.shop],
    [codingAgent, runs.coding],
  ] as const) {
    for (const [index, startMs] of startTimes(seed, agent.name, count, firstMs).entries()) {
      const run = agent.run({ seed, index, startMs });
      if (agent === countdownAgent) add(agent, run, path.join(root, 'countdown.jsonl'));
      else if (agent === shopAgent) add(agent, run, path.join(root, 'shop.otel.jsonl'));
      else add(agent, run, path.join(root, 'coding', `${run.id}.jsonl`));
    }
  }
  await mkdir(root, { recursive: true });
  for (const [file, text] of written) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return { directory: root, files: [...written.keys()], runs: all };
}

/** Times in working hours, in order. */
function startTimes(seed: number, agent: string, count: number, firstMs: number): number[] {
  const random = randomFor(seed, 'start', agent);
  const times = Array.from(
    { length: count },
    () => firstMs + random.below(DAYS) * DAY_MS + (8 * 3600 + random.below(10 * 3600)) * 1000,
  );
  return times.sort((a, b) => a - b);
}
