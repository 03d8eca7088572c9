import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PLANTED } from '../../examples/agents/planted.ts';
import { runExampleAgents } from '../../examples/agents/run-example-agents.ts';
import { codeKey } from '../../src/behavior/code-key.ts';
import { detectRun } from '../../src/behavior/detect-run.ts';
import type { Event } from '../../src/behavior/event.ts';
import { loadCodebooks } from '../../src/behavior/codebooks/load-codebooks.ts';
import { matchPlanted } from '../../src/commands/compare-with-truth.ts';
import { importFiles } from '../../src/trajectory/import-files.ts';
import type { Trajectory } from '../../src/trajectory/trajectory.ts';
import type { EvaluationSection } from './evaluation-section.ts';
import { f1Row, type RunCounts } from './f1-row.ts';
import { patternsAlone } from './patterns-alone.ts';

type FoundEvent = Pick<Event, 'code' | 'steps' | 'spans'>;
const SEEDS = [11, 12, 13];

/** Events that the example agents were made to show, found again at their step and in their sentence. */
export async function evaluateExampleAgents(): Promise<EvaluationSection> {
  const counts = new Map<string, RunCounts[]>();
  const alone = new Map<string, RunCounts[]>();
  let n = 0;
  for (const seed of SEEDS) {
    const directory = mkdtempSync(join(tmpdir(), 'ethogram-detection-'));
    const { runs } = await runExampleAgents({ directory, seed });
    const read = new Map<string, Trajectory>();
    for await (const item of importFiles([directory])) {
      if ('trajectory' in item) read.set(item.trajectory.id, item.trajectory);
    }
    rmSync(directory, { recursive: true });
    for (const { agent, trajectoryId, truth } of runs) {
      const trajectory = read.get(trajectoryId)!;
      n++;
      for (const name of PLANTED.complete[agent as keyof typeof PLANTED.complete] ?? []) {
        const [codebook] = loadCodebooks([name]) as [ReturnType<typeof loadCodebooks>[number]];
        const { events, codings } = detectRun(trajectory, [codebook]);
        for (const { slug, match } of codebook.codes) {
          const key = `${name}/${slug}`;
          const planted = truth.events.filter(({ code }) => code === key);
          const units = codings[0]?.observedUnits[slug] ?? 0;
          const score = (coded: readonly FoundEvent[]): RunCounts => {
            const { found, both } = matchPlanted(planted, coded);
            return { matched: both, reference: planted.length, found, units: Math.max(units, planted.length) };
          };
          add(counts, key, score(events.filter(({ code }) => codeKey(code) === key)));
          if (match.cues !== undefined) add(alone, key, score(patternsAlone(trajectory, codebook, slug)));
        }
      }
    }
  }
  const planted = [...counts].filter(([, rows]) => rows.some(({ reference }) => reference > 0));
  const rows = planted.map(([key, runs]) => {
    const plain = alone.get(key);
    const baseline = plain === undefined ? undefined : { name: 'patterns alone', score: f1Of(plain) };
    return f1Row(`\`${key}\``, runs, baseline === undefined ? {} : { baseline });
  });
  return {
    title: 'Example agents: planted events',
    data: `three example agents, seeds ${SEEDS.join(', ')} (examples/agents), written as logs, imported and coded`,
    n,
    rows,
    notes: [
      'A second event in a planted quote that has one already (a question and its answer, planted as one check) is not counted.',
      '“Patterns alone” are the same cues tried on every sentence, without what takes them back: negation, quotation, supposition, code.',
    ],
  };
}

function add(counts: Map<string, RunCounts[]>, key: string, run: RunCounts): void {
  counts.set(key, [...(counts.get(key) ?? []), run]);
}

function f1Of(runs: readonly RunCounts[]): number {
  const sum = (field: keyof RunCounts): number => runs.reduce((total, run) => total + run[field], 0);
  const all = sum('reference') + sum('found');
  return all === 0 ? 0 : (2 * sum('matched')) / all;
}
