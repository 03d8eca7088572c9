import type { CodedRun } from '../analysis/coded-runs.ts';
import type { TimeBudgetRow } from '../analysis/time-budget.ts';
import type { Calibration } from '../analysis/agreement/calibration.ts';
import { judgedCodes } from '../analysis/judged-codes.ts';
import { codeKey } from '../behavior/code-key.ts';
import type { Codebook } from '../behavior/codebook.ts';
import type { Event } from '../behavior/event.ts';
import { sha256 } from '../core/content-key.ts';
import { passageOf, type Passage } from './passage.ts';
import type { CodeReport } from './report-data.ts';

/** How many examples of a code are shown. */
const EXAMPLES = 2;

interface Examples {
  /** The chosen ones, by their draw. */
  drawn: { readonly draw: string; readonly passage: Passage }[];
  notObservable: number;
  unsupported: number;
}

/** What is being collected about codes; see {@link startCodeReports}. */
export interface CodeReports {
  add(run: CodedRun): void;
  /**
   * @param rows - the time budget of the same runs; the result has their order
   * @param calibrationOf - what is known of a judge, by code (`codebook/slug@hash`) and model
   */
  result(
    rows: readonly TimeBudgetRow[],
    calibrationOf: (code: string, model: string) => Pick<Calibration, 'kappa' | 'n'> | undefined,
  ): CodeReport[];
}

/**
 * Collects what a report says about codes beside their time budget: examples, what was hidden, what was not supported.
 * Examples are drawn by the hash of the event's id: at random, but the same in any order of runs.
 */
export function startCodeReports(codebooks: readonly Codebook[]): CodeReports {
  const seen = new Map<string, Examples>();
  const judges = judgedCodes();
  const entry = (key: string): Examples => {
    let examples = seen.get(key);
    if (examples === undefined) seen.set(key, (examples = { drawn: [], notObservable: 0, unsupported: 0 }));
    return examples;
  };
  return {
    add({ trajectory, events, codings }) {
      judges.add(codings);
      for (const { codebook, notObservable } of codings) {
        const name = codeKey(codebook);
        for (const [slug, units] of Object.entries(notObservable)) entry(`${name}/${slug}`).notObservable += units;
      }
      for (const event of events) {
        const examples = entry(codeKey(event.code));
        if (event.verdict === 'unsupported') examples.unsupported++;
        if (event.verdict !== 'present') continue;
        const draw = sha256(event.id, 16);
        const last = examples.drawn.at(-1);
        if (examples.drawn.length === EXAMPLES && last !== undefined && last.draw <= draw) continue;
        const passage = passageOf(trajectory, placeOf(event));
        if (passage === undefined) continue;
        examples.drawn = [...examples.drawn, { draw, passage }]
          .sort((a, b) => (a.draw < b.draw ? -1 : 1))
          .slice(0, EXAMPLES);
      }
    },
    result: (rows, calibrationOf) =>
      rows.map((row) => {
        const code = codebooks
          .find(({ name }) => name === row.codebook)
          ?.codes.find(({ slug }) => slug === row.behavior);
        const examples = entry(`${row.codebook}/${row.behavior}`);
        const judged = judges.of(`${row.codebook}/${row.behavior}`, calibrationOf);
        return {
          ...row,
          ...(code !== undefined && { definition: code.definition, polarity: code.polarity }),
          notObservable: examples.notObservable,
          unsupported: examples.unsupported,
          ...(judged !== undefined && { judged }),
          passages: examples.drawn.map(({ passage }) => passage),
        };
      }),
  };
}

function placeOf(event: Event): { step: number; part?: number; start?: number; end?: number } {
  return event.spans[0] ?? { step: event.steps[0] };
}
