import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANALYSES } from '../src/commands/analyse/analyses.ts';
import { writeCodedStore } from './analyse/write-coded-store.ts';
import { measureNode, runMeasured } from './run-measured.ts';

const RUNS = 100_000;
const STEPS = 10;
const BEHAVIORS = 60;
/** What all of them do first. */
const READ = `
  import { openStore } from ${JSON.stringify(new URL('../src/store/open-store.ts', import.meta.url))};
  import { readSequences } from ${JSON.stringify(new URL('../src/analysis/sequence/read-sequences.ts', import.meta.url))};
  await readSequences(await openStore(process.argv[1]));`;
/** What is asked in more than one way, or of what it is not asked by itself. */
const ASKED: Readonly<Record<string, readonly (readonly string[])[]>> = {
  transitions: [['transitions'], ['transitions', '--no-self']],
  regimes: [['regimes'], ['regimes', '--over', 'days']],
  slices: [['slices'], ['slices', '--measure', 'tokens']],
  drift: [['drift'], ['drift', '--between', 'model'], ['drift', '--between', 'context']],
  sql: [],
};

/**
 * Seconds, seconds of the processor and peak memory of every analysis and of `compare`, each as a command of its own on one store of
 * 100,000 made-up runs of ten steps with 60 behaviors; and of reading alone what all of them read.
 *
 * @param args - runs of the store, default 100,000; `--only=NAME,…` for some analyses
 */
export async function analyse(args: readonly string[] = []): Promise<string[]> {
  const runs = Number(args.find((text) => /^\d+$/.test(text)) ?? RUNS);
  const only = args.flatMap((text) => (text.startsWith('--only=') ? text.slice('--only='.length).split(',') : []));
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-bench-'));
  try {
    const store = join(folder, 'e.db');
    const events = await writeCodedStore(store, { runs, steps: STEPS, behaviors: BEHAVIORS });
    const reading = measureNode(['--input-type=module', '-e', READ, store]);
    const names = only.length > 0 ? only : [...ANALYSES.map(({ name }) => name), 'compare'];
    const commands = names.flatMap((name): string[][] => {
      if (name === 'compare')
        return [
          ['version=1', 'version=2'],
          ['model=small', 'model=tuned'],
        ].map((sides) => [name, ...sides]);
      return (ASKED[name] ?? [[name]]).map((words) => ['analyse', ...words]);
    });
    return [
      `| ${runs} runs, ${runs * STEPS} steps, ${events} events of ${BEHAVIORS} behaviors | s | of the processor | peak memory |`,
      '|---|---|---|---|',
      row('reading alone', reading),
      ...commands.map((words) =>
        row(`\`${words.join(' ')}\``, runMeasured([...words, '--json', '--quiet', '--store', store])),
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function row(name: string, { seconds, cpuSeconds, peakMb }: ReturnType<typeof runMeasured>): string {
  return `| ${name} | ${seconds.toFixed(1)} | ${cpuSeconds.toFixed(1)} | ${peakMb.toFixed(0)} MiB |`;
} // prettier-ignore
