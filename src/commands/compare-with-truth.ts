import { PLANTED } from '../../examples/agents/planted.ts';
import type { WrittenRun } from '../../examples/agents/run-example-agents.ts';
import type { Event } from '../behavior/event.ts';
import type { RuleResult } from '../guard/check-rules.ts';

/** How what was found compares with what the example agents were made to show. */
export interface TruthRow {
  /** `four-habits, countdown`, or `rule confirm-before-change`. */
  readonly what: string;
  readonly planted: number;
  readonly found: number;
  /** Found and planted. */
  readonly both: number;
}

/**
 * Compares events and rule violations with the truth about the example runs. An event counts as planted when the truth has
 * the same code at the same step; where it gives a sentence, the event's quote must lie in it or hold it.
 *
 * @returns a row per codebook of which the truth is complete, and one per planted rule
 */
export async function compareWithTruth(
  runs: readonly WrittenRun[],
  events: (trajectoryId: string) => AsyncIterable<Event>,
  rules: readonly RuleResult[],
): Promise<TruthRow[]> {
  const rows: TruthRow[] = [];
  for (const [agent, codebooks] of Object.entries(PLANTED.complete)) {
    for (const codebook of codebooks) {
      let [planted, found, both] = [0, 0, 0];
      for (const run of runs.filter((candidate) => candidate.agent === agent)) {
        const truth = run.truth.events.filter(({ code }) => code.startsWith(`${codebook}/`));
        const left = [...truth];
        planted += truth.length;
        for await (const event of events(run.trajectoryId)) {
          if (!event.code.startsWith(`${codebook}/`)) continue;
          found++;
          const match = left.findIndex((one) => sameEvent(one, event));
          if (match < 0) continue;
          left.splice(match, 1);
          both++;
        }
      }
      rows.push({ what: `${codebook}, ${agent}`, planted, found, both });
    }
  }
  for (const { name } of PLANTED.rules) {
    const broken = new Set(
      runs
        .filter(({ truth }) => truth.events.some(({ code }) => code === `rules/${name}`))
        .map(({ trajectoryId }) => trajectoryId),
    );
    const found = new Set(rules.find(({ id }) => id === name)?.violations.map(({ trajectory }) => trajectory));
    rows.push({ what: `rule ${name}`, planted: broken.size, found: found.size, both: broken.intersection(found).size });
  }
  return rows;
}

/** Whether a found event is the planted one: the same code, at its step, with its sentence where it gives one. */
export function sameEvent(
  truth: { code: string; step: number; quote?: string },
  { code, steps, spans }: Pick<Event, 'code' | 'steps' | 'spans'>,
): boolean {
  if (code.split('@')[0] !== truth.code || truth.step < steps[0] || truth.step > steps[1]) return false;
  const quote = spans[0]?.quote;
  return truth.quote === undefined || quote === undefined || quote.includes(truth.quote) || truth.quote.includes(quote);
}
