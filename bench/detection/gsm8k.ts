import { join } from 'node:path';
import { stepRecorder } from '../../src/behavior/call/call-record.ts';
import { calculationError } from '../../src/behavior/reasoning/calculation-error.ts';
import { bootstrapIntervals } from '../../src/core/bootstrap-intervals.ts';
import { seededRandom } from '../../src/core/random.ts';
import type { Trajectory } from '../../src/trajectory/trajectory.ts';
import type { EvaluationRow, EvaluationSection } from './evaluation-section.ts';
import { f1Row, type RunCounts } from './f1-row.ts';
import { reasoningRuns } from './reasoning-runs.ts';
import { shareRow } from './share-row.ts';

// `48/2 = <<48/2=24>>24`: a calculation with what a calculator made of it.
const ANNOTATED = /=\s*\$?<<[^<>\n]+=(-?\d+(?:\.\d+)?)>>(-?[\d,]+(?:\.\d+)?)/g;

/** Calculations that do not hold, in solutions of four models to GSM8K. */
export async function evaluateGsm8k(data: string): Promise<EvaluationSection> {
  const runs = await reasoningRuns([join(data, 'gsm8k')]);
  const solved = runs.filter(({ run }) => isRight(run));
  const flagged = runs.filter(({ events }) =>
    events.some(({ code }) => code.startsWith('reasoning/calculation-error@')),
  );
  const texts = solved.map(({ run }) => answerText(run));
  const planted = plantSlips(texts);
  return {
    title: 'GSM8K: calculations that do not hold',
    data: '`gsm8k`: solutions of four models, each judged by its final answer',
    n: runs.length,
    rows: [
      f1Row('`calculation-error`: a result changed in a right solution, annotations left out', planted),
      alarmRow('false alarms per 1,000 calculations of right solutions', texts),
      shareRow(
        'solutions with a `calculation-error` that are wrong',
        flagged.map(({ run }) => !isRight(run)),
        {
          name: 'precision',
          baseline: { name: 'all solutions', score: 1 - solved.length / runs.length },
        },
      ),
    ],
    notes: [
      'In every right solution one result that a calculator had annotated is changed by 1 to 20, in a copy without annotations; to be found is that calculation and no other.',
      'Read one by one, the alarms in right solutions are slips that did not matter in the end (a cent cut off, `25/75 x 100% = 25%`), and one or two results cut to a whole number on purpose.',
    ],
  };
}

function isRight({ outcomes }: Trajectory): boolean {
  return outcomes.some(({ name, value }) => name === 'success' && value === true);
}

function answerText({ steps }: Trajectory): string {
  return steps.flatMap(({ actor, parts }) => (actor === 'agent' ? parts.map((part) => ('text' in part ? part.text : '')) : [])).join('\n'); // prettier-ignore
}

/** Where a text's calculations do not hold, and how many could be checked. */
function slipsIn(text: string): { readonly starts: readonly [number, number][]; readonly checked: number } {
  const run = calculationError.start({} as Trajectory);
  const step = { index: 0, actor: 'agent', parts: [{ kind: 'text', text }] } as const;
  const found = run.step(stepRecorder()(step));
  return { starts: found.map(({ spans }) => [spans[0]!.start, spans[0]!.end]), checked: run.units().observed };
}

function plantSlips(texts: readonly string[]): RunCounts[] {
  const random = seededRandom(1);
  return texts.flatMap((text) => {
    const places = [...text.matchAll(ANNOTATED)];
    if (places.length === 0) return [];
    const chosen = random.pick(places);
    const slip = (1 + random.below(20)) * (random.chance(0.5) ? 1 : -1);
    let shown = '';
    let at = 0;
    let result = 0;
    for (const place of places) {
      const value = place[2]!;
      shown += `${text.slice(at, place.index)}= `;
      if (place === chosen) result = shown.length;
      shown += place === chosen ? String(Math.round((Number(value.replaceAll(',', '')) + slip) * 100) / 100) : value;
      at = place.index + place[0].length;
    }
    const { starts, checked } = slipsIn(shown + text.slice(at));
    const hit = starts.some(([start, end]) => start <= result && result < end);
    return [{ matched: Number(hit), reference: 1, found: starts.length, units: checked }];
  });
}

function alarmRow(what: string, texts: readonly string[]): EvaluationRow {
  const counts = texts.map((text) => slipsIn(text)).map(({ starts, checked }) => ({ found: starts.length, checked }));
  const rate = (sample: readonly (typeof counts)[number][]): number =>
    (1000 * sample.reduce((sum, { found }) => sum + found, 0)) / sample.reduce((sum, { checked }) => sum + checked, 0);
  const [interval = [0, 1000] as const] = bootstrapIntervals(counts, (sample) => [rate(sample)]);
  const n = counts.reduce((sum, { checked }) => sum + checked, 0);
  return { what, n, score: rate(counts).toFixed(1), interval, baseline: { name: 'never', score: 0 } };
}
