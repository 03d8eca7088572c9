import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { sha256 } from '../core/content-key.ts';
import { cannotWrite } from './cannot-write.ts';

/**
 * What became of a file that people may change: `written`; `same` as it was; `kept`, since somebody changed it and there is nothing new;
 * `beside`, since somebody changed it and there is something new, which is in FILE.new.
 */
export type KeptFile = 'written' | 'same' | 'kept' | 'beside';

/** A {@link KeptFile} in words. */
export const FILE_BECAME: Readonly<Record<KeptFile, string>> = {
  written: 'written',
  same: 'as it was',
  kept: 'kept as somebody changed it',
  beside: 'kept as somebody changed it; what is new is in the file .new beside it',
};

const HEAD = /^# Written by ethogram \(([0-9a-f]{12})\)[^\n]*\n/;

/**
 * Writes a file unless somebody changed it, which its first line tells: it holds a hash of the rest as it was written.
 *
 * @param text - YAML, or anything else where `#` begins a comment
 * @throws EthogramError `cannot-write`
 */
export function keepFile(path: string, text: string): KeptFile {
  const hash = sha256(text, 12);
  if (!existsSync(path)) return write(path, hash, text);
  const old = readFileSync(path, 'utf8');
  const head = HEAD.exec(old);
  if (head !== null && !isChanged(old)) return head[1] === hash ? 'same' : write(path, hash, text);
  if (head?.[1] === hash) return 'kept';
  keepFile(`${path}.new`, text);
  return 'beside';
}

/** Whether somebody changed a file since {@link keepFile} wrote it, or it was not written so at all. */
export function isChanged(text: string): boolean {
  const head = HEAD.exec(text);
  return head === null || sha256(text.slice(head[0].length), 12) !== head[1];
}

function write(path: string, hash: string, text: string): KeptFile {
  const head = `# Written by ethogram (${hash}). What you change stays; what is new then goes into a file .new beside it: take over what you want, and this line.\n`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.part`, head + text);
    renameSync(`${path}.part`, path);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
  return 'written';
}
