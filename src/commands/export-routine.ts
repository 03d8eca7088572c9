import { resolve } from 'node:path';
import { isHeld } from '../behavior/security/is-held.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { routine } from '../handbook/routine.ts';
import { behaviorNamed } from './behavior-named.ts';
import { textOption, type CommandContext, type CommandResult } from './command.ts';
import { requireOtherFile } from './require-other-file.ts';
import { storeLocation, withStore } from './with-store.ts';
import { writeWhole } from './write-whole.ts';

/** `ethogram export routine ID`: a workflow as a conversation routine, in words. */
export async function exportRoutine(context: CommandContext, ids: readonly string[]): Promise<CommandResult> {
  const [id, ...more] = ids;
  if (id === undefined || more.length > 0) {
    throw new EthogramError('bad-argument', `export routine: found ${ids.length} ids, expected one`, {
      hint: 'ethogram handbook list',
    });
  }
  const out = textOption(context.options, 'out');
  // What is printed is for somebody to read; what is written may be read by agents.
  const all = context.options['all'] === true || out === undefined;
  const text = await withStore(context, async (store) => {
    const workflow = await behaviorNamed(store, id);
    if (isHeld(workflow)) {
      throw new EthogramError('held', `${workflow.id}: found words that are held, expected ones that were approved`, {
        hint: `ethogram handbook show ${workflow.id}`,
      });
    }
    return routine(workflow, await store.behaviors(), { all });
  });
  if (out === undefined) return { json: {}, text: '', raw: lines(text) };
  const file = resolve(context.cwd, out);
  requireOtherFile(out, file, storeLocation(context));
  await writeWhole(file, text, { shown: out });
  return { json: { file: out }, text: `wrote ${out}` };
}

async function* lines(text: string): AsyncGenerator<string> {
  yield text;
}
