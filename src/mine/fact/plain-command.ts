/** A command line without what is about one occasion. */
export interface PlainCommand {
  /** `npm test` of `cd web && npm test 2>&1 | tail -20`. */
  readonly command: string;
  /** Where it was run, within the project: `web`. */
  readonly folder?: string;
}

const CHANGE_FOLDER = /^cd\s+(?:"([^"]+)"|'([^']+)'|(\S+))\s*&&\s*/;
// What shortens the output or times the command changes nothing about what is run.
const DRESSING = /^(?:g?timeout\s+\S+\s+|time\s+)|\s*\|\s*(?:head|tail|less|more|cat)\b[^|&;]*$/g;

/**
 * Takes off a call's command the change of folder before it and what only shortens its output.
 *
 * @param project - the project's path: folders are given within it, and left out when they are outside or elsewhere
 * @returns undefined when it changes to a folder outside the project
 */
export function plainCommand(line: string, project?: string): PlainCommand | undefined {
  const [change = '', ...folders] = CHANGE_FOLDER.exec(line) ?? [];
  const folder = folders.find((one) => one !== undefined) ?? '';
  const within = withinProject(folder.replace(/\/+$/, ''), project);
  if (within === undefined) return undefined;
  const command = withoutProject(line.slice(change.length).replace(DRESSING, '').trim(), project);
  return { command, ...(within !== '' && { folder: within }) };
}

/** A path within the project, `''` for the project's own folder; undefined when it is elsewhere. */
function withinProject(folder: string, project: string | undefined): string | undefined {
  if (folder === '' || folder === '.' || folder === project) return '';
  if (project !== undefined && folder.startsWith(`${project}/`)) return folder.slice(project.length + 1);
  return /^(?:[/~$\\]|\.\.|[A-Za-z]:)/.test(folder) ? undefined : folder.replace(/^\.\//, '');
}

/** A text in which the project's path, and whatever stands before it, is left out before paths; alone it is `.`. */
export function withoutProject(text: string, project: string | undefined): string {
  if (project === undefined || project.length < 2 || !text.includes(project)) return text;
  const pieces = text.split(`${project}/`);
  const last = pieces.pop()!;
  const within = pieces.map((piece) => piece.replace(/[\w~./@+\\:[\]-]*$/, '')).join('') + last;
  return within.replace(/^[\w~./@+\\:[\]-]*$/, (path) => (path.endsWith(project) ? '.' : path));
}
