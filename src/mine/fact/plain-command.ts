/** A command line without what is about one occasion. */
export interface PlainCommand {
  /** `npm test` of `cd web && npm test 2>&1 | tail -20`. */
  readonly command: string;
  /** Where it was run, within the project: `web`. */
  readonly folder?: string;
}

const CHANGE_FOLDER = /^\s*cd\s+(?:"([^"]+)"|'([^']+)'|(\S+))\s*(?:&&|;)\s*/;
// What shortens, joins or times the output changes nothing about what is run.
const DRESSING =
  /\s*(?:2>&1|[12]?>\s*\/dev\/null|\|\s*(?:head|tail|grep|less|cat)\b[^|&;]*|(?:&&|;|\|\|)\s*(?:echo\b[^|&;]*|true))\s*$/;
const TIMEOUT = /^(?:g?timeout\s+\S+\s+|time\s+)/;

/**
 * Takes off a command line the change of folder before it and what only shortens its output.
 *
 * @param project - the project's path: folders are given within it, and left out when they are outside or elsewhere
 * @returns undefined when it changes to a folder outside the project
 */
export function plainCommand(line: string, project?: string): PlainCommand | undefined {
  let command = line.trim();
  let folder = '';
  for (let match = CHANGE_FOLDER.exec(command); match !== null; match = CHANGE_FOLDER.exec(command)) {
    folder = match[1] ?? match[2] ?? match[3]!;
    command = command.slice(match[0].length);
  }
  for (let shorter = command.replace(DRESSING, ''); shorter !== command; shorter = command.replace(DRESSING, ''))
    command = shorter;
  command = command.replace(TIMEOUT, '').trim();
  const within = withinProject(folder.replace(/\/+$/, ''), project);
  if (within === undefined) return undefined;
  return { command: withoutProject(command, project), ...(within !== '' && { folder: within }) };
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
