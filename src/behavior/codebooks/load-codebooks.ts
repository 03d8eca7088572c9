import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EthogramError } from '../../core/ethogram-error.ts';
import type { Codebook } from '../codebook.ts';
import { parseCodebook } from './parse-codebook.ts';
import { readCodebookFile } from './read-codebook-file.ts';

const FOLDER = new URL('./', import.meta.url);
const builtIn = new Map<string, Codebook>();

/** Where a project keeps codebooks of its own, in its working folder. */
export const OWN_CODEBOOKS = '.ethogram/codebooks';

/** The name of the codebook that the matchers of kept behaviors make; no file may have it. */
export const HANDBOOK = 'handbook';

/** Where codebooks are looked for, and what they may name. */
export interface CodebookPlaces {
  /** The project's folder of codebooks, where a file is named after its codebook; default: none. */
  readonly own?: string;
  /** Names of the detectors that `match.structure` may name; default: not looked at. */
  readonly structures?: Iterable<string>;
}

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
 * @throws EthogramError `not-found` (no such name), `file-not-found` (no such path), `bad-codebook` (cannot be read; or has
 *   the name of one that ships, or, one of the project's, not that of its file)
 */
export function loadCodebooks(names?: readonly string[], places: CodebookPlaces = {}): Codebook[] {
  const { own } = places;
  const shipped = codebookNames();
  const owned = own === undefined ? [] : namesIn(own);
  return (names ?? [...shipped, ...owned]).map((name) => {
    if (/[/\\]|\.(?:ya?ml|json)$/.test(name)) return loadFile(name, shipped, places);
    if (owned.includes(name)) return loadOwn(join(own!, `${name}.yaml`), shipped, places);
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
      isTested: true,
    });
    builtIn.set(name, codebook);
  }
  return codebook;
}

function loadOwn(path: string, shipped: readonly string[], places: CodebookPlaces): Codebook {
  const name = basename(path, '.yaml');
  if (shipped.includes(name)) throw taken(path, name);
  const codebook = loadFile(path, shipped, places);
  if (codebook.name !== name) {
    throw new EthogramError('bad-codebook', `${path}: name: found ${codebook.name}, expected ${name}, as the file`, {
      hint: `rename the file to ${join(dirname(path), `${codebook.name}.yaml`)}, or write name: ${name}`,
    });
  }
  return codebook;
}

/** A name stands for one codebook: events are kept and counted by it, so that another would replace those of the first. */
function loadFile(path: string, shipped: readonly string[], { structures }: CodebookPlaces): Codebook {
  const codebook = parseCodebook(readCodebookFile(path), path, structures === undefined ? {} : { structures });
  const { name } = codebook;
  if (name === HANDBOOK || (shipped.includes(name) && realpathSync(path) !== realpathSync(shippedCodebook(name)))) {
    throw taken(path, name);
  }
  return codebook;
}

function taken(path: string, name: string): EthogramError {
  const whose = name === HANDBOOK ? 'the codebook of kept behaviors' : 'a codebook that ships';
  return new EthogramError('bad-codebook', `${path}: name: found ${name}, which is ${whose}, expected another`, {
    hint: `rename it, inside too: name: my-${name}`,
  });
}
