import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cohenKappa } from '../../src/analysis/agreement/cohen-kappa.ts';
import { parseLabels, type LabelRow } from '../../src/analysis/agreement/parse-labels.ts';
import { crossTable } from '../../src/analysis/agreement/cross-table.ts';
import type { Codebook } from '../../src/behavior/codebook.ts';
import { codeSlug } from '../../src/behavior/code-key.ts';
import { detectRun } from '../../src/behavior/detect-run.ts';
import { loadCodebooks } from '../../src/behavior/codebooks/load-codebooks.ts';
import { importFiles } from '../../src/trajectory/import-files.ts';
import type { EvaluationRow, EvaluationSection } from './evaluation-section.ts';
import { f1Row, type RunCounts } from './f1-row.ts';
import { SEGMENT_FOLDERS } from './sample-segments.ts';

const HABITS = ['verification', 'backtracking', 'subgoal-setting', 'backward-chaining'];

/**
 * The four habits against a reference coding of 400 sentences, coded twice by reading, each coder blind to the other's and to
 * the cues; and the two codings against each other.
 */
export async function evaluateFourHabits(data: string): Promise<EvaluationSection> {
  const [first, second] = ['a', 'b'].map(readCoding) as [Coding, Coding];
  const wanted = new Set([...first.values()].map(({ trajectory }) => trajectory));
  const codebooks = loadCodebooks(['four-habits']);
  const found = await findIn(data, wanted, codebooks);
  const keys = [...first.keys()];
  const runs = [...Map.groupBy(keys, (key) => first.get(key)!.trajectory).values()];
  const rows: EvaluationRow[] = [];
  for (const habit of HABITS) {
    const says =
      (coding: Coding) =>
      (key: string): boolean =>
        coding.get(key)!.habits.has(habit);
    const detector = (key: string): boolean => found.get(key)?.has(habit) ?? false;
    const pairs = [
      ['detector against coder A', says(first), detector],
      ['detector against coder B', says(second), detector],
      ['coder B against coder A', says(first), says(second)],
    ] as const;
    for (const [who, reference, other] of pairs) {
      const row = f1Row(
        `\`${habit}\`: ${who}`,
        runs.map((run) => countsOf(run, reference, other)),
      );
      const kappa = cohenKappa(crossTable(keys.map(reference), keys.map(other), [true, false])) ?? 0;
      rows.push({ ...row, score: `κ ${kappa.toFixed(2)}, ${row.score}` });
    }
  }
  const development = readDevelopment();
  const learnt = await findIn(data, new Set([...development.values()].map(({ trajectory }) => trajectory)), codebooks);
  for (const habit of HABITS) {
    const byRun = [...Map.groupBy(development.keys(), (key) => development.get(key)!.trajectory).values()];
    const counts = byRun.map((run) =>
      countsOf(
        run,
        (key) => development.get(key)!.habits.has(habit),
        (key) => learnt.get(key)?.has(habit) ?? false,
      ),
    );
    rows.push(f1Row(`\`${habit}\`: detector on the development coding`, counts));
  }
  return {
    title: 'Four habits: a reference coding of visible reasoning',
    data: `${SEGMENT_FOLDERS.map((folder) => `\`${folder}\``).join(', ')}: ${keys.length} sentences, half drawn at random, half from wide nets of common words, at most two of a run`,
    n: runs.length,
    rows,
    notes: [
      'Both codings were made by language models (tier `model`), one sentence at a time with what stands around it, from the definitions alone; the files (`bench/detection/reference/`) hold places and hashes, no text. No person has coded them.',
      'Backward chaining is too rare here (two to four sentences) to say anything about its score.',
      'The development coding (3,088 sentences of other runs, coded once, by four coders) is for working on detectors: the cues were made with it in view, and score better there than on the reference, which was kept out of sight.',
    ],
  };
}

type Coding = ReadonlyMap<string, { readonly trajectory: string; readonly habits: ReadonlySet<string> }>;

function readCoding(coder: string): Coding {
  const file = new URL(`reference/four-habits.${coder}.csv`, import.meta.url);
  const coding = new Map<string, { trajectory: string; habits: Set<string> }>();
  for (const row of parseLabels(readFileSync(file, 'utf8'), { file: file.pathname, coder })) {
    const entry = coding.get(keyOf(row)) ?? { trajectory: row.trajectory, habits: new Set() };
    if (row.verdict === 'present') entry.habits.add(row.behavior);
    coding.set(keyOf(row), entry);
  }
  return coding;
}

/** The development coding: a row per sentence, with the habits it shows. */
function readDevelopment(): Coding {
  const file = new URL('reference/four-habits.development.csv', import.meta.url);
  const [, ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  return new Map(
    rows.map((row) => {
      const [trajectory = '', step, part, start, end, habits = ''] = row.split(',');
      return [[trajectory, step, part, start, end].join(' '), { trajectory, habits: new Set(habits.split(';')) }];
    }),
  );
}

function keyOf({ trajectory, steps, part, start, end }: LabelRow): string {
  return [trajectory, steps?.[0], part, start, end].join(' ');
}

/** Which habits detection finds at which place of the wanted runs. */
async function findIn(
  data: string,
  wanted: ReadonlySet<string>,
  codebooks: readonly Codebook[],
): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  for await (const item of importFiles(SEGMENT_FOLDERS.map((folder) => join(data, folder)))) {
    if (!('trajectory' in item) || !wanted.has(item.trajectory.id)) continue;
    for (const { code, spans } of detectRun(item.trajectory, codebooks).events) {
      for (const { step, part, start, end } of spans) {
        const key = [item.trajectory.id, step, part, start, end].join(' ');
        found.set(key, (found.get(key) ?? new Set()).add(codeSlug(code)));
      }
    }
  }
  return found;
}

function countsOf(
  keys: readonly string[],
  reference: (key: string) => boolean,
  found: (key: string) => boolean,
): RunCounts {
  return {
    matched: keys.filter((key) => reference(key) && found(key)).length,
    reference: keys.filter(reference).length,
    found: keys.filter(found).length,
    units: keys.length,
  };
}
