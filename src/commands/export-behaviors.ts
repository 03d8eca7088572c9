import { resolve } from 'node:path';
import type { BehaviorStatus, MinedBehavior } from '../behavior/behavior.ts';
import { plural } from '../core/format-number.ts';
import { behaviorLine } from '../handbook/behavior-line.ts';
import type { BehaviorReader } from '../handbook/behavior-store.ts';
import { textOption, type CommandContext, type CommandResult } from './command.ts';
import { requireOtherFile } from './require-other-file.ts';
import { storeLocation, withStore } from './with-store.ts';
import { writeWhole } from './write-whole.ts';

/** `ethogram handbook export`: the handbook as JSONL, a behavior a line, in order of name, then id. */
export async function exportBehaviors(
  context: CommandContext,
  status: BehaviorStatus | undefined,
): Promise<CommandResult> {
  const withEvidence = context.options['withoutEvidence'] !== true;
  const behaviors = await withStore(context, async (store) => {
    const kept = await store.behaviors(status === undefined ? {} : { status: [status] });
    return withEvidence ? wholeBehaviors(store, kept) : kept;
  });
  const text = behaviors.map(behaviorLine).join('');
  const out = textOption(context.options, 'out');
  if (out === undefined) return { json: {}, text: '', raw: lines(text) };
  const file = resolve(context.cwd, out);
  requireOtherFile(out, file, storeLocation(context));
  await writeWhole(file, text, { shown: out });
  return {
    json: { behaviors: behaviors.length, file: out },
    text: `wrote ${plural(behaviors.length, 'behavior')} to ${out}`,
  };
}

async function wholeBehaviors(store: BehaviorReader, kept: readonly MinedBehavior[]): Promise<MinedBehavior[]> {
  const whole: MinedBehavior[] = [];
  for (const behavior of kept) whole.push({ ...behavior, provenance: await store.provenance(behavior.id) });
  return whole;
}

async function* lines(text: string): AsyncGenerator<string> {
  yield text;
}
