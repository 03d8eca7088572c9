import { readdirSync, readFileSync } from 'node:fs';
import { EthogramError } from '../core/ethogram-error.ts';
import type { Codebook } from './codebook.ts';
import { parseCodebook } from './parse-codebook.ts';

const FOLDER = new URL('./codebooks/', import.meta.url);
const builtIn = new Map<string, Codebook>();

/** Names of the codebooks that ship with Ethogram, sorted. */
export function codebookNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * Loads codebooks by name (those that ship) or by path (anything with a slash or ending in `.yaml`, `.yml`, `.json`).
 *
 * @param names - default: all that ship
 * @throws EthogramError `not-found` (no such name), `file-not-found` (no such path), `bad-codebook` (cannot be read)
 */
export function loadCodebooks(names: readonly string[] = codebookNames()): Codebook[] {
  return names.map((name) => (/[/\\]|\.(?:ya?ml|json)$/.test(name) ? loadFile(name) : loadBuiltIn(name)));
}

function loadBuiltIn(name: string): Codebook {
  let codebook = builtIn.get(name);
  if (codebook === undefined) {
    if (!codebookNames().includes(name)) {
      throw new EthogramError('not-found', `codebook ${name}: expected one of ${codebookNames().join(', ')}`, {
        hint: 'a codebook of your own is named by its path: --codebook ./mine.yaml',
      });
    }
    codebook = parseCodebook(readFileSync(new URL(`${name}.yaml`, FOLDER), 'utf8'), `${name}.yaml`);
    builtIn.set(name, codebook);
  }
  return codebook;
}

function loadFile(path: string): Codebook {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new EthogramError('file-not-found', `${path}: cannot be read`, { hint: 'ethogram codebook list', cause });
  }
  return parseCodebook(text, path);
}
