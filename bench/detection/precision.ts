import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLabels, type LabelRow } from '../../src/analysis/agreement/parse-labels.ts';
import { loadCodebooks } from '../../src/behavior/codebooks/load-codebooks.ts';
import { detectRun } from '../../src/behavior/detect-run.ts';
import type { Event } from '../../src/behavior/event.ts';
import { rateInterval } from '../../src/core/rate-interval.ts';
import { importFiles } from '../../src/trajectory/import-files.ts';
import type { EvaluationRow, EvaluationSection } from './evaluation-section.ts';

const REFERENCE = new URL('reference/', import.meta.url);

/** What detection finds of one code in all runs. */
interface Tally {
  events: number;
  runs: number;
  observed: number;
  /** Where events are, as {@link eventPlace} writes it. */
  readonly places: Set<string>;
}

/**
 * How many of the events that detection finds on real runs are what their code says. Up to fifteen events of each code were
 * drawn, from as many folders and runs as have any, and read one by one with what stands around them; the verdicts are the
 * files `reference/precision.CODEBOOK.csv`. Where a code was narrowed after that reading only its second draw counts. Events
 * that are not found any more do not count.
 */
export async function evaluatePrecision(data: string): Promise<EvaluationSection> {
  const read = readVerdicts();
  const codebooks = loadCodebooks([...read.keys()]);
  const { tallies, runs } = await tallyEvents(data, codebooks);
  const rows: EvaluationRow[] = [];
  const silent: string[] = [];
  let gone = 0;
  let unclear = 0;
  for (const { name, codes } of codebooks) {
    for (const code of codes) {
      const key = `${name}/${code.slug}`;
      const tally = tallies.get(key);
      if (Object.keys(code.match).length > 0 && (tally === undefined || tally.events === 0)) silent.push(`\`${key}\``);
      const verdicts = lastDraw(read.get(name)!.filter(({ behavior }) => behavior === code.slug));
      const found = verdicts.filter((row) => tally?.places.has(labelPlace(row)) === true);
      gone += verdicts.length - found.length;
      const decided = found.filter(({ verdict }) => verdict !== 'unclear');
      unclear += found.length - decided.length;
      if (tally !== undefined && decided.length > 0) rows.push(precisionRow(key, decided, tally));
    }
  }
  return {
    title: 'What was found, read again',
    data: 'all folders, copies left out',
    n: runs,
    rows,
    notes: [
      'Precision: of the events that were drawn, the share that a reader called right by the code’s definition; Wilson intervals. n is the number of events read. It says nothing of what detection misses.',
      'Read once by language models (coder `model reading (tier model)`), never by a person. The readers saw which code had been found, which makes for mild verdicts.',
      'Cues and structures that did badly were changed after a first reading; of those codes a second draw is reported, from the same runs and of events not read before. Where there were too few, events that were known when the code was changed fill it up (“known before”): such a row says little.',
      'Without looking: how much of what was examined shows the code as far as detection tells (its rate times its precision), which is what a random place would score at least.',
      `${unclear} events could not be decided and are left out, as are ${gone} that detection no longer finds. Many codes stand in few folders, some in one run: their intervals are too narrow.`,
      ...(silent.length > 0
        ? [`No event at all in these ${runs.toLocaleString('en')} runs: ${silent.join(', ')}.`]
        : []),
    ],
  };
}

interface DrawnRow extends LabelRow {
  /**
   * `first`; of a code that was changed after the first reading `second`, or `tuned` for events that were in sight when it
   * was changed, since there were no others.
   */
  readonly draw: string;
}

/** Verdicts by name of codebook. */
function readVerdicts(): Map<string, DrawnRow[]> {
  const verdicts = new Map<string, DrawnRow[]>();
  for (const file of readdirSync(REFERENCE).sort()) {
    const codebook = /^precision\.([\w-]+)\.csv$/.exec(file)?.[1];
    if (codebook === undefined) continue;
    const text = readFileSync(new URL(file, REFERENCE), 'utf8').trim();
    const [header = '', ...lines] = text.split('\n');
    const column = header.split(',').indexOf('draw');
    const rows = parseLabels(text, { file, coder: 'model reading (tier model)' });
    verdicts.set(
      codebook,
      rows.map((row, i) => ({ ...row, draw: lines[i]!.split(',')[column] ?? 'first' })),
    );
  }
  return verdicts;
}

function lastDraw(rows: readonly DrawnRow[]): readonly DrawnRow[] {
  const later = rows.filter(({ draw }) => draw !== 'first');
  return later.length > 0 ? later : rows;
}

async function tallyEvents(
  data: string,
  codebooks: ReturnType<typeof loadCodebooks>,
): Promise<{ tallies: Map<string, Tally>; runs: number }> {
  const tallies = new Map<string, Tally>();
  const tallyOf = (key: string): Tally => {
    const tally = tallies.get(key) ?? { events: 0, runs: 0, observed: 0, places: new Set() };
    tallies.set(key, tally);
    return tally;
  };
  let runs = 0;
  const folders = readdirSync(data, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    for await (const item of importFiles([join(data, name)])) {
      if (!('trajectory' in item) || item.trajectory.copyOf !== undefined) continue;
      runs++;
      const { events, codings } = detectRun(item.trajectory, codebooks);
      for (const { codebook, observedUnits } of codings) {
        const book = codebook.slice(0, codebook.indexOf('@'));
        for (const [slug, observed] of Object.entries(observedUnits)) tallyOf(`${book}/${slug}`).observed += observed;
      }
      for (const key of new Set(events.map(({ code }) => keyOf(code)))) tallyOf(key).runs++;
      for (const event of events) {
        const tally = tallyOf(keyOf(event.code));
        tally.events++;
        tally.places.add(eventPlace(event));
      }
    }
  }
  return { tallies, runs };
}

function keyOf(code: string): string {
  return code.slice(0, code.indexOf('@'));
}

function precisionRow(key: string, decided: readonly DrawnRow[], { events, runs, observed }: Tally): EvaluationRow {
  const right = decided.filter(({ verdict }) => verdict === 'present').length;
  const precision = right / decided.length;
  const tuned = decided.filter(({ draw }) => draw === 'tuned').length;
  const seen = tuned === 0 ? '' : ` (${tuned === decided.length ? 'all' : tuned} of those read known before)`;
  return {
    what: `\`${key}\`: ${events.toLocaleString('en')} events in ${runs.toLocaleString('en')} runs${seen}`,
    n: decided.length,
    score: `precision ${precision.toFixed(2)}`,
    interval: rateInterval(right, decided.length),
    baseline: { name: 'any place', score: observed === 0 ? 0 : (Math.min(events, observed) / observed) * precision },
  };
}

/** Run, steps, and the place of the words where an event has one place. */
function eventPlace({ trajectoryId, steps, spans }: Event): string {
  const [span] = spans;
  const one = span !== undefined && spans.length === 1 && span.step === steps[0] && span.end > span.start;
  const place = one ? span : undefined;
  return [trajectoryId, ...steps, place?.part, place?.start, place?.end].join(' ');
}

function labelPlace({ trajectory, steps, part, start, end }: LabelRow): string {
  return [trajectory, ...(steps ?? []), part, start, end].join(' ');
}
