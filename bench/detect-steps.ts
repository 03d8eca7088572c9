import { seededRandom } from '../src/core/random.ts';
import { loadCodebooks } from '../src/behavior/codebooks/load-codebooks.ts';
import { runDetector } from '../src/behavior/run-detector.ts';
import { sampleRun } from '../src/trajectory/testing/sample-run.ts';
import type { Part, Step } from '../src/trajectory/trajectory.ts';

// Codes so many made-up steps in so many runs, each step forgotten when it has been read: run in a process of its own to
// measure memory.
const [steps = 0, runs = 1] = process.argv.slice(2).map(Number);
const random = seededRandom(1);
const word = (): string => random.below(1_000_000).toString(36);
const detector = runDetector(loadCodebooks());
let events = 0;
for (let run = 0; run < runs; run++) {
  const detection = detector.start({ ...sampleRun([]), id: `run-${run}` }, { thinksAloud: false });
  for (let index = 0; index < steps / runs; index++) events += detection.step(madeStep(index)).length;
  events += detection.end().events.length;
}
console.log(`${events} events`);

/** A thought with a call, its answer, now and then a message. */
function madeStep(index: number): Step {
  const callId = String(index >> 1);
  const parts: Part[] =
    index % 2 === 1
      ? [{ kind: 'tool-result', callId, text: random.chance(0.1) ? `Error: no ${word()}` : `{"found":"${word()}"}` }]
      : [
          {
            kind: 'reasoning',
            visibility: 'raw',
            text: `Let me check ${word()} again. It is ${word()}, not ${word()}.`,
          },
          { kind: 'tool-call', callId, name: `look_${random.below(20)}`, argumentsText: `{"id":"${word()}"}` },
        ];
  if (index % 100 === 0)
    return { index, actor: 'user', parts: [{ kind: 'text', text: `Please find ${word()}, thanks.` }] };
  return { index, actor: index % 2 === 1 ? 'tool' : 'agent', parts };
}
