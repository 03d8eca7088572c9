import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom, type Random } from '../../core/random.ts';
import { formatNamed } from '../detect-format.ts';
import { importFiles } from '../import-files.ts';
import type { FormatSample } from './format-samples.ts';
import { hostileArchives } from './hostile-archives.ts';
import { mutateSource } from './mutate-source.ts';
import { trajectoriesOf } from './import-text.ts';

/** What is given to an import: a file, and what its import must hold. */
export interface FuzzInput {
  readonly name: string;
  readonly bytes: Buffer;
  /** How it came about, for the report. */
  readonly how: string;
  /** Insist on this format. */
  readonly format?: string;
  /** Lines that were left as they were in a file of lines that are runs of their own: they must all be read. */
  readonly goodLines?: readonly string[];
}

const ARCHIVE_SHARE = 0.02;
const GOOD_LINES_SHARE = 0.2;

/** The input of a seed: the same on every machine for the same samples. */
export function fuzzInput(seed: number, samples: readonly FormatSample[]): FuzzInput {
  const random = seededRandom(seed);
  const sample = random.pick(samples);
  if (random.chance(ARCHIVE_SHARE)) {
    const [name, bytes] = random.pick(Object.entries(hostileArchives(sample.bytes)));
    return { name, bytes, how: `${name} of ${sample.name}` };
  }
  const byLine = samples.filter(
    ({ name, format }) => name.endsWith('.jsonl') && formatNamed(format).independentRecords,
  );
  if (byLine.length > 0 && random.chance(GOOD_LINES_SHARE)) return besideBadLines(random.pick(byLine), random, samples);
  const { bytes, mutations } = mutateSource(sample.bytes, random, random.pick(samples).bytes);
  const insist = random.chance(0.3);
  return {
    name: sample.name,
    bytes,
    how: `${sample.name}: ${mutations.join(', ')}${insist ? ` (--format ${sample.format})` : ''}`,
    ...(insist && { format: sample.format }),
  };
}

// Whole lines are damaged, others added; none of the rest may be lost.
function besideBadLines(
  { name, format, bytes }: FormatSample,
  random: Random,
  samples: readonly FormatSample[],
): FuzzInput {
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  const goodLines: string[] = [];
  const damaged = lines.flatMap((line): Buffer[] => {
    if (random.chance(0.5)) {
      goodLines.push(line);
      return [Buffer.from(line)];
    }
    const mutated = mutateSource(Buffer.from(line), random, random.pick(samples).bytes).bytes;
    // A damaged line may have become several, or have lost the mark that keeps it apart from its neighbours.
    return [Buffer.from(mutated.toString('latin1').replaceAll('\n', ' '), 'latin1')];
  });
  const joined = damaged.flatMap((line) => [line, Buffer.from('\n')]);
  return { name, format, bytes: Buffer.concat(joined), how: `${name}: bad lines beside good ones`, goodLines };
}

/**
 * Imports an input from a folder and says what went wrong: an exception, or a good line that was lost. Undefined when all
 * is well.
 */
export async function checkFuzzInput(input: FuzzInput, folder: string): Promise<string | undefined> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, input.name);
  const options = input.format === undefined ? {} : { format: input.format };
  writeFileSync(path, input.bytes);
  try {
    const found = trajectoriesOf(await Array.fromAsync(importFiles([path], options)));
    for (const trajectory of found) JSON.stringify(trajectory);
    if (input.goodLines === undefined) return undefined;
    writeFileSync(path, `${input.goodLines.join('\n')}\n`);
    const good = trajectoriesOf(await Array.fromAsync(importFiles([path], options)));
    const hashes = new Set(found.map(({ contentHash }) => contentHash));
    const lost = good.filter(({ contentHash }) => !hashes.has(contentHash));
    return lost.length === 0 ? undefined : `lost ${lost.length} of ${good.length} runs of good lines`;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
