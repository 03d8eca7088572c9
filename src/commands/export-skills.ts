import { lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EthogramError } from '../core/ethogram-error.ts';
import { plural } from '../core/format-number.ts';
import { isJsonObject, jsonObjectIn } from '../core/json.ts';
import { MANIFEST, updateFolder, type WrittenFiles } from '../handbook/skills/update-folder.ts';
import { cannotWrite } from './cannot-write.ts';
import { textOption, type CommandContext, type CommandResult } from './command.ts';
import { skillsOfStore } from './skills-of-store.ts';
import { withStore } from './with-store.ts';
import { writeWhole } from './write-whole.ts';

const DEEPEST = 4;

/** `ethogram export skills --out DIR`: the handbook as folders of Agent Skills, brought up to date in place. */
export async function exportSkills(context: CommandContext): Promise<CommandResult> {
  const { options, cwd } = context;
  const out = textOption(options, 'out');
  if (out === undefined || out === '') {
    throw new EthogramError('bad-argument', 'export skills: found no folder, expected --out DIR', {
      hint: 'ethogram export skills --out .claude/skills',
    });
  }
  const all = options['all'] === true;
  const withEvidence = options['withoutEvidence'] !== true;
  const wanted = await withStore(context, (store) => skillsOfStore(store, { all, withEvidence }));
  const folder = resolve(cwd, out);
  const written = readManifest(join(folder, MANIFEST), `${out}/${MANIFEST}`);
  const found = readFolder(folder, out, new Set([...Object.keys(wanted), ...Object.keys(written.files)]));
  const { write, remove, kept, foreign, manifest } = updateFolder(wanted, found, written);
  if (foreign.length > 0) {
    throw new EthogramError('cannot-write', `${out}/${foreign[0]}: found a skill that Ethogram did not write, expected none of that name`, {
      hint: 'rename it, or export into another folder; nothing was changed',
    });
  }
  const skills = new Set(Object.keys(wanted).map((path) => path.split('/')[0]!));
  const counts = { skills: skills.size, files: Object.keys(wanted).length, written: Object.keys(write).length, removed: remove.length, kept };
  if (skills.size === 0 && Object.keys(written.files).length === 0) {
    return { json: { ...counts, folder: out }, text: 'The handbook has nothing that was approved: ethogram handbook approve ID does that; --all takes what was not.' };
  }
  for (const [path, text] of Object.entries(write)) await put(folder, path, { text, shown: out });
  for (const path of remove) takeOut(folder, path);
  await put(folder, MANIFEST, { text: `${JSON.stringify(manifest, null, 2)}\n`, shown: out });
  return {
    json: { ...counts, folder: out },
    text: [
      `${plural(skills.size, 'skill')} in ${out}: ${plural(counts.written, 'file')} written, ${remove.length} removed, ${counts.files - counts.written} as they were`,
      ...kept.map((path) => `kept as somebody changed it: ${path}${write[`${path}.new`] === undefined ? '' : ` (what is new is in ${path}.new)`}`),
    ].join('\n'),
  };
} // prettier-ignore

/** The files of a folder that matter: those of the paths, and all in the folders of skills among them. */
function readFolder(folder: string, shown: string, paths: ReadonlySet<string>): Record<string, string> {
  const found: Record<string, string> = {};
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory();
  if (isFolder === undefined) return found;
  if (!isFolder) throw new EthogramError('cannot-write', `${shown}: found a file, expected a folder`);
  for (const skill of new Set([...paths].map((path) => path.split('/')[0]!))) walk(join(folder, skill), skill, 0);
  return found;

  function walk(place: string, path: string, depth: number): void {
    const entry = lstatSync(place, { throwIfNoEntry: false });
    if (entry === undefined || depth > DEEPEST) return;
    if (entry.isSymbolicLink()) {
      // What it leads to is somewhere else, and not ours to change.
      throw new EthogramError('cannot-write', `${shown}/${path}: found a link, expected a file or a folder of its own`);
    }
    if (!entry.isDirectory()) found[path] = readFileSync(place, 'utf8');
    else for (const name of readdirSync(place)) walk(join(place, name), `${path}/${name}`, depth + 1);
  }
}

/** What was written before; whatever else stands there is not believed. */
function readManifest(path: string, shown: string): WrittenFiles {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return { files: {} };
  const files = jsonObjectIn(readFileSync(path, 'utf8'))?.['files'];
  const isPlain = (name: string): boolean => /^[a-z0-9-]{1,64}(?:\/[a-z_-]{1,40}){0,2}\/?[A-Za-z_-]{1,40}\.(?:md|json)$/.test(name);
  if (isJsonObject(files) && Object.entries(files).every(([name, hash]) => isPlain(name) && typeof hash === 'string')) {
    return { files: files as Readonly<Record<string, string>> };
  }
  throw new EthogramError('cannot-write', `${shown}: found something else, expected the list of what Ethogram wrote`, {
    hint: 'export into another folder, or delete the file if the skills beside it are Ethogram’s',
  });
} // prettier-ignore

async function put(
  folder: string,
  path: string,
  { text, shown }: { readonly text: string; readonly shown: string },
): Promise<void> {
  const place = join(folder, path);
  try {
    mkdirSync(dirname(place), { recursive: true });
  } catch (cause) {
    throw cannotWrite(`${shown}/${path}`, cause);
  }
  await writeWhole(place, text, { shown: `${shown}/${path}` });
}

/** Deletes a file, and the folders that it leaves empty. */
function takeOut(folder: string, path: string): void {
  rmSync(join(folder, path), { force: true });
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    if (readdirSync(join(folder, parent)).length > 0) return;
    rmdirSync(join(folder, parent));
  }
}
