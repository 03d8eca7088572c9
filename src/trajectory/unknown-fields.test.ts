import assert from 'node:assert/strict';
import test from 'node:test';
import type { Json } from '../core/json.ts';
import { formatSamples, type FormatSample } from './testing/format-samples.ts';
import { importText } from './testing/import-text.ts';
import { plantFacts, unplanted } from './testing/plant-facts.ts';

/** Objects whose further fields no format keeps, and why. */
const MAY_DROP: Readonly<Record<string, readonly (readonly [place: RegExp, why: string])[]>> = {
  'claude-code': [
    [/^$/, 'a list of lines is no record of its own'],
    [/^\.loglines\[\]$/, 'a line that repeats another'],
  ],
  codex: [[/^$/, 'a document around the items of a session']],
  ethogram: [[/^$/, 'Ethogram writes nothing beside the trajectory']],
  intercode: [[/^$/, 'an entry that is no run is an issue']],
  langfuse: [[/^$/, 'a list of records']],
  langsmith: [[/\.messages\[\]\[\]$/, 'the frame of a serialised message']],
  'mr-ben': [[/^$/, 'an entry that is no list of solutions is an issue']],
  'openai-agents': [[/^$/, 'a batch of spans is how they were sent']],
  openinference: [[/put_messages\[\]$/, 'a frame around the message']],
  'otel-genai': [
    [/^$/, 'a list of spans'],
    [/(?:resourceSpans|scopeSpans)\[\]$/, 'a batch of spans is how they were sent'],
    [/\.attributes\[\](?:\.value)?$/, 'a frame around a name and its value'],
  ],
  'swe-agent': [[/^\.trajectory\[\]\.query\[\]$/, 'a prompt that repeats the history']],
  tooleval: [[/^$/, 'an entry that is no run is an issue']],
};

const JSON_SAMPLES = formatSamples().filter(({ bytes }) => /^\s*[[{]/.test(bytes.toString()));

for (const [format, samples] of Map.groupBy(JSON_SAMPLES, (sample) => sample.format)) {
  test(`${format} keeps fields that it does not know`, async () => {
    const dropped = new Set<string>();
    for (const sample of samples) {
      for (const place of await droppedFrom(sample)) {
        if (!(MAY_DROP[format] ?? []).some(([at]) => at.test(place))) dropped.add(`${sample.name} ${place}`);
      }
    }
    assert.deepEqual([...dropped], []);
  });
}

async function droppedFrom({ name, format, bytes }: FormatSample): Promise<string[]> {
  const text = bytes.toString();
  const documents = text.trim().split('\n').every(isJson) ? text.trim().split('\n') : [text];
  const places = new Map<string, string>();
  const lines = documents.map((document) => {
    const planted = plantFacts(JSON.parse(document) as Json, places.size);
    for (const [fact, place] of planted.places) places.set(fact, place);
    return JSON.stringify(planted.value);
  });
  return unplanted(places, JSON.stringify(await importText(name, `${lines.join('\n')}\n`, { format })));
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
