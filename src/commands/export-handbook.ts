import { resolve } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { plural } from '../core/format-number.ts';
import { agentsMd } from '../handbook/agents-md.ts';
import { cannotWrite } from './cannot-write.ts';
import { textOption, type CommandContext, type CommandResult } from './command.ts';
import { numberOption } from './number-option.ts';
import { withStore } from './with-store.ts';

/** The handbook of a store as a section of an `AGENTS.md`: everything but what is stale or archived, best first. */
export async function exportHandbook(context: CommandContext): Promise<CommandResult> {
  const tokens = numberOption(context.options, 'tokens', { low: 1, whole: true })!;
  const project = textOption(context.options, 'project');
  const behaviors = await withStore(context, (store) => store.behaviors({ status: ['active', 'shadow', 'candidate'] }));
  const ranked = behaviors.toSorted((a, b) => (a.rank ?? behaviors.length) - (b.rank ?? behaviors.length));
  const { text, ...counts } = agentsMd(ranked, { tokens, ...(project !== undefined && { project }) });
  if (counts.behaviors === 0) {
    const next = 'ethogram mine finds behaviors; handbook list shows what there is';
    return {
      json: counts,
      text: `The handbook has nothing${project === undefined ? '' : ` of ${project}`} to export: ${next}.`,
    };
  }
  const out = textOption(context.options, 'out');
  if (out === undefined) return { json: counts, text: '', raw: lines(text) };
  await writeFile(resolve(context.cwd, out), text).catch((cause: unknown) => {
    throw cannotWrite(out, cause);
  });
  return { json: { ...counts, file: out }, text: `wrote ${plural(counts.behaviors, 'behavior')} to ${out}` };
}

async function* lines(text: string): AsyncGenerator<string> {
  yield text;
}
