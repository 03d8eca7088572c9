import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom, type Random } from '../../core/random.ts';
import { archiveKind } from '../archive/unpack.ts';
import { formatNamed } from '../detect-format.ts';
import { FORMATS } from '../formats.ts';
import { importFiles } from '../import-files.ts';
import type { ImportItem } from '../trajectory.ts';
import { inspectMembers, type FormatSample } from './format-samples.ts';
import { HOSTILE_ARCHIVES } from './hostile-archives.ts';
import { trajectoriesOf } from './import-text.ts';
import { mutateSource } from './mutate-source.ts';
import { tarOf } from './tar-of.ts';
import { textsOf } from './text-law.ts';
import { zipOf } from './zip-of.ts';

/** What is given to an import: a file, and what its import must hold. */
export interface FuzzInput {
  readonly name: string;
  readonly bytes: Buffer;
  /** How it came about, for the report. */
  readonly how: string;
  /** Insist on this format. */
  readonly format?: string;
  /** What was left as it was among what was damaged: no text of it may be lost. */
  readonly good?: Buffer;
}

const ARCHIVE_SHARE = 0.02;
const PACKED_SHARE = 0.03;
const GOOD_LINES_SHARE = 0.15;
const ODD_RECORDS_SHARE = 0.1;
const OTHER_NAME_SHARE = 0.04;
const NAMES = [
  'agent-x.jsonl',
  'rollout-1.jsonl',
  'x.csv',
  'x_events.tsv',
  'x.md',
  'x.yaml',
  'x.zip',
  'x.eval',
  'x',
  'x.gz',
];

/** The input of a seed: the same on every machine for the same samples. */
export function fuzzInput(seed: number, samples: readonly FormatSample[]): FuzzInput {
  const random = seededRandom(seed);
  const sample = random.pick(samples);
  if (random.chance(ARCHIVE_SHARE)) {
    const [name, make] = random.pick(Object.entries(HOSTILE_ARCHIVES));
    return { name, bytes: make(sample.bytes), how: `${name} of ${sample.name}` };
  }
  if (random.chance(PACKED_SHARE)) return packed(random, samples);
  if (random.chance(GOOD_LINES_SHARE)) {
    const byLine = samples.filter(
      ({ name, format }) => name.endsWith('.jsonl') && formatNamed(format).independentRecords,
    );
    if (byLine.length > 0) return besideBadLines(random.pick(byLine), random, samples);
  }
  if (random.chance(ODD_RECORDS_SHARE)) {
    const odd = besideOddRecords(sample, random);
    if (odd !== undefined) return odd;
  }
  const { bytes, mutations } = mutateSource(sample.bytes, random, random.pick(samples).bytes);
  const format = random.chance(0.2) ? sample.format : random.chance(0.1) ? random.pick(FORMATS).name : undefined;
  const name = random.chance(OTHER_NAME_SHARE) ? random.pick(NAMES) : sample.name;
  const insisted = format === undefined ? '' : ` (--format ${format})`;
  return {
    name,
    bytes,
    how: `${sample.name} as ${name}: ${mutations.join(', ')}${insisted}`,
    ...(format !== undefined && { format }),
  };
}

// A ZIP, a tar or an Inspect log in which some files are damaged.
function packed(random: Random, samples: readonly FormatSample[]): FuzzInput {
  const damaged = (bytes: Buffer): Buffer =>
    random.chance(0.5) ? mutateSource(bytes, random, random.pick(samples).bytes).bytes : bytes;
  const kind = random.pick(['eval', 'zip', 'tar'] as const);
  const members =
    kind === 'eval'
      ? inspectMembers()
      : Array.from({ length: 3 }, () => random.pick(samples)).map(({ name, bytes }) => [name, bytes] as const);
  const files = members.map(
    ([name, bytes]) => [random.chance(0.9) ? name : random.pick(NAMES), damaged(bytes)] as const,
  );
  const kept = random.chance(0.2) ? random.shuffle(files).slice(1) : files;
  const archive = kind === 'tar' ? tarOf(kept.map(([name, content]) => ({ name, content }))) : zipOf(kept);
  const isDamaged = random.chance(0.3);
  const bytes = isDamaged ? mutateSource(archive, random, archive).bytes : archive;
  const how = `${isDamaged ? 'damaged ' : ''}${kind} of ${kept.map(([name]) => name).join(', ')}`;
  return { name: `packed.${kind}`, bytes, how };
}

