import type { PlantedEvent } from '../../examples/agents/example-agent.ts';
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
        const coded: Event[] = [];
        for await (const event of events(run.trajectoryId))
          if (event.code.startsWith(`${codebook}/`)) coded.push(event);
        const matched = matchPlanted(truth, coded);
        planted += truth.length;
        found += matched.found;
        both += matched.both;
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

/**
 * Pairs events with planted ones. A second event in a planted quote that has one already (a question and its answer, planted
 * as one check) is neither right nor wrong, and not counted.
 */
export function matchPlanted(
  planted: readonly PlantedEvent[],
  events: readonly Pick<Event, 'code' | 'steps' | 'spans'>[],
): { readonly found: number; readonly both: number } {
  const left = new Set(planted);
  let [found, both] = [0, 0];
  for (const event of events) {
    const match = planted.find((one) => left.has(one) && sameEvent(one, event));
    if (match === undefined) {
      if (!planted.some((one) => one.quote !== undefined && sameEvent(one, event))) found++;
      continue;
    }
    left.delete(match);
    found++;
    both++;
  }
  return { found, both };
}

/** The same code, at its step, with its sentence where it gives one. */
function sameEvent(truth: PlantedEvent, { code, steps, spans }: Pick<Event, 'code' | 'steps' | 'spans'>): boolean {
  if (code.split('@')[0] !== truth.code || truth.step < steps[0] || truth.step > steps[1]) return false;
  const quote = spans[0]?.quote;
  return truth.quote === undefined || quote === undefined || quote.includes(truth.quote) || truth.quote.includes(quote);
}
