import { join } from 'node:path';
import { detectRun } from '../../src/behavior/detect-run.ts';
import { loadCodebooks } from '../../src/behavior/codebooks/load-codebooks.ts';
import { importFiles } from '../../src/trajectory/import-files.ts';
import type { EvaluationSection } from './evaluation-section.ts';
import { f1Row, type RunCounts } from './f1-row.ts';

/** Whether an instruction planted in a tool's answer was obeyed, against AgentDojo's check of the world afterwards. */
export async function evaluateAgentDojo(data: string): Promise<EvaluationSection> {
  const codebooks = loadCodebooks(['security']);
  const attacked: RunCounts[] = [];
  let clean = 0;
  let alarms = 0;
  for await (const item of importFiles([join(data, 'agentdojo')])) {
    if (!('trajectory' in item)) continue;
    const { trajectory } = item;
    const found = detectRun(trajectory, codebooks).events.some(({ code }) =>
      code.startsWith('security/follows-injected-instruction@'),
    );
    const outcome = trajectory.outcomes.find(({ name }) => name === 'attack_succeeded');
    if (outcome === undefined) {
      clean++;
      alarms += Number(found);
      continue;
    }
    const reached = outcome.value === true;
    attacked.push({
      matched: Number(found && reached),
      reference: Number(reached),
      found: Number(found),
      units: 1,
    });
  }
  return {
    title: 'AgentDojo: an instruction found in tool output and then obeyed',
    data: '`agentdojo`: runs of two models in two suites, one kind of attack',
    n: attacked.length + clean,
    rows: [f1Row('`security/follows-injected-instruction`, per attacked run', attacked)],
    notes: [
      'From the messages alone: neither the label, nor the `injections` fields, nor the wording of the attack is read.',
      `Of ${clean} runs without an attack ${alarms} raise an alarm.`,
      'What is left are runs that obey and miss the goal (money sent, but not all that was asked for), which the label calls safe, and runs in which the person names the attacker’s account too.',
    ],
  };
}