// Whole lines are damaged, others added; none of the rest may be lost.
function besideBadLines(
  { name, format, bytes }: FormatSample,
  random: Random,
  samples: readonly FormatSample[],
): FuzzInput {
  const lines = linesOf(bytes);
  const goodLines: string[] = [];
  const damaged = lines.flatMap((line): Buffer[] => {
    if (random.chance(0.5)) {
      goodLines.push(line);
      return [Buffer.from(line)];
    }
    const mutated = mutateSource(Buffer.from(line), random, random.pick(samples).bytes).bytes;
    return [oneLine(mutated)];
  });
  const joined = damaged.flatMap((line) => [line, Buffer.from('\n')]);
  const good = Buffer.from(goodLines.map((line) => `${line}\n`).join(''));
  return { name, format, bytes: Buffer.concat(joined), how: `${name}: bad lines beside good ones`, good };
}

/** More than this of damage, and what the lines are is not to be seen in the beginning of a file. */
const LONGEST_LINE = 100_000;

// A damaged line may have become several. A first one that begins as an archive, UTF-16 or markup is what the file is.
function oneLine(mutated: Buffer): Buffer {
  const line = Buffer.from(mutated.toString('latin1').replaceAll('\n', ' ').replace(/^\s*</, '('), 'latin1');
  const isOther = archiveKind(line) !== undefined || /^(?:fffe|feff)/.test(line.toString('hex', 0, 2));
  return (isOther ? Buffer.concat([Buffer.from(' '), line]) : line).subarray(0, LONGEST_LINE);
}

const ODD_RECORDS = ['null', '7', '"x"', '{}', '[]', '[[]]', '{"a": 1}', '{"type": null}', '{"role": 7}'];
const BROKEN_LINES = ['{"', 'x', '}', '{"a": 1', '\u0000', '{"a": "\\x"}', 'NaN', ']['];

/** Between the records of a file stand some that say nothing: no text of the others may be lost. */
function besideOddRecords({ name, format, bytes }: FormatSample, random: Random): FuzzInput | undefined {
  if (name.endsWith('.jsonl')) {
    const lines = linesOf(bytes).flatMap((line) =>
      random.chance(0.4) ? [line, random.pick([...ODD_RECORDS, ...BROKEN_LINES])] : [line],
    );
    return { name, format, bytes: Buffer.from(lines.join('\n')), how: `${name}: odd lines`, good: bytes };
  }
  const value = jsonIn(bytes);
  if (!Array.isArray(value)) return undefined;
  const items = value.flatMap((item) =>
    random.chance(0.4) ? [JSON.stringify(item), random.pick(ODD_RECORDS)] : [JSON.stringify(item)],
  );
  return { name, format, bytes: Buffer.from(`[${items.join(',')}]`), how: `${name}: odd items`, good: bytes };
}

function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

function linesOf(bytes: Buffer): string[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/**
 * Imports an input from a folder and says what went wrong: an exception, or something good that was lost. Undefined when
 * all is well.
 */
export async function checkFuzzInput(input: FuzzInput, folder: string): Promise<string | undefined> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, input.name);
  const options = input.format === undefined ? {} : { format: input.format };
  const read = async (bytes: Buffer): Promise<ImportItem[]> => {
    writeFileSync(path, bytes);
    return Array.fromAsync(importFiles([path], options));
  };
  try {
    const items = await read(input.bytes);
    for (const item of items) JSON.stringify(item);
    const thrown = items.find((item) => 'issue' in item && CAUGHT.test(item.issue.message));
    if (thrown !== undefined) return `a reader threw: ${JSON.stringify(thrown)}`;
    return input.good === undefined ? undefined : lostTexts(await read(input.good), items);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    rmSync(path, { force: true });
  }
}

// What the import says of a reader's exception.
const CAUGHT = /could not be (?:understood|finished)(?!: nested deeper)/;

function lostTexts(good: readonly ImportItem[], found: readonly ImportItem[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of trajectoriesOf(found).flatMap(textsOf)) counts.set(text, (counts.get(text) ?? 0) + 1);
  const lost = trajectoriesOf(good)
    .flatMap(textsOf)
    .filter((text) => {
      const left = counts.get(text) ?? 0;
      counts.set(text, left - 1);
      return left <= 0;
    });
  return lost.length === 0
    ? undefined
    : `lost ${lost.length} texts of good records, as ${JSON.stringify(lost[0]!.slice(0, 80))}`;
}
