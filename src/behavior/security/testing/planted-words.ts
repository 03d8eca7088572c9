import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** Planted sentences by list and kind; the lists are told in the file. */
export const HARMFUL_WORDS = read('harmful-words.yml') as Readonly<
  Record<string, Readonly<Record<string, readonly string[]>>>
>;

/** Good advice by list. */
export const HARMLESS_WORDS = read('harmless-words.yml') as Readonly<Record<string, readonly string[]>>;

// Not `.yaml`: those are packed.
function read(file: string): unknown {
  return parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
}
