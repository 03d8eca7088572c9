import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importFiles } from '../import-files.ts';
import { partText, type Part, type Trajectory } from '../trajectory.ts';
import { issuesOf, trajectoriesOf } from './import-text.ts';
import { SHARED_DATA } from './shared-data.ts';

/**
 * Files under a folder of the shared data whose names match, sorted.
 *
 * @param folder - relative to the shared data
 */
export function dataFiles(folder: string, name: RegExp): string[] {
  return readdirSync(join(SHARED_DATA, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The text of a part as its source has it: reasoning with its delimiters. */
export function verbatim(part: Part): string {
  return part.kind === 'reasoning' ? `${part.open ?? ''}${part.text}${part.close ?? ''}` : partText(part);
}

/** The texts of a run's parts, in order. */
export function textsOf(trajectory: Trajectory): string[] {
  return trajectory.steps.flatMap((step) => step.parts.map(verbatim));
}

/**
 * The law every format obeys: without redaction the texts of a run, joined in order, are those of the source, and no
 * issue is told; with it, they differ by placeholders only.
 *
 * @param runs - the texts of each run of a file, found without any code of the importers
 * @returns how many runs there were in all files
 */
export async function assertNoTextLost(
  files: readonly string[],
  runs: (content: string, path: string) => readonly (readonly string[])[],
  format?: string,
): Promise<number> {
  let seen = 0;
  for (const path of files) {
    const items = await Array.fromAsync(
      importFiles([path], { redact: false, ...(format !== undefined && { format }) }),
    );
    assert.deepEqual(issuesOf(items), [], path);
    const found = trajectoriesOf(items).map((trajectory) => textsOf(trajectory).join(''));
    const expected = runs(readFileSync(path, 'utf8'), path).map((texts) => texts.join(''));
    assert.deepEqual(found, expected, path);
    seen += found.length;
  }
  return seen;
}

/** Every part of the redacted import is the part of the plain one with stretches of it replaced by placeholders. */
export async function assertRedactedAlike(path: string): Promise<void> {
  const plain = trajectoriesOf(await Array.fromAsync(importFiles([path], { redact: false })));
  const redacted = trajectoriesOf(await Array.fromAsync(importFiles([path])));
  assert.equal(redacted.length, plain.length);
  for (const [index, trajectory] of redacted.entries()) {
    assert.equal(trajectory.id, plain[index]!.id);
    const before = textsOf(plain[index]!);
    for (const [at, text] of textsOf(trajectory).entries()) assertAligned(text, before[at]!);
  }
}

function assertAligned(redacted: string, plain: string): void {
  const pieces = redacted.split(/\[(?:email|key|password|user)-\d+\]/);
  let from = 0;
  for (const [index, piece] of pieces.entries()) {
    const at = index === pieces.length - 1 ? Math.max(from, plain.length - piece.length) : plain.indexOf(piece, from);
    assert.ok(plain.startsWith(piece, at) && at >= from && (index > 0 || at === 0), `${redacted}\n≠\n${plain}`);
    from = at + piece.length;
  }
  assert.equal(from, plain.length);
}
