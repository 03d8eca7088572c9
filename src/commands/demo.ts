import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { PLANTED } from '../../examples/agents/planted.ts';
import { runExampleAgents, type WrittenRun } from '../../examples/agents/run-example-agents.ts';
import { loadCodebooks } from '../behavior/codebooks/load-codebooks.ts';
import { checkRules } from '../guard/check-rules.ts';
import { parseFormula } from '../guard/parse-formula.ts';
import type { Rule } from '../guard/rule.ts';
import { detectRuns } from '../store/detect-runs.ts';
import { ingest } from '../store/ingest.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { findLocalLogs } from '../trajectory/local-logs.ts';
import type { Command, CommandContext } from './command.ts';
import { compareWithTruth } from './compare-with-truth.ts';
import { demoText } from './demo-text.ts';
import { mineStore } from './mine-store.ts';
import { formatBytes, plural } from '../core/format-number.ts';
import { DEMO_STORE } from './with-store.ts';
import { writeReport } from './write-report.ts';

const SEED = 1;
const FOLDER = '.ethogram';
const REPORT = 'ethogram-report.html';

/** `ethogram demo`: the whole loop on bundled example agents, without a key or a network. */
export const demo: Command = {
  name: 'demo',
  summary: 'the whole loop on bundled example agents',
  description: `Runs three example agents, imports their logs, codes events, mines a handbook, checks rules, and writes ${REPORT}. Everything is kept in ${DEMO_STORE}.`,
  example: 'ethogram demo',
  async run(context) {
    const logs = join(context.cwd, FOLDER, 'demo-runs');
    const location = join(context.cwd, DEMO_STORE);
    const file = join(context.cwd, REPORT);
    await Promise.all(
      [logs, location, `${location}-wal`, `${location}-shm`].map((path) => rm(path, { recursive: true, force: true })),
    );
    const store = await openStore(location);
    try {
      context.talk('running three example agents');
      const { runs } = await runExampleAgents({ directory: logs, seed: SEED });
      context.talk('importing their logs');
      const imported = await ingest(store, [logs]);
      await addVerdicts(store, runs);
      context.talk('coding events');
      const codebooks = loadCodebooks();
      const detected = await detectRuns(store, codebooks);
      context.talk('mining a handbook');
      const mined = await mineStore(store, { seed: SEED, now: context.now(), budgetTokens: 0 });
      context.talk('checking rules');
      const checked = await checkRules(exampleRules(), store.read());
      context.talk('writing the report\n');
      const data = await writeReport(store, file, {
        now: context.now(),
        commands: ['ethogram demo'],
        rules: checked,
        codebooks,
        seed: SEED,
        store: DEMO_STORE,
      });
      const truth = await compareWithTruth(runs, (trajectoryId) => store.events({ trajectoryId }), checked);
      return {
        json: {
          trajectories: imported.imported,
          steps: imported.steps,
          events: detected.events,
          behaviors: mined.behaviors.length,
          rules: checked.map(({ id, satisfied, violated, vacuous }) => ({ id, satisfied, violated, vacuous })),
          truth,
          report: file,
          store: location,
        },
        text: demoText({ data, behaviors: mined.behaviors, truth, next: await nextSteps(context, location) }),
      };
    } finally {
      await store.close();
    }
  },
};

function exampleRules(): Rule[] {
  return PLANTED.rules.map(({ name, description, formula }) => ({
    id: name,
    description,
    formula,
    parsed: parseFormula(formula),
    posture: 'log',
  }));
}

/** The hidden check of the coding tasks ran outside the logs, as a test pipeline would: its verdicts are added by hand. */
async function addVerdicts(store: Store, runs: readonly WrittenRun[]): Promise<void> {
  for (const { format, trajectoryId, success } of runs) {
    if (format === 'claude-code')
      await store.addOutcome(trajectoryId, { name: 'success', value: success, by: 'verifier' });
  }
}

async function nextSteps({ cwd, env }: CommandContext, location: string): Promise<string[]> {
  const local = await findLocalLogs({ home: homedir(), env });
  const store = relative(cwd, location);
  return [
    `open ${REPORT}`,
    `npx ethogram show --store ${store}, npx ethogram handbook list --store ${store}`,
    ...local.map(({ agent, files, bytes, importable }) => {
      const seen = `${plural(files, 'file')}, ${formatBytes(bytes)}; nothing of them was read`;
      return importable
        ? `npx ethogram import --local reads this machine's own ${agent} logs: ${seen}`
        : `this machine has ${agent} logs, which a later version will read: ${seen}`;
    }),
    ...(local.length === 0 ? ['npx ethogram import PATH reads your own runs'] : []),
  ];
}
