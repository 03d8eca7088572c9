import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { EthogramError } from '../core/ethogram-error.ts';
import { readHandbook, type HandbookFile } from '../handbook/read-handbook.ts';
import type { CommandContext } from './command.ts';

const DEEPEST = 4;
const LARGEST_BYTES = 64 * 1024 * 1024;
const FOUND_IN_FOLDERS =
  /^(?:SKILL\.md|AGENTS\.md|CLAUDE\.md|skills\.json|.*playbook.*\.(?:txt|md)|.*handbook.*\.jsonl?)$/i;
const LEFT_OUT = new Set(['node_modules', '.git', '.ethogram']);

/** A file that was read, under the name it was given or found by. */
export interface OpenedHandbook extends HandbookFile {
  readonly file: string;
}

/**
 * Reads handbooks from files, folders (skills, instructions, playbooks and exports in them) and stdin (`-`).
 *
 * @throws EthogramError `file-not-found`, `bad-handbook` when a file is too large
 */
export async function openHandbookFiles(
  { cwd, stdin }: Pick<CommandContext, 'cwd' | 'stdin'>,
  paths: readonly string[],
): Promise<OpenedHandbook[]> {
  const opened: OpenedHandbook[] = [];
  for (const path of paths) {
    if (path === '-') {
      opened.push({ file: '-', ...readHandbook(await textOf(stdin), 'stdin.md') });
      continue;
    }
    const found = filesAt(resolve(cwd, path), path);
    for (const { place, file } of found) opened.push({ file, ...readHandbook(readFileSync(place, 'utf8'), file) });
  }
  return opened;
}

function filesAt(place: string, shown: string): { readonly place: string; readonly file: string }[] {
  const found = statSync(place, { throwIfNoEntry: false });
  if (found === undefined) throw new EthogramError('file-not-found', `${shown}: found nothing there, expected a file or a folder`);
  if (found.isDirectory()) return filesIn(place, '', 0);
  if (found.size > LARGEST_BYTES) {
    throw new EthogramError('bad-handbook', `${shown}: found ${found.size} bytes, expected at most ${LARGEST_BYTES}`);
  }
  return [{ place, file: basename(place) }];
} // prettier-ignore

function filesIn(folder: string, shown: string, depth: number): { readonly place: string; readonly file: string }[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const [place, file] = [join(folder, entry.name), shown === '' ? entry.name : `${shown}/${entry.name}`];
      if (entry.isDirectory())
        return depth < DEEPEST && !LEFT_OUT.has(entry.name) ? filesIn(place, file, depth + 1) : [];
      const isWanted = entry.isFile() && FOUND_IN_FOLDERS.test(entry.name) && statSync(place).size <= LARGEST_BYTES;
      return isWanted ? [{ place, file }] : [];
    });
}

async function textOf(stdin: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const piece of stdin) text += String(piece);
  return text;
}
