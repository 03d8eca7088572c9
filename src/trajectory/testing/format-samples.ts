import { formatNamed } from '../detect-format.ts';
import { CHAT_SEEDS } from './chat-seeds.ts';
import { CODING_AGENT_SEEDS } from './coding-agent-seeds.ts';
import { GENERATION_SEEDS } from './generation-seeds.ts';
import { HARNESS_SEEDS } from './harness-seeds.ts';
import { INSPECT_SEEDS } from './inspect-seeds.ts';
import { otlpMessage, prefixedMessages } from './otlp-message.ts';
import { PROVIDER_SEEDS } from './provider-seeds.ts';
import { REASONING_SEEDS } from './reasoning-seeds.ts';
import { TABLE_SAMPLES } from './table-samples.ts';
import { TELEMETRY_SEEDS } from './telemetry-seeds.ts';
import { zipOf } from './zip-of.ts';

/** A small valid file of a format, in our own words. */
export interface FormatSample {
  readonly name: string;
  readonly format: string;
  readonly bytes: Buffer;
}

const SEEDS: Readonly<Record<string, unknown>> = {
  ...CHAT_SEEDS,
  ...CODING_AGENT_SEEDS,
  ...HARNESS_SEEDS,
  ...INSPECT_SEEDS,
  ...PROVIDER_SEEDS,
  ...REASONING_SEEDS,
  ...TELEMETRY_SEEDS,
};

/** Small valid files of every format, of each container and generation that it has. */
export function formatSamples(): FormatSample[] {
  return [
    ...Object.entries(SEEDS).flatMap(([format, seed]) => seedFiles(format, seed)),
    ...GENERATION_SEEDS.map(({ format, name, records }) => ({ format, name, bytes: lines(records.map(jsonOf)) })),
    ...TABLE_SAMPLES.map(({ format, name, lines: text }) => ({ format, name, bytes: lines(text) })),
    { format: 'inspect-eval', name: 'log.eval', bytes: zipOf(inspectMembers()) },
    { format: 'otel-genai', name: 'spans.pb', bytes: otlpMessage(1, 'How many?') },
    {
      format: 'otel-genai',
      name: 'exports.pb',
      bytes: prefixedMessages([otlpMessage(1, 'How many?'), otlpMessage(2, 'How few?')]),
    },
  ];
}

// Records that are runs of their own may be many; a value printed over many lines is a document.
function seedFiles(format: string, seed: unknown): FormatSample[] {
  const json = jsonOf(seed);
  const files = [
    { format, name: `${format}.json`, bytes: Buffer.from(json) },
    { format, name: `${format}.pretty.json`, bytes: Buffer.from(JSON.stringify(seed, undefined, 2)) },
  ];
  if (!formatNamed(format).independentRecords) return files;
  return [...files, { format, name: `${format}.jsonl`, bytes: lines([json, json, json]) }];
}

/** The files in the ZIP of a log of Inspect: the header, and each sample in a file of its own. */
export function inspectMembers(): (readonly [name: string, bytes: Buffer])[] {
  const { samples, ...header } = INSPECT_SEEDS['inspect-eval'];
  const file = (name: string, value: unknown): readonly [string, Buffer] => [name, Buffer.from(jsonOf(value))];
  return [
    file('header.json', header),
    file('summaries.json', []),
    ...samples.map((sample) => file(`samples/${sample.id}_epoch_${sample.epoch}.json`, sample)),
  ];
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value);
}

function lines(texts: readonly string[]): Buffer {
  return Buffer.from(texts.map((text) => `${text}\n`).join(''));
}
