import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EthogramError } from '../../core/ethogram-error.ts';
import type { Codebook } from '../codebook.ts';
import { parseCodebook } from './parse-codebook.ts';

const FOLDER = new URL('./', import.meta.url);
const builtIn = new Map<string, Codebook>();

/** Where a project keeps codebooks of its own, in its working folder. */
export const OWN_CODEBOOKS = '.ethogram/codebooks';

/** Names of the codebooks that ship with Ethogram, sorted. */
export function codebookNames(): string[] {
  return namesIn(FOLDER);
}

/** The file of a codebook that ships. */
export function shippedCodebook(name: string): string {
  return fileURLToPath(new URL(`${name}.yaml`, FOLDER));
}

/**
 * Loads codebooks by name (those that ship, and those in the project's own folder) or by path (anything with a slash or
 * ending in `.yaml`, `.yml`, `.json`).
 *
 * @param names - default: all that ship, then the project's own
 * @param options.own - the project's folder of codebooks, where a file is named after its codebook; default: none
 * @throws EthogramError `not-found` (no such name), `file-not-found` (no such path), `bad-codebook` (cannot be read; or a
 *   codebook of the project has the name of one that ships, or not that of its file)
 */
export function loadCodebooks(names?: readonly string[], { own }: { readonly own?: string } = {}): Codebook[] {
  const shipped = codebookNames();
  const owned = own === undefined ? [] : namesIn(own);
  return (names ?? [...shipped, ...owned]).map((name) => {
    if (/[/\\]|\.(?:ya?ml|json)$/.test(name)) return loadFile(name);
    if (owned.includes(name)) return loadOwn(join(own!, `${name}.yaml`), shipped);
    if (shipped.includes(name)) return loadBuiltIn(name);
    throw new EthogramError('not-found', `codebook ${name}: expected one of ${[...shipped, ...owned].join(', ')}`, {
      hint: `one of your own is ${OWN_CODEBOOKS}/${name}.yaml, or is named by its path: --codebook ./mine.yaml`,
    });
  });
}

function namesIn(folder: URL | string): string[] {
  let files: string[];
  try {
    files = readdirSync(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  }
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

function loadBuiltIn(name: string): Codebook {
  let codebook = builtIn.get(name);
  if (codebook === undefined) {
    codebook = parseCodebook(readFileSync(shippedCodebook(name), 'utf8'), `${name}.yaml`, {
      folder: fileURLToPath(FOLDER),
    });
    builtIn.set(name, codebook);
  }
  return codebook;
}

/** A name stands for one codebook: events are counted by it. */
function loadOwn(path: string, shipped: readonly string[]): Codebook {
  const name = basename(path, '.yaml');
  if (shipped.includes(name)) {
    throw new EthogramError('bad-codebook', `${path}: found the name of a codebook that ships, expected another`, {
      hint: `rename it, inside too: name: my-${name}`,
    });
  }
  const codebook = loadFile(path);
  if (codebook.name !== name) {
    throw new EthogramError('bad-codebook', `${path}: name: found ${codebook.name}, expected ${name}, as the file`, {
      hint: `rename the file to ${join(dirname(path), `${codebook.name}.yaml`)}, or write name: ${name}`,
    });
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
