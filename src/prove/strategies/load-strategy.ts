import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { sha256 } from '../../core/content-key.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { readYaml } from '../../core/read-yaml.ts';
import type { Chunks } from '../attempt/attempt.ts';

/** A way of going about tasks, as a prompt: one file each, of which the hash is the version. */
export interface Strategy {
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** What the agent is told before every task; empty for `plain`. */
  readonly prompt: string;
  /** Where it thinks in pieces. */
  readonly chunks?: Chunks;
  /** First 12 hex digits of the SHA-256 of the file. */
  readonly hash: string;
}

/** The name of no strategy: the task as it stands. */
export const PLAIN = 'plain';

const FOLDER = new URL('./', import.meta.url);
const HEAD = /^---\n([\s\S]*?)\n---\n/;

const headSchema = z.strictObject({
  description: z.string().min(1),
  chunks: z.strictObject({ most: z.int().min(2), tokens: z.int().min(64) }).optional(),
});

/** Names of the strategies that ship, `plain` first, then sorted. */
export function strategyNames(): string[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.md'));
  return [PLAIN, ...files.map((file) => basename(file, '.md')).sort()];
}

/**
 * Loads a strategy by name (one that ships) or by path (anything with a slash or ending in `.md`): a head in YAML between
 * lines of `---` with a description, then the prompt.
 *
 * @throws EthogramError `not-found` (no such name), `file-not-found` (no such path), `bad-argument` (a head that cannot be read)
 */
export function loadStrategy(name: string): Strategy {
  if (name === PLAIN) return { name, description: 'the task as it stands', prompt: '', hash: sha256('', 12) };
  const isPath = /[/\\]|\.md$/.test(name);
  if (!isPath && !strategyNames().includes(name)) {
    throw new EthogramError('not-found', `--strategy ${name}: found no such strategy, expected one of ${strategyNames().join(', ')}`, {
      hint: 'ethogram solve --strategy list says what each is; one of your own is named by its path: --strategy ./mine.md',
    }); // prettier-ignore
  }
  const text = fileText(isPath ? name : new URL(`${name}.md`, FOLDER), name);
  const head = HEAD.exec(text);
  if (head === null) throw bad(`${name}:1: found no head, expected lines of --- around a description`);
  const { value } = readYaml(head[1]!, { file: name, root: 'head', schema: headSchema, fail: bad });
  const prompt = text.slice(head[0].length).trim();
  if (prompt === '') throw bad(`${name}: found no prompt below the head, expected one`);
  const { description, chunks } = value;
  const plainName = basename(name, '.md');
  return { name: plainName, description, prompt, ...(chunks !== undefined && { chunks }), hash: sha256(text, 12) };
}

function fileText(file: URL | string, name: string): string {
  try {
    return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  } catch (cause) {
    throw new EthogramError('file-not-found', `--strategy ${name}: found no file that can be read, expected a prompt`, {
      hint: 'ethogram solve --strategy list names those that ship',
      cause,
    });
  }
}

function bad(message: string): EthogramError {
  return new EthogramError('bad-argument', message, {
    hint: 'a strategy is a file with ---, description: one line, ---, and the prompt below',
  });
}
