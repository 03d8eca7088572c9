import { EthogramError } from '../core/ethogram-error.ts';
import { formatCount, formatUsd, plural } from '../core/format-number.ts';
import { modelName } from '../model/model-name.ts';
import { openModel, type OpenModel } from '../model/open-model.ts';
import { parsePrice } from '../model/price-of.ts';
import { spending, type Spending } from '../model/spending.ts';
import type { Store } from '../store/store.ts';
import { textOption, type CommandContext, type OptionSpec } from './command.ts';
import { numberOption } from './number-option.ts';

/** Options of every command that speaks to a model. */
export const MODEL_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--model <name>',
    description: 'PROVIDER:NAME (openai, anthropic, google, ollama, llamacpp, vllm, lmstudio), or a name with --base-url; default: ETHOGRAM_MODEL',
  },
  { flags: '--base-url <url>', description: 'address of an OpenAI-compatible server; default: ETHOGRAM_BASE_URL' },
  { flags: '--concurrency <n>', description: 'calls at a time', default: '8' },
  { flags: '--requests-per-minute <n>', description: 'at most so many calls a minute' },
  { flags: '--price <in,out>', description: 'US dollars per million input and output tokens, where the list has no price' },
  { flags: '--max-cost <usd>', description: 'stop before more than this is spent; what was answered is kept' },
  { flags: '--dry-run', description: 'say what it would ask and cost, and ask nothing' },
  { flags: '--retry-failed', description: 'ask again where a stored answer could not be used' },
]; // prettier-ignore

/** Whether a command line names a model. */
export function namesModel({ options, env }: Pick<CommandContext, 'options' | 'env'>): boolean {
  return textOption(options, 'model') !== undefined || (env['ETHOGRAM_MODEL'] ?? '') !== '';
}

/**
 * The model of a command line.
 *
 * @param without - what works without one, for the hint: a command
 * @throws EthogramError `no-model` when none is named; as `openModel`
 */
export async function modelOf(context: CommandContext, store: Store, without: string): Promise<OpenModel> {
  const { options, env, cwd, now } = context;
  const asked = textOption(options, 'model') ?? env['ETHOGRAM_MODEL'];
  if (asked === undefined || asked === '') {
    throw new EthogramError('no-model', '--model: found none, expected a language model to work with', {
      hint: `--model ollama:qwen3:8b is one on this machine, --model openai:gpt-5-mini a service; without a model: ${without}`,
    });
  }
  const baseUrl = textOption(options, 'baseUrl') ?? (env['ETHOGRAM_BASE_URL'] || undefined);
  const price = textOption(options, 'price');
  const maxCostUsd = numberOption(options, 'maxCost');
  const requestsPerMinute = numberOption(options, 'requestsPerMinute', { low: 1 });
  return openModel(modelName(asked, baseUrl), {
    store,
    env,
    cwd,
    now,
    concurrency: numberOption(options, 'concurrency', { low: 1, whole: true }) ?? 8,
    ...(price !== undefined && { price: parsePrice(price) }),
    ...(maxCostUsd !== undefined && { maxCostUsd, spending: purseOf(store, maxCostUsd) }),
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    retryFailed: options['retryFailed'] === true,
    isDry: options['dryRun'] === true,
    onElsewhere: () => context.talk(`${asked}: another process asks the same; waiting for its answers`),
    onAway: (message) => context.talk(`${asked}: ${message}`),
  });
}

const PURSES = new WeakMap<Store, Spending>();

/** One purse for all models of a command, which has one store. */
function purseOf(store: Store, maxCostUsd: number): Spending {
  let purse = PURSES.get(store);
  if (purse === undefined) PURSES.set(store, (purse = spending(maxCostUsd)));
  return purse;
}

/** The options that name the model of a command line, to be typed again: the environment alone is not enough for each. */
export function modelFlags({ options, env }: Pick<CommandContext, 'options' | 'env'>): string {
  const named = [
    ['--model', textOption(options, 'model') ?? env['ETHOGRAM_MODEL']],
    ['--base-url', textOption(options, 'baseUrl')],
  ] as const;
  return named.flatMap(([flag, value]) => (value === undefined ? [] : [`${flag} ${value}`])).join(' ');
}

/** One line on what a model did: calls, tokens, cost. */
export function tallyText({ name, tally }: OpenModel): string {
  const { calls, stored, inputTokens, outputTokens, costUsd } = tally;
  const kept = stored > 0 ? `, ${formatCount(stored)} answered before` : '';
  const cost = costUsd === undefined ? 'cost unknown' : formatUsd(costUsd);
  return `${name}: ${plural(calls, 'call')}${kept}, ${formatCount(inputTokens)} tokens in, ${formatCount(outputTokens)} out, ${cost}`;
}
