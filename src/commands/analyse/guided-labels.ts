import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EthogramError } from '../../core/ethogram-error.ts';
import { listOption, textOption, type CommandContext, type CommandOptions } from '../command.ts';
import { noTrajectory } from '../no-trajectory.ts';
import { writeWhole } from '../write-whole.ts';

/** What a person said of runs, by id; in the order in which it was said. */
export interface SaidOfRuns {
  readonly accepted: readonly string[];
  readonly rejected: readonly string[];
  /** Ids in the file that no run looked at has. */
  readonly missing: readonly string[];
}

const HEAD =
  '# Runs that a person accepted (+) and rejected (-). ethogram analyse slices --slice FILE goes on from here.\n';

/** Whether options ask for a slice that a person guides. */
export function isGuided(options: CommandOptions): boolean {
  return ['accept', 'reject'].some((name) => listOption(options, name).length > 0) || textOption(options, 'slice') !== undefined; // prettier-ignore
}

/**
 * What `--accept`, `--reject` and the file of `--slice` say; what is said now replaces what the file says of the same run, and goes into the file.
 *
 * @param ids - of all runs that are looked at
 * @throws EthogramError `not-found`, `bad-argument`, `file-not-found`, `cannot-write`
 */
export async function guidedLabels({ options, cwd, talk }: CommandContext, ids: readonly string[]): Promise<SaidOfRuns> {
  const known = new Set(ids);
  const said = new Map<string, boolean>();
  const file = textOption(options, 'slice');
  const missing: string[] = [];
  const path = file === undefined ? undefined : resolve(cwd, file);
  if (path !== undefined && existsSync(path)) {
    for (const [number, line] of linesOf(path, file!)) {
      const [, sign, id] = /^([+-])\s+(\S.*)$/.exec(line) ?? [];
      if (id === undefined) throw new EthogramError('bad-argument', `${file}:${number}: found "${line.slice(0, 80)}", expected + ID or - ID`);
      if (!known.has(id)) missing.push(id);
      said.delete(id);
      said.set(id, sign === '+');
    }
  }
  const now = new Map<string, boolean>();
  for (const [flag, isAccepted] of [['accept', true], ['reject', false]] as const) {
    for (const id of listOption(options, flag).flatMap((value) => idsOf(value, cwd))) {
      const found = runOf(id, ids, known);
      if (now.get(found) === !isAccepted) throw new EthogramError('bad-argument', `--${flag}: found ${found}, which is accepted and rejected at once`);
      now.set(found, isAccepted);
    }
  }
  for (const [id, isAccepted] of now) {
    said.delete(id);
    said.set(id, isAccepted);
  }
  if (file !== undefined && now.size === 0 && said.size === 0) {
    throw new EthogramError('file-not-found', `--slice: found nothing in ${file}, expected runs accepted and rejected`, {
      hint: `ethogram analyse slices --slice ${file} --accept ID --reject ID`,
    });
  }
  if (path !== undefined && now.size > 0) {
    const lines = [...said].map(([id, isAccepted]) => `${isAccepted ? '+' : '-'} ${id}\n`);
    await writeWhole(path, HEAD + lines.join(''), { shown: file! });
    talk(`Wrote ${file}.`);
  }
  const of = (wanted: boolean): string[] => [...said].flatMap(([id, own]) => (own === wanted && known.has(id) ? [id] : []));
  return { accepted: of(true), rejected: of(false), missing };
} // prettier-ignore

/** `ID`, or `@FILE` with an id in each line. */
function idsOf(value: string, cwd: string): string[] {
  if (!value.startsWith('@')) return [value.trim()];
  return linesOf(resolve(cwd, value.slice(1)), value.slice(1)).map(([, line]) => line);
}

/** Lines that say something, with their 1-based numbers. */
function linesOf(path: string, shown: string): (readonly [number: number, line: string])[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new EthogramError('file-not-found', `${shown}: cannot be read, expected a file of run ids`, { cause });
  }
  return text.split('\n').flatMap((line, i) => {
    const trimmed = line.trim();
    return trimmed === '' || trimmed.startsWith('#') ? [] : [[i + 1, trimmed] as const];
  });
}

function runOf(id: string, ids: readonly string[], known: ReadonlySet<string>): string {
  if (known.has(id)) return id;
  const found = id === '' ? [] : ids.filter((own) => own.startsWith(id) || own.split(':').at(-1)!.startsWith(id));
  if (found.length !== 1) throw noTrajectory(id, found.length);
  return found[0]!;
}
