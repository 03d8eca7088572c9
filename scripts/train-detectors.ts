import { writeFileSync } from 'node:fs';
import { learnTask, scoreTask, type LearnedScore } from '../bench/detection/learned.ts';
import { learnedTasks } from '../bench/detection/learned-tasks.ts';
import type { Interval } from '../src/core/rate-interval.ts';

// Learns detectors from labelled runs, and says how they do on runs they were not learned from, beside the detectors written
// by hand. A model is written beside the codebooks (`match: { learned: SLUG }` reads it) only when it is better by more than
// the 95% interval of the difference.
//
//     node scripts/train-detectors.ts [DATA] [--write]

const args = process.argv.slice(2);
const data = args.find((arg) => !arg.startsWith('--')) ?? '../shared/data';
const codebooks = new URL('../src/behavior/codebooks/', import.meta.url);
const SHOWN = 12;

for (const task of await learnedTasks(data)) {
  const score = scoreTask(task);
  const model = { ...learnTask(task, task.examples), trained: trainedOn(score) };
  const isBetter = score.gainInterval[0] > 0;
  const weights = Object.entries(model.weights).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  console.log(
    `${task.codebook}/${task.slug}: ${score.segments} segments of ${score.runs} runs, ${score.present} present`,
  );
  console.log(`  learned, on other runs  F1 ${withInterval(score.learned, score.learnedInterval)}`);
  console.log(`  written by hand         F1 ${withInterval(score.byHand, score.byHandInterval)}`);
  console.log(`  difference              ${withInterval(score.learned - score.byHand, score.gainInterval)}`);
  console.log(
    `  elsewhere, of ${score.elsewhere.segments}      ${score.elsewhere.learned}, by hand ${score.elsewhere.byHand}`,
  );
  console.log(`  ${isBetter ? 'better' : 'not better'}: ${weights.slice(0, SHOWN).map(([name, weight]) => `${name} ${weight}`).join(', ')}`); // prettier-ignore
  if (isBetter && args.includes('--write')) {
    const file = new URL(`${task.slug}.model.json`, codebooks);
    writeFileSync(file, `${JSON.stringify(model, undefined, 2)}\n`);
    console.log(`  wrote ${file.pathname}`);
  }
}

function trainedOn({ segments, runs, learned, byHand }: LearnedScore): string {
  return `${segments} labelled segments of ${runs} runs; F1 ${learned.toFixed(3)} on runs not learned from, ${byHand.toFixed(3)} by hand`;
}

function withInterval(score: number, [low, high]: Interval): string {
  return `${score.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}
