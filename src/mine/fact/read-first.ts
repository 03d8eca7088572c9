import { callEffect } from '../../behavior/call/call-effect.ts';
import { supportOf, type Corpus } from '../digest/corpus.ts';
import type { Call } from '../digest/fragment.ts';
import { projectName } from '../digest/run-head.ts';
import { holdsSettings } from './fact-words.ts';
import type { LookUp } from './look-ups.ts';

const MIN_RUNS = 3;
const MIN_TASKS = 3;
// Of the runs that change files in the project.
const MOST = 0.6;
// What is changed more often than this is what they are about.
const SELDOM = 0.2;

/**
 * Files that most runs of a project read before they change anything, without being told to and without changing them: where
 * it says how things are done here.
 *
 * @returns look-ups of those files, with the first time each run read them
 */
export function readFirst({ fragments, tasks }: Corpus, all: readonly LookUp[]): LookUp[] {
  // Settings are read for what they set.
  const files = all.filter(({ file, project }) => file !== undefined && project !== undefined && !holdsSettings(file));
  const projects = new Set(files.map(({ project }) => project));
  const changes = fragments.flatMap((fragment, run) => {
    const project = projectName(fragment);
    if (!projects.has(project)) return [];
    const edits = fragment.calls.filter((call) => !call.failed && changesFiles(call));
    return edits.length === 0 ? [] : { run, project, edits };
  });
  const changesIn = Map.groupBy(changes, ({ project }) => project);
  return files.flatMap((lookUp) => {
    const { file, project, places } = lookUp;
    const changing = changesIn.get(project) ?? [];
    const firsts = new Map(places.toReversed().map((place) => [place.run, place]));
    const early = changing.flatMap(({ run, edits }) => {
      const first = firsts.get(run);
      const told = first?.call.arguments.some(({ fromUser }) => fromUser) ?? true;
      return first === undefined || told || first.call.at > edits[0]!.at ? [] : first;
    });
    const support = supportOf(early.map(({ run }) => run), tasks); // prettier-ignore
    if (support.runs < MIN_RUNS || support.tasks < MIN_TASKS || support.runs < MOST * changing.length) return [];
    const changed = changing.filter(({ edits }) => edits.some((edit) => names(edit, file!)));
    return changed.length > SELDOM * changing.length ? [] : { ...lookUp, places: early };
  });
}

function changesFiles({ name, command, arguments: given }: Call): boolean {
  const values =
    command === undefined ? Object.fromEntries(given.map(({ field, text }) => [field, text])) : { command };
  return callEffect(name, JSON.stringify(values)) === 'edit';
}

function names({ command = '', arguments: given }: Call, file: string): boolean {
  return command.includes(file) || given.some(({ text }) => text?.endsWith(file) === true);
}
