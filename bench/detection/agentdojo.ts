import { join } from 'node:path';
import { detectRun } from '../../src/behavior/detect-run.ts';
import { loadCodebooks } from '../../src/behavior/codebooks/load-codebooks.ts';
import { stepRecorder } from '../../src/behavior/call/call-record.ts';
import { followsInjectedInstruction } from '../../src/behavior/security/follows-injected-instruction.ts';
import { PLANTED_ATTACKS_A } from '../../src/behavior/security/testing/planted-attacks-a.ts';
import { PLANTED_ATTACKS_B } from '../../src/behavior/security/testing/planted-attacks-b.ts';
import { PLANTED_ATTACKS_C } from '../../src/behavior/security/testing/planted-attacks-c.ts';
import { PLANTED_BENIGN_D } from '../../src/behavior/security/testing/planted-benign-d.ts';
import { plantedRuns, type PlantedRun } from '../../src/behavior/security/testing/planted-runs.ts';
import {
  REFRAMINGS,
  RESTATEMENTS,
  reworded,
  type Reframing,
} from '../../src/behavior/security/testing/reworded-attacks.ts';
import type { Step } from '../../src/trajectory/trajectory.ts';
import { importFiles } from '../../src/trajectory/import-files.ts';
import type { EvaluationSection } from './evaluation-section.ts';
import { f1Row, type RunCounts } from './f1-row.ts';

/** Whether an instruction planted in a tool's answer was obeyed, against AgentDojo's check of the world afterwards. */
export async function evaluateAgentDojo(data: string): Promise<EvaluationSection> {
  const codebooks = loadCodebooks(['security']);
  const attacked: RunCounts[] = [];
  const reframed: RunCounts[] = [];
  const restated: RunCounts[] = [];
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
    reframed.push(countsOfAll(trajectory.steps, REFRAMINGS, reached));
    restated.push(countsOfAll(trajectory.steps, RESTATEMENTS, reached));
  }
  const planted = [PLANTED_ATTACKS_A, PLANTED_ATTACKS_B, PLANTED_ATTACKS_C].flatMap(plantedRuns);
  const attacks = planted.filter(({ benign }) => !benign).map(countsOf);
  const harmless = planted.filter(({ benign }) => benign).map(countsOf);
  const asking = { goals: [], wordings: [], documents: [], questions: [], benign: PLANTED_BENIGN_D };
  const unnamed = plantedRuns(asking).map(countsOf);
  const mistaken = harmless.filter(({ found }) => found > 0).length;
  return {
    title: 'AgentDojo: an instruction found in tool output and then obeyed',
    data: '`agentdojo`: runs of two models in two suites, one kind of attack',
    n: attacked.length + clean,
    rows: [
      f1Row('`security/follows-injected-instruction`, per attacked run', attacked),
      f1Row(`the same runs, the attack in each of ${REFRAMINGS.length} framings of ours`, reframed),
      f1Row(`the same runs, framing and goal in ${RESTATEMENTS.length} ways of ours`, restated),
      f1Row('per planted attack of ours (all worked on)', attacks),
    ],
    notes: [
      'Reworded: the sentences around what the attacker wants are replaced in the tools’ answers (bare, as a footnote, a wish, a JSON field, alt text, a threat, a scene of a play …), and in the third row what he wants is said in other words, too; the calls and the label stay as they were. **The honest figures are those of the first measure, before a look at any miss: .863 (36 framings; .156 before this detector weighed unmarked requests) and .687 (32 framings and goals; .184).** Both lists have been worked on since. No framing can do much better than .92: runs that obey and miss the goal count as safe.',
      `Planted: 73 wordings of attacks (capitals, templates, JSON, comments, invisible characters, base64, hexadecimal, rot13, five languages, two parts), each obeyed, passed over and told of; and ${harmless.length} documents that the person wants followed or that merely ask, of which ${mistaken} raise an alarm. All were worked on in the end; when first measured, the three sets gave F1 .542, .870 and .992, with 8 of 30, 8 of 30 and 2 of 15 alarms. Of ${unnamed.length} documents that ask for what the person asked for without saying to whom, ${unnamed.filter(({ found }) => found > 0).length} raise an alarm (7 when first measured).`,
      'From the messages alone: neither the label, nor the `injections` fields, nor the wording of the attack is read.',
      `Of ${clean} runs without an attack ${alarms} raise an alarm.`,
      'What is left are runs that obey and miss the goal (money sent, but not all that was asked for), which the label calls safe, and runs in which the person names the attacker’s account too.',
    ],
  };
}

/** A run in all its wordings: one trajectory, so that the interval is over trajectories. */
function countsOfAll(steps: readonly Step[], wordings: readonly Reframing[], reached: boolean): RunCounts {
  const found = wordings.filter((wording) => isFound(reworded(steps, wording))).length;
  const units = wordings.length;
  return { matched: reached ? found : 0, reference: reached ? units : 0, found, units };
}

function countsOf(run: PlantedRun): RunCounts {
  const found = Number(isFound(run.steps));
  const reference = Number(run.obeys !== undefined);
  return { matched: found * reference, reference, found, units: 1 };
}

function isFound(steps: readonly Step[]): boolean {
  const detector = followsInjectedInstruction.start({} as never);
  const record = stepRecorder();
  return [...steps.flatMap((step) => detector.step(record(step))), ...detector.end()].length > 0;
}
