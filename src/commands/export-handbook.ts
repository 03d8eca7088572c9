import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { plural } from '../core/format-number.ts';
import { agentsMd } from '../handbook/agents-md.ts';
import { withMarkedBlock } from '../handbook/with-marked-block.ts';
import { isServable } from '../handbook/may-be-served.ts';
import { cannotWrite } from './cannot-write.ts';
import { textOption, type CommandContext, type CommandResult } from './command.ts';
import { numberOption } from './number-option.ts';
import { withStore } from './with-store.ts';
import { writeWhole } from './write-whole.ts';

/**
 * The handbook of a store as a section of an `AGENTS.md`, best first. What is printed is for somebody to read: candidates are in it.
 * What is written where agents read it is what somebody approved or pinned, unless `--all`; what is held is in neither.
 */
export async function exportHandbook(context: CommandContext): Promise<CommandResult> {
  const tokens = numberOption(context.options, 'tokens', { low: 1, whole: true })!;
  const project = textOption(context.options, 'project');
  const out = textOption(context.options, 'out');
  const all = context.options['all'] === true || out === undefined;
  const kept = await withStore(context, (store) => store.behaviors());
  const behaviors = kept.filter((behavior) => isServable(behavior, all) && (behavior.status !== 'stale' || behavior.pinned === true));
  const ranked = behaviors.toSorted((a, b) => (a.rank ?? behaviors.length) - (b.rank ?? behaviors.length));
  const { text, ids, ...counts } = agentsMd(ranked, { tokens, ...(project !== undefined && { project }) });
  if (out === undefined) {
    if (counts.behaviors > 0) return { json: counts, text: '', raw: lines(text) };
    const next = 'ethogram mine finds behaviors; handbook list shows what there is';
    return { json: counts, text: `The handbook has nothing${ofProject(project)} to export: ${next}.` };
  }
  const path = resolve(context.cwd, out);
  const before = await bytesBefore(path, out);
  const isMarked = before !== undefined && Buffer.from(before).includes('<ethogram-behaviors ids="');
  if (counts.behaviors === 0 && !isMarked) {
    return { json: counts, text: `The handbook has nothing${ofProject(project)} that was approved: ethogram handbook approve ID does that; --all takes what was not.` };
  }
  const after = withMarkedBlock(before ?? new Uint8Array(), text, { ids, shown: out });
  const same = before !== undefined && Buffer.compare(before, after) === 0;
  if (!same) await writeWhole(path, Buffer.from(after).toString('utf8'), { shown: out });
  const did = same ? `${out} has them already` : isMarked ? `brought the block in ${out} up to date` : before === undefined ? `wrote ${out}` : `added a block to ${out}`;
  return { json: { ...counts, file: out }, text: `${did}: ${plural(counts.behaviors, 'behavior')}` };
} // prettier-ignore

/** What stands in the file already; undefined where there is none, or what is there has no text of its own (a pipe, a device). */
async function bytesBefore(path: string, shown: string): Promise<Uint8Array | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() || found.isDirectory() ? await readFile(path) : undefined;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cannotWrite(shown, cause);
  }
}

function ofProject(project: string | undefined): string {
  return project === undefined ? '' : ` of ${project}`;
}

async function* lines(text: string): AsyncGenerator<string> {
  yield text;
}
