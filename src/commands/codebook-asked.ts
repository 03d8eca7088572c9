import type { EventStore } from '../behavior/event.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { textOption, type CommandContext } from './command.ts';

/**
 * The codebook whose codes `--codebook` asks for, where codes are looked at. One that is known, but with which no run is coded, is mentioned
 * on stderr.
 *
 * @returns undefined when all are asked for
 * @throws EthogramError `not-found` when no run is coded with it and there is no codebook of that name: what is misspelt must not look empty
 */
export async function codebookAsked(
  store: Pick<EventStore, 'codings'>,
  context: Pick<CommandContext, 'options' | 'cwd' | 'talk'>,
): Promise<string | undefined> {
  const codebook = textOption(context.options, 'codebook');
  const of = textOption(context.options, 'of') ?? 'codes';
  if (codebook === undefined || of !== 'codes') return codebook;
  for await (const _ of store.codings({ codebook })) return codebook;
  // Needed here only, and slow to load.
  const [{ HANDBOOK }, { codebooksOf }, { closestFirst }] = await Promise.all([
    import('../behavior/codebooks/load-codebooks.ts'),
    import('./codebooks-of.ts'),
    import('../trajectory/formats/table/closest-first.ts'),
  ]);
  const known = new Set([HANDBOOK, ...codebooksOf(context).map(({ name }) => name)]);
  if (known.has(codebook.replace(/@.*$/s, ''))) {
    context.talk(`No run is coded with ${codebook}: ethogram detect --codebook ${codebook} does it.`);
    return codebook;
  }
  const coded = new Set<string>();
  for await (const coding of store.codings()) coded.add(coding.codebook.replace(/@.*$/s, ''));
  const names = [...coded].sort();
  const [closest] = closestFirst([...new Set([...names, ...known])], codebook);
  const expected = names.length === 0 ? 'one that detect has coded the runs with' : `one of ${names.join(', ')}`;
  throw new EthogramError('not-found', `--codebook: found "${codebook}", with which no run is coded, expected ${expected}`, { hint: `--codebook ${closest}` }); // prettier-ignore
}
