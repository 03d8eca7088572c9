import { readFileSync } from 'node:fs';
import type { ModelUsage } from '../core/model.ts';
import { EthogramError } from '../core/ethogram-error.ts';

/** US dollars per million tokens. */
export interface ModelPrice {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

interface PriceList {
  /** ISO day on which the list was put together; `source` in the file says from what. */
  readonly collected: string;
  readonly models: Readonly<Record<string, ModelPrice>>;
}

let list: PriceList | undefined;

function priceList(): PriceList {
  list ??= JSON.parse(readFileSync(new URL('prices.json', import.meta.url), 'utf8')) as PriceList;
  return list;
}

/** The day on which `prices.json` was put together, ISO 8601. */
export function pricesCollected(): string {
  return priceList().collected;
}

/**
 * The list price of a model; of the same name without a date at its end (`gpt-5-2025-08-07`) when it has none of its own.
 *
 * @param name - `provider:name`
 * @returns undefined when it is not known
 */
export function priceOf(name: string): ModelPrice | undefined {
  const { models } = priceList();
  return models[name] ?? models[name.replace(/-(?:20\d\d-?\d\d-?\d\d|latest)$/, '')];
}

/**
 * A price as it stands on a command line: `0.5,2` is half a dollar per million input tokens and two per million output
 * tokens; `0.5,0.05,2` gives cached input its own price, which is else that of input.
 *
 * @throws EthogramError `bad-argument`
 */
export function parsePrice(text: string): ModelPrice {
  const numbers = text.split(',').map((part) => (/^\s*\d+(?:\.\d+)?\s*$/.test(part) ? Number(part) : Number.NaN));
  if (numbers.some(Number.isNaN) || numbers.length < 2 || numbers.length > 3) {
    throw new EthogramError(
      'bad-argument',
      `--price: found ${JSON.stringify(text)}, expected US dollars per million tokens`,
      {
        hint: '--price 0.5,2 is half a dollar for input and two for output; --price 0,0 costs nothing',
      },
    );
  }
  const input = numbers[0]!;
  return { input, cachedInput: numbers.length === 3 ? numbers[1]! : input, output: numbers.at(-1)! };
}

/** What these tokens cost, in US dollars. */
export function costOf(
  usage: Pick<ModelUsage, 'inputTokens' | 'cachedInputTokens' | 'outputTokens'>,
  price: ModelPrice,
): number {
  const fresh = Math.max(0, usage.inputTokens - usage.cachedInputTokens);
  return (fresh * price.input + usage.cachedInputTokens * price.cachedInput + usage.outputTokens * price.output) / 1e6;
}
