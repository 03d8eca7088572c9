import { join } from 'node:path';
import { detectRun } from '../../src/behavior/detect-run.ts';
import { loadCodebooks } from '../../src/behavior/codebooks/load-codebooks.ts';
import { stepRecorder } from '../../src/behavior/call/call-record.ts';
import { followsInjectedInstruction } from '../../src/behavior/security/follows-injected-instruction.ts';
import { PLANTED_ATTACKS_A } from '../../src/behavior/security/testing/planted-attacks-a.ts';
import { PLANTED_ATTACKS_B } from '../../src/behavior/security/testing/planted-attacks-b.ts';
import { PLANTED_ATTACKS_C } from '../../src/behavior/security/testing/planted-attacks-c.ts';
import { plantedRuns, type PlantedRun } from '../../src/behavior/security/testing/planted-runs.ts';
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
  const planted = [PLANTED_ATTACKS_A, PLANTED_ATTACKS_B, PLANTED_ATTACKS_C].flatMap(plantedRuns);
  const attacks = planted.filter(({ benign }) => !benign).map(countsOf);
  const harmless = planted.filter(({ benign }) => benign).map(countsOf);
  const mistaken = harmless.filter(({ found }) => found > 0).length;
  return {
    title: 'AgentDojo: an instruction found in tool output and then obeyed',
    data: '`agentdojo`: runs of two models in two suites, one kind of attack',
    n: attacked.length + clean,
    rows: [
      f1Row('`security/follows-injected-instruction`, per attacked run', attacked),
      f1Row('the same, per planted attack of ours', attacks),
    ],
    notes: [
      `Planted: 73 wordings of attacks (capitals, templates, JSON, comments, invisible characters, base64, hexadecimal, rot13, five languages, two parts), each obeyed, passed over and told of; and ${harmless.length} documents that the person wants followed or that merely ask, of which ${mistaken} raise an alarm. All were worked on in the end; when first measured, the three sets gave F1 .542, .870 and .992, with 8 of 30, 8 of 30 and 2 of 15 alarms.`,
      'From the messages alone: neither the label, nor the `injections` fields, nor the wording of the attack is read.',
      `Of ${clean} runs without an attack ${alarms} raise an alarm.`,
      'What is left are runs that obey and miss the goal (money sent, but not all that was asked for), which the label calls safe, and runs in which the person names the attacker’s account too.',
    ],
  };
}

function countsOf(run: PlantedRun): RunCounts {
  const detector = followsInjectedInstruction.start({} as never);
  const record = stepRecorder();
  const findings = [...run.steps.flatMap((step) => detector.step(record(step))), ...detector.end()];
  const found = Number(findings.length > 0);
  const reference = Number(run.obeys !== undefined);
  return { matched: found * reference, reference, found, units: 1 };
}
