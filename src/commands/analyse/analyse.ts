import { EthogramError } from '../../core/ethogram-error.ts';
import type { Command, CommandOptions, OptionSpec } from '../command.ts';
import { withStore } from '../with-store.ts';
import { ANALYSES, type AnalysisEntry } from './analyses.ts';

/** `ethogram analyse`: what the coded behaviors amount to. */
export const analyse: Command = {
  name: 'analyse',
  summary: 'what the behaviors amount to',
  description: ANALYSES.map(({ name, description }) => `${name}: ${description}`).join('\n\n'),
  arguments: [
    { name: '[WHAT]', description: `${ANALYSES.map(({ name }) => name).join(' | ')}; not needed with --sql and --ask` },
  ],
  options: allOptions(),
  example: 'ethogram analyse time-budget',
  async run(context) {
    const { options } = context;
    const what = context.args[0] ?? (options['sql'] === undefined && options['ask'] === undefined ? undefined : 'sql');
    const entry = ANALYSES.find(({ name }) => name === what);
    if (entry === undefined) {
      const names = ANALYSES.map(({ name }) => name);
      throw new EthogramError(
        'bad-argument',
        `analyse: found ${what === undefined ? 'nothing' : `"${what}"`}, expected one of ${names.join(', ')}`,
      );
    }
    requireOwn(entry, context.options);
    if (context.options['table'] !== undefined && entry.loadTable !== undefined) {
      return (await entry.loadTable())(context);
    }
    const analysis = await entry.load();
    return withStore(context, async (store) => analysis(store, context));
  },
};

/** The options of all analyses, each once; one that only some take says which. */
function allOptions(): OptionSpec[] {
  const takers = Map.groupBy(
    ANALYSES.flatMap(({ name, options }) => options.map((option) => ({ name, option }))),
    ({ option }) => option.flags,
  );
  return [...takers.values()].map((list): OptionSpec => {
    const { option } = list[0]!;
    const names = list.map(({ name }) => name);
    const others = ANALYSES.map(({ name }) => name).filter((name) => !names.includes(name));
    if (others.length === 0) return option;
    const who = others.length < names.length / 2 ? `all but ${others.join(', ')}` : names.join(', ');
    return { ...option, description: `${who}: ${option.description}` };
  });
}

/** An option that an analysis does not take changes nothing in it, which whoever gave it would not notice. */
function requireOwn({ name, options }: AnalysisEntry, given: CommandOptions): void {
  const key = ({ flags }: OptionSpec): string =>
    flags
      .replace(/^.*--(?:no-)?([a-z-]+).*$/, '$1')
      .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const own = new Set(options.map(key));
  for (const option of allOptions()) {
    const value = given[key(option)];
    if (own.has(key(option)) || value === undefined || String(value) === String(option.default ?? option.flags.startsWith('--no-')) || (Array.isArray(value) && value.length === 0)) continue;
    throw new EthogramError('bad-argument', `analyse ${name}: found ${option.flags.split(' ')[0]}, which it does not take`, {
      hint: `ethogram analyse --help tells what each takes`,
    });
  }
} // prettier-ignore
