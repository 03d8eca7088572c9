import { writeFileSync } from 'node:fs';
import { evaluateAgentDojo } from './detection/agentdojo.ts';
import { evaluateBbmistake } from './detection/bbmistake.ts';
import { evaluateLearned } from './detection/learned.ts';
import { evaluateMast } from './detection/mast.ts';
import { evaluatePrecision } from './detection/precision.ts';
import { evaluatePrmbench } from './detection/prmbench.ts';
import { evaluateMrben } from './detection/mrben.ts';
import { evaluateGsm8k } from './detection/gsm8k.ts';
import type { EvaluationSection } from './detection/evaluation-section.ts';
import { evaluateExampleAgents } from './detection/example-agents.ts';
import { evaluateFourHabits } from './detection/four-habits.ts';

const DATA = '../shared/data';
const PAGE = new URL('../docs/detection.md', import.meta.url);
const EVALUATIONS: readonly ((data: string) => Promise<EvaluationSection>)[] = [
  evaluateExampleAgents,
  evaluateFourHabits,
  evaluateBbmistake,
  evaluatePrmbench,
  evaluateMrben,
  evaluateGsm8k,
  evaluateAgentDojo,
  evaluateMast,
  evaluateLearned,
  evaluatePrecision,
];

/** Scores every detector that has labelled runs, and writes `docs/detection.md`. */
export async function detection(): Promise<string[]> {
  const sections: EvaluationSection[] = [];
  for (const evaluate of EVALUATIONS) sections.push(await evaluate(DATA));
  const page = [
    '# How well detection finds what it looks for',
    '',
    'Written by `npm run bench detection`. Intervals are at 95%, by bootstrap over runs; every score stands beside the best guess',
    'that looks at nothing. Detectors were tuned on these files, and on no others: expect less elsewhere.',
    '',
    ...sections.flatMap(sectionLines),
  ];
  writeFileSync(PAGE, `${page.join('\n').trimEnd()}\n`);
  return sections.flatMap(({ title, rows }) => [title, ...rows.map(({ what, score }) => `  ${what}: ${score}`)]);
}

function sectionLines({ title, data, n, rows, notes }: EvaluationSection): string[] {
  const published = rows.some((row) => row.published !== undefined);
  return [
    `## ${title}`,
    '',
    `Data: ${data}; ${n.toLocaleString('en')} runs.`,
    '',
    `| what | n | score | 95% | without looking |${published ? ' published |' : ''}`,
    `|---|---|---|---|---|${published ? '---|' : ''}`,
    ...rows.map(({ what, n: units, score, interval: [low, high], baseline, published: other }) => {
      const cells = [what, units.toLocaleString('en'), score, `${low.toFixed(3)}–${high.toFixed(3)}`, `${baseline.score.toFixed(3)} (${baseline.name})`]; // prettier-ignore
      return `| ${[...cells, ...(published ? [other ?? ''] : [])].join(' | ')} |`;
    }),
    '',
    ...notes.map((note) => `- ${note}`),
    '',
  ];
}
